import type { Finding } from '../domain/assessment.ts'
import { SIGNAL_LABEL } from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import type { Mark } from './listing-facts.ts'

/** A reviewer reads a sentence, not a list of every hit. */
const MAX_WORDS = 5

/** Rules of one group add up to at most the strongest of them; the others are shown with 0 points. */
export function ruleFindings(firings: readonly Firing[]): Finding[] {
  const spent = new Set<string>()
  return [...firings].sort(byWeight).map((firing) => {
    const { id, title, group, points } = firing.compiled.rule
    const key = group && `${group}${points < 0 ? '-' : '+'}`
    const counted = key !== undefined && spent.has(key)
    if (key) spent.add(key)
    const why = whyOf(firing)
    return {
      ruleId: id,
      title,
      points: counted ? 0 : points,
      why: counted ? `${why}（同组规则已计分）` : why,
    }
  })
}

function byWeight(a: Firing, b: Firing): number {
  const difference = Math.abs(b.compiled.rule.points) - Math.abs(a.compiled.rule.points)
  return difference !== 0 ? difference : a.compiled.rule.id < b.compiled.rule.id ? -1 : 1
}

function whyOf({ compiled, anchors, others }: Firing): string {
  const words = [...new Set([...anchors, ...others].map(describe))]
  if (words.length === 0) return compiled.rule.title
  const shown = words.slice(0, MAX_WORDS).join('、')
  return words.length > MAX_WORDS ? `${shown}等 ${words.length} 处` : shown
}

function describe({ signal, text }: Mark): string {
  return signal ? `${SIGNAL_LABEL[signal]}“${text}”` : `“${text}”`
}
