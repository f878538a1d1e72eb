import { basename } from 'node:path'
import { RE2JS } from 're2js'
import { DefinitionError } from '../../domain/errors.ts'
import { Site } from '../../domain/site.ts'
import { listDefinitionFiles, presentFolders, readDefinitionText } from './definition-files.ts'
import { checkDefinition, type OpenDefinition, openDefinition } from './parse-definition.ts'

const ENDING = '.yml'

/**
 * Reads every `<id>.yml` under the folders. A later folder overrides an earlier one site by site; an overlay
 * that does not exist adds nothing.
 *
 * @throws {DefinitionError} one line per problem, `file:line: field: what is wrong`.
 */
export function loadSites(folders: readonly string[]): Site[] {
  const files = presentFolders(folders).flatMap((folder) => listDefinitionFiles(folder, ENDING))
  const byId = new Map<string, Site>()
  for (const site of files.map(loadSite)) byId.set(site.id, site)
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function loadSite(file: string): Site {
  const definition = openDefinition(file, readDefinitionText(file))
  const site = checkDefinition(file, definition, Site)
  const problems = [...nameProblems(file, site), ...patternProblems(site)]
  if (problems.length === 0) return site
  throw new DefinitionError(problems.map((problem) => toLine(file, definition, problem)).join('\n'))
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly what: string
}

function toLine(file: string, definition: OpenDefinition, { path, what }: Problem): string {
  return `${file}:${definition.lineOf(path)}: ${path.join('.')}: ${what}`
}

/** The file is named after its site, so that an overlay visibly replaces the file of the same name. */
function nameProblems(file: string, { id }: Site): Problem[] {
  const expected = basename(file, ENDING)
  return id === expected ? [] : [{ path: ['id'], what: `must be ${expected}, the name of the file` }]
}

/** Patterns are written by users, so they run on a linear-time engine; what it refuses is refused here. */
function patternProblems({ pages, itemKey, json }: Site): Problem[] {
  const patterns: [readonly PropertyKey[], string][] = [
    ...pages.map(({ pattern }, index): [PropertyKey[], string] => [['pages', index, 'pattern'], pattern]),
    ...json.map(({ pattern }, index): [PropertyKey[], string] => [['json', index, 'pattern'], pattern]),
    [['itemKey'], itemKey],
  ]
  const wrong = patterns.flatMap(([path, pattern]) => compileProblem(path, pattern))
  if (wrong.length > 0 || compile(itemKey).groupCount() >= 1) return wrong
  return [{ path: ['itemKey'], what: 'needs a group: the part in brackets is the item key' }]
}

function compileProblem(path: readonly PropertyKey[], pattern: string): Problem[] {
  try {
    compile(pattern)
    return []
  } catch (error) {
    return [{ path, what: `not a valid pattern: ${error instanceof Error ? error.message : String(error)}` }]
  }
}

/** As the crawler compiles them: the syntax of JavaScript, without what needs backtracking. */
function compile(pattern: string): RE2JS {
  return RE2JS.compile(RE2JS.translateRegExp(pattern))
}
