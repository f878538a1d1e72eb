import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type DeadlineRule, DeadlineRules } from '../../refer/deadlines.ts'
import { readDefinitionText } from './definition-files.ts'
import { parseDefinition } from './parse-definition.ts'

/** The unit's own times first: where two fit, the first holds. @throws {DefinitionError} */
export function loadDeadlines(shipped: string, overlay: string): DeadlineRule[] {
  const files = [join(overlay, 'deadlines.yml'), join(shipped, 'deadlines.yml')].filter((file) =>
    existsSync(file),
  )
  return files.flatMap((file) => parseDefinition(file, readDefinitionText(file), DeadlineRules).deadlines)
}
