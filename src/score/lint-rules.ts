import type { BacktestRecord } from '../domain/backtest.ts'
import type { Term } from '../domain/lexicon.ts'
import type { Rule } from '../domain/rule.ts'
import { unsatisfiableProblems } from './lint-detection.ts'
import { doubleProblems } from './lint-doubles.ts'
import { exclusionProblems } from './lint-exclusions.ts'
import { huntingProblems } from './lint-hunting.ts'
import { metadataProblems } from './lint-metadata.ts'
import { patternRisks } from './pattern-risks.ts'
import { conditionsOf, type RuleEntry, type RuleProblem } from './rule-entry.ts'
import { type Reach, reachOf } from './rule-reach.ts'
import { STABLE_HITS, STABLE_SHARE, type Standing, standingOf } from './rule-standing.ts'

export interface LintContext {
  readonly terms: readonly Term[]
  readonly backtests: readonly BacktestRecord[]
  /** Over what decides the outcome of a rule. */
  readonly hashOf: (rule: Rule) => string
}

/** Checks that need all rules, the lexicon, or knowledge of how a rule is tried. Rules that are switched off say nothing. */
export function lintRules(
  entries: readonly RuleEntry[],
  { terms, backtests, hashOf }: LintContext,
): RuleProblem[] {
  const reach = reachOf(terms)
  const live = entries.filter(({ rule }) => rule.status !== 'deprecated')
  return [
    ...live.flatMap(({ rule }) => [...unknownProblems(rule, reach), ...unsatisfiableProblems(rule, reach)]),
    ...live.flatMap(({ rule }) => patternProblems(rule)),
    ...doubleProblems(live, reach),
    ...exclusionProblems(live, entries, reach),
    ...live.flatMap(metadataProblems),
    ...live.flatMap(huntingProblems),
    ...live.flatMap(({ rule }) => backtestProblems(rule, hashOf(rule), backtests)),
  ]
}

/** Words in a list that name nothing: they look as if they did something. */
function unknownProblems(rule: Rule, reach: Reach): RuleProblem[] {
  return conditionsOf(rule).flatMap(({ condition, path }) => {
    const { terms = [], signals = [], kinds = [], categories = [] } = condition
    const missing = [
      ...terms.map((id) => !reach.hasTerm(id) && `词库中没有词条 ${id}${id.endsWith('.') ? '…' : ''}`),
      ...signals.map((kind) => !reach.hasSignal(kind) && `没有任何词条给出信号 ${kind}`),
      ...kinds.map((kind) => !reach.hasKind(kind) && `词库中没有种类为 ${kind} 的词条`),
      ...categories.map((name) => !reach.hasCategory(name) && `词库中没有类别为 ${name} 的词条`),
    ]
    return missing.flatMap((problem) =>
      problem === false ? [] : [{ ruleId: rule.id, kind: 'unknown' as const, path, problem }],
    )
  })
}

function patternProblems(rule: Rule): RuleProblem[] {
  return conditionsOf(rule).flatMap(({ condition: { pattern }, path }) =>
    (pattern === undefined ? [] : patternRisks(pattern)).map((problem) => ({
      ruleId: rule.id,
      kind: 'pattern' as const,
      path: [...path, 'pattern'],
      problem,
    })),
  )
}

/** Nobody may call a rule stable before it was seen to be right often enough. */
function backtestProblems(rule: Rule, hash: string, backtests: readonly BacktestRecord[]): RuleProblem[] {
  if (rule.status !== 'stable' || rule.purpose === 'hunting') return []
  const standing = standingOf(rule, hash, backtests)
  if (standing.proved) return []
  const problem = `标为 stable，但${whyNotStable(standing)}`
  return [{ ruleId: rule.id, kind: 'backtest', path: ['status'], problem }]
}

function whyNotStable({ why, known, right }: Exclude<Standing, { proved: true }>): string {
  switch (why) {
    case 'no-record':
      return '没有回测记录：先运行 qingshao rules backtest'
    case 'changed':
      return '回测之后规则改过：重新运行 qingshao rules backtest'
    case 'never-fired':
      return '回测中从未命中：换一份能命中的数据再回测'
    case 'too-few':
      return `回测中有答案可对的命中只有 ${known} 次，至少要 ${STABLE_HITS} 次：用带标注的数据或已由人决定的线索回测`
    case 'too-often-wrong':
      return `回测中 ${known} 次有答案的命中只对了 ${right} 次，至少要对 ${STABLE_SHARE * 100}%`
  }
}
