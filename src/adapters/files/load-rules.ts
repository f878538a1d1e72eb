import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { DefinitionError, InputError } from '../../domain/errors.ts'
import { type Condition, Rule, RuleCases } from '../../domain/rule.ts'
import { compilePattern } from '../../score/compile-rule.ts'
import type { RuleEntry } from '../../score/rule-entry.ts'
import { BACKTEST_FILE } from './backtest-file.ts'
import { listDefinitionFiles, presentFolders, readDefinitionText } from './definition-files.ts'
import { checkDefinition, type OpenDefinition, openDefinition, parseDefinition } from './parse-definition.ts'

export type LoadedRule = RuleEntry

export interface RuleFiles {
  readonly rules: readonly LoadedRule[]
  /** One line per problem, `file:line: field: …`: rules that are not among `rules`, or cases without a rule. */
  readonly problems: readonly string[]
}

const CASES = '.cases.yml'
/** Analysts read these messages. */
const CHINESE = z.locales.zhCN().localeError

/**
 * Reads `<folder>/<category>/<slug>.yml` with `<slug>.cases.yml` beside it. A later folder replaces rules of
 * an earlier one by id, so that a unit's own rules lie over the shipped ones. Only the first folder must exist.
 *
 * @throws {DefinitionError} `file:line: field: …`, one line per problem.
 */
export function loadRules(folders: readonly string[]): LoadedRule[] {
  const { rules, problems } = readRuleFiles(presentFolders(folders))
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return [...rules]
}

/**
 * As `loadRules`, but goes on past files that are wrong. Each place is a folder, or one rule's file.
 *
 * @throws {InputError} when a place is not there.
 */
export function readRuleFiles(places: readonly string[]): RuleFiles {
  const byId = new Map<string, LoadedRule>()
  const problems: string[] = []
  for (const place of places) {
    for (const loaded of readPlace(place, problems)) byId.set(loaded.rule.id, loaded)
  }
  return { rules: [...byId.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), problems }
}

function readPlace(place: string, problems: string[]): Iterable<LoadedRule> {
  if (!existsSync(place)) throw new InputError(`${place} 不存在，这里需要规则文件或规则文件夹`)
  const files = statSync(place).isDirectory() ? filesOfRules(place) : [place]
  const byId = new Map<string, LoadedRule>()
  for (const file of files) {
    try {
      if (file.endsWith(CASES)) refuseStray(file, files)
      else keep(readRule(file), byId)
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error
      problems.push(error.message)
    }
  }
  return byId.values()
}

function filesOfRules(folder: string): string[] {
  const records = join(folder, BACKTEST_FILE)
  return listDefinitionFiles(folder, '.yml').filter((file) => file !== records)
}

function keep(loaded: LoadedRule, byId: Map<string, LoadedRule>): void {
  const { rule, file } = loaded
  const twin = byId.get(rule.id)
  if (twin)
    throw new DefinitionError(`${file}:${loaded.lineOf(['id'])}: id: ${twin.file} 已用了编号 ${rule.id}`)
  byId.set(rule.id, loaded)
}

function refuseStray(file: string, files: readonly string[]): void {
  const rule = file.replace(CASES, '.yml')
  if (files.includes(rule)) return
  throw new DefinitionError(`${file}:1: file: ${dirname(file)} 中没有这些用例的规则 ${basename(rule)}`)
}

function readRule(file: string): LoadedRule {
  const definition = openDefinition(file, readDefinitionText(file))
  const rule = checkDefinition(file, definition, Rule, CHINESE)
  const problems = checkDetection(file, definition, rule)
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  const casesFile = file.replace(/\.yml$/, CASES)
  if (!existsSync(casesFile)) {
    throw new DefinitionError(
      `${file}:1: cases: 缺少 ${basename(casesFile)}：规则要有应命中的文字（fires）和不应命中的文字（silent）`,
    )
  }
  const cases = parseDefinition(casesFile, readDefinitionText(casesFile), RuleCases, CHINESE)
  return { rule, cases, file, lineOf: (path) => definition.lineOf(path) }
}

function checkDetection(file: string, definition: OpenDefinition, { detection }: Rule): string[] {
  const problems: string[] = []
  if (detection.all.length + detection.any.length === 0) {
    problems.push(`${file}:${definition.lineOf(['detection'])}: detection: all 或 any 中至少要有一个条件`)
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
  if (!named && pattern === undefined && platforms === undefined) return '没有写明要找什么'
  if (named && pattern !== undefined) return 'pattern 要单独成一个条件，其他键另写一个条件'
  if (isAnchor && within !== undefined) return 'within 从 all 的第一个条件量起，第一个条件自己不能有 within'
  return pattern === undefined ? undefined : patternProblem(pattern)
}

function patternProblem(pattern: string): string | undefined {
  try {
    compilePattern(pattern)
    return undefined
  } catch (error) {
    return `模式不能在 re2js 上编译：${error instanceof Error ? error.message : String(error)}`
  }
}
