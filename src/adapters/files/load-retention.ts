import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DefinitionError } from '../../domain/errors.ts'
import {
  type RetentionRow,
  type RetentionSchedule,
  RetentionSubject,
  RetentionTable,
} from '../../domain/retention.ts'
import { readDefinitionText } from './definition-files.ts'
import { parseDefinition } from './parse-definition.ts'

/**
 * Reads `schedule.yml` of the folder (data/retention), and over it the rows of the unit's own where there is one.
 *
 * @throws {DefinitionError} also where the shipped table leaves something out: silence would keep it for ever.
 */
export function loadRetention(folder: string, overlay: string): RetentionSchedule {
  const file = join(folder, 'schedule.yml')
  const own = join(overlay, 'schedule.yml')
  const rows = [...readRows(file), ...(existsSync(own) ? readRows(own) : [])]
  const schedule = new Map(rows.map((row) => [row.of, row]))
  const missing = RetentionSubject.options.filter((subject) => !schedule.has(subject))
  if (missing.length > 0) throw new DefinitionError(`${file}:1: rows: nothing about ${missing.join(', ')}`)
  return schedule
}

function readRows(file: string): RetentionRow[] {
  return parseDefinition(file, readDefinitionText(file), RetentionTable).rows
}
