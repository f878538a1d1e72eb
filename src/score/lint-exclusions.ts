import type { Rule } from '../domain/rule.ts'
import type { RuleEntry, RuleProblem } from './rule-entry.ts'
import { implies, platformsOf, type Reach } from './rule-reach.ts'

/** Exclusions lie apart from the rules that accuse, and what they tune must be there to be tuned. */
export function exclusionProblems(
  live: readonly RuleEntry[],
  entries: readonly RuleEntry[],
  reach: Reach,
): RuleProblem[] {
  const byId = new Map(entries.map(({ rule }) => [rule.id, rule]))
  return live.flatMap(({ rule, file }) => [
    ...placeProblems(rule, file),
    ...(rule.tunes ?? []).flatMap((id, index) => {
      const problem = tuneProblem(rule, byId.get(id), reach)
      return problem === undefined ? [] : [asProblem(rule, ['tunes', index], `${id}：${problem}`)]
    }),
  ])
}

function placeProblems(rule: Rule, file: string): RuleProblem[] {
  const isFilter = /[\\/]filters[\\/]/.test(file)
  if (isFilter && rule.points >= 0 && rule.ceiling !== 'legal')
    return [asProblem(rule, ['points'], 'filters/ 中只放排除规则：分值应为负，或上限（ceiling）为 legal')]
  if (!isFilter && rule.points < 0)
    return [asProblem(rule, ['points'], '分值为负的是排除规则，应放在 filters/ 中')]
  if (rule.tunes && rule.points >= 0 && rule.ceiling !== 'legal')
    return [asProblem(rule, ['tunes'], '只有排除规则可以写 tunes')]
  return []
}

function tuneProblem(rule: Rule, tuned: Rule | undefined, reach: Reach): string | undefined {
  if (!tuned) return '没有这个编号的规则'
  if (tuned.status === 'deprecated') return `所调规则“${tuned.title}”已停用`
  if (tuned.purpose === 'hunting') return `所调规则“${tuned.title}”是狩猎规则，不产生线索，没有可排除的`
  if (tuned.points <= 0) return `所调规则“${tuned.title}”不加分，没有可排除的`
  if (excludeEachOther(rule, tuned, reach) || excludeEachOther(tuned, rule, reach))
    return `与所调规则“${tuned.title}”永不同时命中`
  return undefined
}

/** Wherever one fires, an exception of the other holds. */
function excludeEachOther(one: Rule, other: Rule, reach: Reach): boolean {
  const platforms = platformsOf(one).filter((platform) => platformsOf(other).includes(platform))
  if (platforms.length === 0) return true
  const how = { reach, anchored: false, platforms }
  return one.detection.all.some((given) =>
    other.detection.not.some((exception) => implies(given, exception, how)),
  )
}

function asProblem(rule: Rule, path: readonly PropertyKey[], problem: string): RuleProblem {
  return { ruleId: rule.id, kind: 'exclusion', path, problem }
}
