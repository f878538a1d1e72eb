import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { RE2JS } from 're2js'
import { DefinitionError, InputError } from '../../domain/errors.ts'
import { Site } from '../../domain/site.ts'
import { checkDefinition, type OpenDefinition, openDefinition } from './parse-definition.ts'

/**
 * Reads every `<folder>/<id>.yml`. A later folder overrides an earlier one site by site; a folder that does
 * not exist adds nothing, because a unit without sites of its own has no such folder.
 *
 * @throws {DefinitionError} one line per problem, `file:line: field: what is wrong`.
 */
export function loadSites(folders: readonly string[]): Site[] {
  const byId = new Map<string, Site>()
  for (const file of folders.flatMap(listFiles)) {
    const site = loadSite(file)
    byId.set(site.id, site)
  }
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(folder, name))
  } catch (cause) {
    throw new InputError(`站点目录读不到：${folder}`, { cause })
  }
}

function loadSite(file: string): Site {
  const definition = openDefinition(file, readFile(file))
  const site = checkDefinition(file, definition, Site)
  const problems = [...nameProblems(file, site), ...patternProblems(site)]
  if (problems.length > 0)
    throw new DefinitionError(problems.map((problem) => toLine(file, definition, problem)).join('\n'))
  return site
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new InputError(`站点文件读不到：${file}`, { cause })
  }
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
  const expected = basename(file).replace(/\.ya?ml$/, '')
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
  if (wrong.length > 0 || RE2JS.compile(itemKey).groupCount() >= 1) return wrong
  return [{ path: ['itemKey'], what: 'needs a group: the part in brackets is the item key' }]
}

function compileProblem(path: readonly PropertyKey[], pattern: string): Problem[] {
  try {
    RE2JS.compile(pattern)
    return []
  } catch (error) {
    return [{ path, what: `not a valid pattern: ${error instanceof Error ? error.message : String(error)}` }]
  }
}
