import type { Finding } from '../domain/assessment.ts'
import type { TermKind } from '../domain/lexicon.ts'
import { SIGNAL_LABEL } from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import type { Mark } from './listing-facts.ts'

/** A reviewer reads a sentence, not a list of every hit. */
const MAX_WORDS = 5

/**
 * Full weight by kind: below it a term has other readings, and what stands around it proves less. A rule that
 * speaks against a listing counts in proportion; one that excuses counts in full.
 */
const FULL_WEIGHT: Partial<Record<TermKind, number>> = { product: 45, gear: 45, species: 30, 'code-word': 25 }

/** Rules of one group add up to at most the strongest of them; the others are shown with 0 points. */
export function ruleFindings(firings: readonly Firing[]): Finding[] {
  const spent = new Set<string>()
  const weighed = firings.map((firing) => ({ firing, points: pointsOf(firing) })).sort(byPoints)
  return weighed.map(({ firing, points }) => {
    const { id, title, group } = firing.compiled.rule
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

/** What a rule adds, given the strength of the terms that it is anchored on. */
export function pointsOf({ compiled, anchors }: Firing): number {
  const { points } = compiled.rule
  return points <= 0 ? points : Math.round(points * strengthOf(anchors))
}

/** 1 for a term of full weight and for rules that are not anchored on goods; less for words with many readings. */
export function strengthOf(anchors: readonly Mark[]): number {
  let strength: number | undefined
  for (const { kind, weight } of anchors) {
    const full = kind && FULL_WEIGHT[kind]
    if (full) strength = Math.max(strength ?? 0, Math.min(1, weight / full))
  }
  return strength ?? 1
}

type Weighed = { readonly firing: Firing; readonly points: number }

function byPoints(a: Weighed, b: Weighed): number {
  const difference = Math.abs(b.points) - Math.abs(a.points)
  return difference !== 0 ? difference : a.firing.compiled.rule.id < b.firing.compiled.rule.id ? -1 : 1
}

/** The words that made a rule fire. */
export function whyOf({ compiled, anchors, others }: Firing): string {
  const words = [...new Set([...anchors, ...others].map(describe))]
  if (words.length === 0) return compiled.rule.title
  const shown = words.slice(0, MAX_WORDS).join('、')
  return words.length > MAX_WORDS ? `${shown}等 ${words.length} 处` : shown
}

function describe({ signal, text }: Mark): string {
  return signal ? `${SIGNAL_LABEL[signal]}“${text}”` : `“${text}”`
}
