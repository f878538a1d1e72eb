import type { Condition, Rule } from '../domain/rule.ts'
import { MAX_PATTERN_HITS } from './apply-rule.ts'
import { conditionsOf, type RuleProblem } from './rule-entry.ts'
import {
  implies,
  literalsOf,
  platformsOf,
  type Reach,
  readsOnlyPlatform,
  readsSources,
} from './rule-reach.ts'

/** Why a rule, one of its alternatives or one of its exceptions can never come true. */
export function unsatisfiableProblems(rule: Rule, reach: Reach): RuleProblem[] {
  const asProblem = (path: readonly PropertyKey[], problem: string): RuleProblem => ({
    ruleId: rule.id,
    kind: 'unsatisfiable',
    path,
    problem,
  })
  const dead = conditionsOf(rule).flatMap(({ condition, part, path }) => {
    const why = whyNever(condition, rule, reach)
    return why === undefined ? [] : [asProblem(path, `${SO[part]}：${why}`)]
  })
  return [
    ...dead,
    ...(platformsOf(rule).length === 0
      ? [asProblem(['detection', 'all'], '永不命中：所列平台没有交集，一条信息只在一个平台上')]
      : []),
    ...contradictions(rule, reach).map(({ path, problem }) => asProblem(path, problem)),
  ]
}

const SO = { all: '永不命中', any: '这一选项永不成立', not: '这一例外永不成立' } as const

function whyNever(condition: Condition, rule: Rule, reach: Reach): string | undefined {
  const { count } = condition
  if (readsOnlyPlatform(condition) && count > 1) return 'count 没有可数的东西：这个条件只问平台'
  const window = whyNoWindow(condition, rule)
  if (window !== undefined || readsOnlyPlatform(condition)) return window
  if (readsSources(condition) && condition.pattern === undefined && reach.of(condition).size === 0)
    return '没有词条或信号同时满足所列各项'
  const most = mostOf(condition, reach)
  return count > most ? `count 要求 ${count} 个不同的，最多只有 ${most} 个` : undefined
}

function whyNoWindow(condition: Condition, { detection }: Rule): string | undefined {
  if (condition.within === undefined) return undefined
  if (readsOnlyPlatform(condition)) return 'within 没有可量的东西：这个条件只问平台'
  const [anchor] = detection.all
  if (!anchor) return 'within 从 all 的第一个条件量起，而 all 是空的'
  return readsOnlyPlatform(anchor) ? 'within 从 all 的第一个条件量起，而它只问平台，没有位置' : undefined
}

function mostOf(condition: Condition, reach: Reach): number {
  if (condition.pattern === undefined) return reach.most(condition)
  return Math.min(literalsOf(condition.pattern)?.length ?? MAX_PATTERN_HITS, MAX_PATTERN_HITS)
}

interface Contradiction {
  readonly path: readonly PropertyKey[]
  readonly problem: string
}

/** What `all` asks for, `not` forbids; or `not` forbids every alternative of `any`. */
function contradictions(rule: Rule, reach: Reach): Contradiction[] {
  const { all, any, not } = rule.detection
  const how = { reach, anchored: true, platforms: platformsOf(rule) }
  const forbids = (condition: Condition, exceptions = not) =>
    exceptions.findIndex((exception) => implies(condition, exception, how))
  const inAll = all.flatMap((condition, index) => {
    const by = forbids(condition)
    return by < 0
      ? []
      : [
          {
            path: ['detection', 'all', index],
            problem: `永不命中：这个条件成立时，not 的第 ${by + 1} 项必定成立`,
          },
        ]
  })
  const inAny = any.flatMap((condition, index) => {
    const by = forbids(condition)
    return by < 0 ? [] : [{ index, by }]
  })
  if (inAny.length > 0 && inAny.length === any.length) {
    return [...inAll, { path: ['detection', 'any'], problem: '永不命中：any 的每一项都被 not 排除' }]
  }
  return [
    ...inAll,
    ...inAny.map(({ index, by }) => ({
      path: ['detection', 'any', index],
      problem: `这一选项永不成立：它成立时，not 的第 ${by + 1} 项必定成立`,
    })),
  ]
}
