import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DefinitionError } from '../../domain/errors.ts'
import { type CrimeHint, CrimeHintTable, LawTable } from '../../domain/reference-data.ts'
import { readDefinitionText } from './definition-files.ts'
import { checkDefinition, openDefinition } from './parse-definition.ts'

/**
 * Reads `basis.yml` of the folder (data/law), and `crime-hints.yml` where there is one.
 *
 * @throws {DefinitionError} also where a rule or hint names an article that the table does not hold.
 */
export function loadLaw(folder: string): LawTable {
  const file = join(folder, 'basis.yml')
  const definition = openDefinition(file, readDefinitionText(file))
  const table = checkDefinition(file, definition, LawTable)
  const keys = new Set<string>()
  const problems: string[] = []
  for (const [index, { key, from, until }] of table.articles.entries()) {
    const at = `${file}:${definition.lineOf(['articles', index])}: articles.${index}`
    if (keys.has(key)) problems.push(`${at}.key: ${key} is used twice`)
    if (until !== undefined && until <= from) problems.push(`${at}.until: is not after from`)
    keys.add(key)
  }
  for (const [index, rule] of table.rules.entries()) {
    for (const key of rule.articles.filter((name) => !keys.has(name))) {
      const line = definition.lineOf(['rules', index, 'articles'])
      problems.push(`${file}:${line}: rules.${index}.articles: there is no article ${key}`)
    }
  }
  const hints = readHints(join(folder, 'crime-hints.yml'), keys, problems)
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return { ...table, hints }
}

function readHints(file: string, articles: ReadonlySet<string>, problems: string[]): CrimeHint[] {
  if (!existsSync(file)) return []
  const definition = openDefinition(file, readDefinitionText(file))
  const { hints } = checkDefinition(file, definition, CrimeHintTable)
  for (const [index, hint] of hints.entries()) {
    for (const key of hint.articles.filter((name) => !articles.has(name))) {
      const line = definition.lineOf(['hints', index, 'articles'])
      problems.push(`${file}:${line}: hints.${index}.articles: there is no article ${key}`)
    }
  }
  return hints
}
