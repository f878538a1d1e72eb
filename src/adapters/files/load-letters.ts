import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Letters } from '../../refer/letter-template.ts'
import { readDefinitionText } from './definition-files.ts'
import { parseDefinition } from './parse-definition.ts'

/** The unit's own letters where it has any, else the shipped ones. @throws {DefinitionError} */
export function loadLetters(folder: string, overlay: string): Letters {
  const own = join(overlay, 'letters.yml')
  const file = existsSync(own) ? own : join(folder, 'letters.yml')
  return parseDefinition(file, readDefinitionText(file), Letters)
}
