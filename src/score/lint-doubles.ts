import type { Condition, Rule } from '../domain/rule.ts'
import type { RuleEntry, RuleProblem } from './rule-entry.ts'
import { implies, platformsOf, type Reach } from './rule-reach.ts'

/** Rules that say what another one says already. */
export function doubleProblems(entries: readonly RuleEntry[], reach: Reach): RuleProblem[] {
  const first = new Map<string, RuleEntry>()
  for (const entry of entries) {
    const key = detectionKey(entry.rule)
    if (!first.has(key)) first.set(key, entry)
  }
  return entries.flatMap(({ rule }) => {
    const twin = first.get(detectionKey(rule))
    if (twin && twin.rule.id !== rule.id) {
      return [asProblem(rule, ['detection'], `检测条件与“${twin.rule.title}”（${twin.rule.id}）相同`)]
    }
    const wider = entries.find((other) => other.rule.id !== rule.id && adds(rule, other.rule, reach) === 0)
    if (!wider) return []
    const { title, id } = wider.rule
    return [
      asProblem(rule, ['detection'], `同组的“${title}”（${id}）总会同时命中，分值不低于它：这条规则不起作用`),
    ]
  })
}

function asProblem(rule: Rule, path: readonly PropertyKey[], problem: string): RuleProblem {
  return { ruleId: rule.id, kind: 'duplicate', path, problem }
}

/** What is looked for, whatever the order in which it is written. The first condition stays first: windows start there. */
function detectionKey({ detection: { all, any, not } }: Rule): string {
  const [anchor, ...rest] = all.map(conditionKey)
  return JSON.stringify([anchor, rest.sort(), any.map(conditionKey).sort(), not.map(conditionKey).sort()])
}

function conditionKey(condition: Condition): string {
  const { count, within, pattern, evasive, ...lists } = condition
  const sorted = (['terms', 'kinds', 'categories', 'signals', 'platforms'] as const).map(
    (key) => lists[key] && [...lists[key]].sort(),
  )
  return JSON.stringify([count, within, pattern, evasive, sorted])
}

/** 0 where a rule adds nothing to another one: its group counts once, and it proposes nothing of its own. */
function adds(rule: Rule, other: Rule, reach: Reach): 0 | 1 {
  const sameSide = rule.points > 0 === other.points > 0 && Math.abs(other.points) >= Math.abs(rule.points)
  const sameGroup = rule.group !== undefined && rule.group === other.group
  const proposes = (['category', 'offence', 'ceiling', 'floor'] as const).some(
    (key) => rule[key] !== undefined && rule[key] !== other[key],
  )
  if (!sameSide || !sameGroup || proposes || rule.tunes || other.tunes) return 1
  return firesWherever(rule, other, reach) ? 0 : 1
}

/** Wherever `rule` fires, `other` fires as well. */
function firesWherever(rule: Rule, other: Rule, reach: Reach): boolean {
  const [anchor, otherAnchor] = [rule.detection.all[0], other.detection.all[0]]
  const anchored =
    anchor !== undefined && otherAnchor !== undefined && conditionKey(anchor) === conditionKey(otherAnchor)
  // An exclusion is tried word by word from its first condition: only the same start is comparable.
  if (rule.points < 0 && !anchored) return false
  const how = { reach, anchored, platforms: platformsOf(rule) }
  const { all, any, not } = rule.detection
  const met = (wanted: Condition) => all.some((given) => implies(given, wanted, how))
  // The first condition also says how strong a rule is: what `rule` starts from, `other` must start from as well.
  const startsWider = !otherAnchor || (anchor !== undefined && implies(anchor, otherAnchor, how))
  return (
    startsWider &&
    other.detection.all.every(met) &&
    (other.detection.any.length === 0 ||
      other.detection.any.some(met) ||
      (any.length > 0 &&
        any.every((one) => other.detection.any.some((wanted) => implies(one, wanted, how))))) &&
    other.detection.not.every((exception) => not.some((own) => implies(exception, own, how)))
  )
}
