import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { DefinitionError } from '../../domain/errors.ts'
import { Taxon } from '../../domain/reference-data.ts'
import { listDefinitionFiles, presentFolders } from './definition-files.ts'

const YesNo = z.enum(['yes', 'no']).transform((word) => word === 'yes')
/** A row as it stands in the file: aliases joined by `;`. */
const TaxonRow = z
  .object({ ...Taxon.shape, wildOnly: YesNo, aliases: z.string() })
  .transform(({ aliases, ...row }) => ({
    ...row,
    aliases: aliases.split(';').filter((alias) => alias !== ''),
  }))

/** Tables that are not lists of protected taxa. */
const OTHER_TABLES: ReadonlySet<string> = new Set(['captive-bred-terrestrial-1.csv'])

/**
 * The species tables: every CSV of data/taxa with the columns of `Taxon`.
 * @throws {DefinitionError} `file:line: column: what is wrong`, one line a problem.
 */
export function loadTaxa(folder: string): Taxon[] {
  const files = presentFolders([folder])
    .flatMap((present) => listDefinitionFiles(present, '.csv'))
    .filter((file) => !OTHER_TABLES.has(path.basename(file)))
  return files.flatMap(readTable)
}

function readTable(file: string): Taxon[] {
  const problems: string[] = []
  const taxa: Taxon[] = []
  for (const { record, info } of readRecords(file)) {
    const row = TaxonRow.safeParse(record)
    if (row.success) taxa.push(row.data)
    else
      problems.push(
        ...row.error.issues.map(
          (issue) => `${file}:${info.lines}: ${issue.path.join('.')}: ${issue.message}`,
        ),
      )
  }
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return taxa
}

function readRecords(file: string): { record: unknown; info: { lines: number } }[] {
  try {
    return parse(readFileSync(file), { columns: true, bom: true, info: true, skipEmptyLines: true })
  } catch (error) {
    throw new DefinitionError(`${file}:1: file: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
