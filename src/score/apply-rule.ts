import type { Field } from '../domain/vocabulary.ts'
import type { ListingFacts, Mark } from './listing-facts.ts'
import type { CompiledCondition, CompiledRule } from './policy.ts'

/** The marks that made a rule fire. */
export interface Firing {
  readonly compiled: CompiledRule
  readonly anchors: readonly Mark[]
  readonly others: readonly Mark[]
}

/** A page stuffed with one word must not cost more than the reviewer could read. */
export const MAX_PATTERN_HITS = 20

/**
 * Tests one rule. A rule that excuses is held to more: each term it excuses must be excused where it stands,
 * and what was disguised in an offer is never excused. So one innocent word cannot silence a listing.
 */
export function applyRule(compiled: CompiledRule, facts: ListingFacts): Firing | undefined {
  const [first, ...rest] = compiled.all
  const anchors = first ? marksFor(first, facts) : []
  if (!anchors) return undefined

  const others: Mark[] = []
  for (const condition of rest) {
    const marks = marksFor(condition, facts, anchors)
    if (!marks || (compiled.excuses && !excusesEachTerm(condition, anchors, marks))) return undefined
    others.push(...marks)
  }
  const chosen = anyOf(compiled.any, facts, anchors)
  if (!chosen) return undefined
  if (compiled.not.some((condition) => marksFor(condition, facts, anchors))) return undefined
  if (compiled.excuses && facts.offered && anchors.some((mark) => mark.evasive)) return undefined
  return { compiled, anchors, others: [...others, ...chosen] }
}

/** Leaves out exclusions that name the rules they tune where none of those fired. */
export function withoutIdleExclusions(firings: readonly Firing[]): readonly Firing[] {
  const fired = new Set(firings.map(({ compiled }) => compiled.rule.id))
  return firings.filter(({ compiled: { rule } }) => rule.tunes?.some((id) => fired.has(id)) ?? true)
}

/** The marks of the alternatives that hold; undefined where there are alternatives and none holds. */
function anyOf(
  conditions: readonly CompiledCondition[],
  facts: ListingFacts,
  anchors: readonly Mark[],
): Mark[] | undefined {
  const holding = conditions.flatMap((condition) => {
    const marks = marksFor(condition, facts, anchors)
    return marks ? [marks] : []
  })
  return conditions.length > 0 && holding.length === 0 ? undefined : holding.flat()
}

/** What is nowhere in the listing needs no search. */
function mayHold({ kinds, signals, platforms }: CompiledCondition, facts: ListingFacts): boolean {
  return (
    (!platforms || platforms.has(facts.listing.platform)) &&
    meets(signals, facts.signalKinds) &&
    meets(kinds, facts.kinds)
  )
}

function meets<T>(wanted: ReadonlySet<T> | undefined, present: ReadonlySet<T>): boolean {
  if (wanted === undefined) return true
  for (const one of wanted) if (present.has(one)) return true
  return false
}

/** The marks a condition finds, or undefined where it does not hold. */
function marksFor(
  condition: CompiledCondition,
  facts: ListingFacts,
  anchors?: readonly Mark[],
): readonly Mark[] | undefined {
  if (!mayHold(condition, facts)) return undefined
  if (!condition.readsMarks) return []
  const { within, count } = condition.source
  const found = condition.pattern
    ? patternMarks(condition, facts)
    : facts.marks.filter((mark) => matchesKeys(mark, condition))
  const marks =
    within === undefined || anchors === undefined
      ? found
      : found.filter((mark) => anchors.some((anchor) => isBeside(anchor, mark, within)))
  return countDistinct(marks) >= count ? marks : undefined
}

function countDistinct(marks: readonly Mark[]): number {
  if (marks.length < 2) return marks.length
  return new Set(marks.map((mark) => mark.termId ?? `${mark.signal}:${mark.text}`)).size
}

function matchesKeys(
  mark: Mark,
  { termIds, termPrefixes, kinds, categories, signals, source }: CompiledCondition,
) {
  return (
    isAmong(mark.kind, kinds) &&
    isAmong(mark.signal, signals) &&
    isAmong(mark.category, categories) &&
    (source.evasive === undefined || mark.evasive === source.evasive) &&
    (termIds === undefined || isTerm(mark.termId, termIds, termPrefixes))
  )
}

function isAmong<T>(value: T | undefined, wanted: ReadonlySet<T> | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.has(value))
}

function isTerm(id: string | undefined, ids: ReadonlySet<string>, prefixes: readonly string[]): boolean {
  return id !== undefined && (ids.has(id) || prefixes.some((prefix) => id.startsWith(prefix)))
}

function patternMarks({ pattern }: CompiledCondition, { listing }: ListingFacts): Mark[] {
  const marks: Mark[] = []
  for (const field of ['title', 'body'] as const) {
    const text = listing[field]
    // The test alone is several times faster than a search for places, and nearly always fails.
    if (text === '' || !pattern?.test(text)) continue
    const matcher = pattern.matcher(text)
    while (marks.length < MAX_PATTERN_HITS && matcher.find()) {
      marks.push(patternMark(field, matcher.start(), matcher.end(), text))
    }
  }
  return marks
}

function patternMark(field: Field, start: number, end: number, text: string): Mark {
  return {
    termId: undefined,
    kind: undefined,
    category: undefined,
    signal: undefined,
    field,
    start,
    end,
    text: text.slice(start, end),
    evasive: false,
    weight: 0,
  }
}

/** What a pattern finds inside the anchor is part of the same word: the 皮 of 铁皮石斛 is no skin. */
function isBeside(anchor: Mark, mark: Mark, within: number): boolean {
  if (anchor === mark || !isNear(anchor, mark, within)) return false
  const isPattern = mark.termId === undefined && mark.signal === undefined
  return !(isPattern && mark.start >= anchor.start && mark.end <= anchor.end)
}

/** A window excuses word by word: every term of the first condition must have the excuse beside it once. */
function excusesEachTerm(
  { source: { within } }: CompiledCondition,
  anchors: readonly Mark[],
  marks: readonly Mark[],
): boolean {
  if (within === undefined) return true
  const excused = new Set(
    anchors
      .filter((anchor) => marks.some((mark) => isNear(anchor, mark, within)))
      .map(({ termId }) => termId),
  )
  return anchors.every(({ termId }) => excused.has(termId))
}

function isNear(a: Mark, b: Mark, within: number): boolean {
  if (a.field === undefined || a.field !== b.field) return false
  return Math.max(a.start, b.start) - Math.min(a.end, b.end) <= within
}
