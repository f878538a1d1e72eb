import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { DefinitionError } from '../../domain/errors.ts'
import { Division } from '../../domain/territory.ts'
import { readDefinitionText } from './definition-files.ts'

const Row = z
  .strictObject({ ...Division.shape, former: z.enum(['', '1']) })
  .transform(({ former, ...row }): Division => ({ ...row, former: former === '1' }))

/**
 * Reads `divisions.csv` of the folder (data/territory).
 * @throws {DefinitionError} at the first row that is not a division.
 */
export function loadTerritory(folder: string): Division[] {
  const file = join(folder, 'divisions.csv')
  const rows: unknown[] = parse(readDefinitionText(file), { columns: true, skip_empty_lines: true })
  return rows.map((row, index) => {
    const division = Row.safeParse(row)
    if (division.success) return division.data
    const [issue] = division.error.issues
    throw new DefinitionError(`${file}:${index + 2}: ${issue?.path.join('.')}: ${issue?.message}`)
  })
}
