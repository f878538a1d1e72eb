import { existsSync } from 'node:fs'
import { DefinitionError } from '../../domain/errors.ts'
import { type Condition, Rule, RuleCases } from '../../domain/rule.ts'
import { compilePattern } from '../../score/compile-rule.ts'
import { listDefinitionFiles, presentFolders, readDefinitionText } from './definition-files.ts'
import { checkDefinition, type OpenDefinition, openDefinition, parseDefinition } from './parse-definition.ts'

export interface LoadedRule {
  readonly rule: Rule
  readonly cases: RuleCases
  /** As named in error messages and in the workbench. */
  readonly file: string
}

/**
 * Reads `<folder>/<category>/<slug>.yml` with `<slug>.cases.yml` beside it. A later folder replaces rules of
 * an earlier one by id, so that a unit's own rules lie over the shipped ones. Only the first folder must exist.
 *
 * @throws {DefinitionError} `file:line: field: …`, one line per problem.
 */
export function loadRules(folders: readonly string[]): LoadedRule[] {
  const byId = new Map<string, LoadedRule>()
  const problems: string[] = []
  for (const folder of presentFolders(folders)) {
    for (const loaded of loadFolder(folder, problems)) byId.set(loaded.rule.id, loaded)
  }
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return [...byId.values()].sort((a, b) => (a.file < b.file ? -1 : 1))
}

function loadFolder(folder: string, problems: string[]): LoadedRule[] {
  const byId = new Map<string, LoadedRule>()
  for (const file of listDefinitionFiles(folder, '.yml').filter((name) => !name.endsWith('.cases.yml'))) {
    try {
      const loaded = loadRule(file)
      const twin = byId.get(loaded.rule.id)
      if (twin) problems.push(`${file}:1: id: ${loaded.rule.id} is already used by ${twin.file}`)
      else byId.set(loaded.rule.id, loaded)
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error
      problems.push(error.message)
    }
  }
  return [...byId.values()]
}

function loadRule(file: string): LoadedRule {
  const definition = openDefinition(file, readDefinitionText(file))
  const rule = checkDefinition(file, definition, Rule)
  const problems = checkDetection(file, definition, rule)
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  const casesFile = file.replace(/\.yml$/, '.cases.yml')
  if (!existsSync(casesFile)) {
    throw new DefinitionError(
      `${file}:1: cases: ${casesFile} is missing; a rule needs texts that fire it and texts that do not`,
    )
  }
  return { rule, cases: parseDefinition(casesFile, readDefinitionText(casesFile), RuleCases), file }
}

function checkDetection(file: string, definition: OpenDefinition, { detection }: Rule): string[] {
  const problems: string[] = []
  if (detection.all.length + detection.any.length === 0) {
    problems.push(
      `${file}:${definition.lineOf(['detection'])}: detection: needs at least one condition in all or any`,
    )
  }
  for (const part of ['all', 'any', 'not'] as const) {
    for (const [index, condition] of detection[part].entries()) {
      const path = ['detection', part, index]
      const problem = conditionProblem(condition, part === 'all' && index === 0)
      if (problem) problems.push(`${file}:${definition.lineOf(path)}: ${path.join('.')}: ${problem}`)
    }
  }
  return problems
}

function conditionProblem(
  { count: _count, within, pattern, platforms, ...keys }: Condition,
  isAnchor: boolean,
) {
  const named = Object.values(keys).some((value) => value !== undefined)
  if (!named && pattern === undefined && platforms === undefined) return 'names nothing to look for'
  if (named && pattern !== undefined)
    return 'pattern stands alone: put the other keys into a condition of their own'
  if (isAnchor && within !== undefined)
    return 'within is measured from the first condition of all, so the first cannot have it'
  return pattern === undefined ? undefined : patternProblem(pattern)
}

function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern)
    return undefined
  } catch (error) {
    return `pattern is not understood: ${error instanceof Error ? error.message : String(error)}`
  }
}
