import type { Term, TermKind } from '../domain/lexicon.ts'
import type { Condition, Rule } from '../domain/rule.ts'
import { type Category, Platform, type SignalKind } from '../domain/vocabulary.ts'
import { READ_KINDS } from './read-signals.ts'

/** Something a condition can find: a term, or a kind of signal that code reads off the page. */
interface Source {
  readonly key: string
  readonly termId: string | undefined
  readonly kind: TermKind | undefined
  readonly category: Category | undefined
  readonly signal: SignalKind | undefined
}

export interface Reach {
  /** Keys of the sources that a condition finds. Empty for patterns and for conditions on the platform alone. */
  of(condition: Condition): ReadonlySet<string>
  /** Different things the condition can find in one listing. */
  most(condition: Condition): number
  hasTerm(idOrPrefix: string): boolean
  hasSignal(kind: SignalKind): boolean
  hasKind(kind: TermKind): boolean
  hasCategory(category: Category): boolean
}

/** What conditions can find with these terms. Tells "can never hold" from "has not held so far". */
export function reachOf(terms: readonly Term[]): Reach {
  const sources: Source[] = [
    ...terms
      .filter(({ status }) => status !== 'deprecated')
      .map(({ id, kind, category, signal }) => ({ key: id, termId: id, kind, category, signal })),
    ...[...READ_KINDS].map((signal) => ({ key: `signal:${signal}`, ...NOTHING, signal })),
  ]
  const known = new Map<Condition, ReadonlySet<string>>()
  const of = (condition: Condition): ReadonlySet<string> => {
    const found = known.get(condition) ?? keysOf(sources.filter((source) => isFound(source, condition)))
    known.set(condition, found)
    return found
  }
  return {
    of: (condition) => (readsSources(condition) ? of(condition) : NONE),
    // Different words may bear one read signal: six prices are six.
    most: (condition) =>
      [...of(condition)].some((key) => key.startsWith('signal:')) ? Infinity : of(condition).size,
    hasTerm: (id) => sources.some(({ termId }) => termId !== undefined && isNamed(termId, [id])),
    hasSignal: (kind) => sources.some(({ signal }) => signal === kind),
    hasKind: (kind) => sources.some((source) => source.kind === kind),
    hasCategory: (category) => sources.some((source) => source.category === category),
  }
}

const NOTHING = { termId: undefined, kind: undefined, category: undefined }
const NONE: ReadonlySet<string> = new Set()

function keysOf(sources: readonly Source[]): ReadonlySet<string> {
  return new Set(sources.map(({ key }) => key))
}

function isFound(
  { termId, kind, category, signal }: Source,
  { terms, kinds, categories, signals, evasive }: Condition,
): boolean {
  return (
    isAmong(kind, kinds) &&
    isAmong(category, categories) &&
    isAmong(signal, signals) &&
    (evasive !== true || termId !== undefined) &&
    (terms === undefined || (termId !== undefined && isNamed(termId, terms)))
  )
}

function isAmong<T>(value: T | undefined, wanted: readonly T[] | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value))
}

function isNamed(id: string, names: readonly string[]): boolean {
  return names.some((name) => (name.endsWith('.') ? id.startsWith(name) : id === name))
}

/** The condition asks for terms or signals, not for a pattern and not for the platform alone. */
export function readsSources({ terms, kinds, categories, signals, evasive }: Condition): boolean {
  return [terms, kinds, categories, signals, evasive].some((key) => key !== undefined)
}

export function readsOnlyPlatform(condition: Condition): boolean {
  return condition.pattern === undefined && !readsSources(condition)
}

/** Where a rule can fire at all: a listing stands on one platform. */
export function platformsOf({ detection }: Rule): readonly Platform[] {
  return Platform.options.filter((platform) =>
    detection.all.every(({ platforms }) => platforms === undefined || platforms.includes(platform)),
  )
}

/** The words of a pattern that is nothing but words: `茸|骨`. */
export function literalsOf(pattern: string): readonly string[] | undefined {
  return /[\\^$.*+?()[\]{}]/.test(pattern) ? undefined : pattern.split('|')
}

/**
 * Wherever `a` holds, `b` holds as well. Says no where it cannot tell.
 *
 * @param anchored both are measured from the same first condition, so that windows may be compared.
 * @param platforms where `a` is asked for at all.
 */
export function implies(
  a: Condition,
  b: Condition,
  { reach, anchored, platforms }: { reach: Reach; anchored: boolean; platforms: readonly Platform[] },
): boolean {
  if (!standsWhere(a, b, platforms)) return false
  if (readsOnlyPlatform(b)) return true
  if (readsOnlyPlatform(a) || a.count < b.count) return false
  if (b.within !== undefined && !(anchored && (a.within ?? Infinity) <= b.within)) return false
  if (b.pattern !== undefined) return patternImplies(a, b)
  if (a.pattern !== undefined || (b.evasive !== undefined && a.evasive !== b.evasive)) return false
  return isWithin(reach.of(a), reach.of(b))
}

function standsWhere(a: Condition, b: Condition, platforms: readonly Platform[]): boolean {
  const wanted = b.platforms
  if (wanted === undefined) return true
  return platforms
    .filter((platform) => a.platforms?.includes(platform) ?? true)
    .every((platform) => wanted.includes(platform))
}

/** What is never found implies nothing. */
function isWithin(narrow: ReadonlySet<string>, wide: ReadonlySet<string>): boolean {
  return narrow.size > 0 && [...narrow].every((key) => wide.has(key))
}

function patternImplies(a: Condition, b: Condition): boolean {
  if (a.pattern === b.pattern) return true
  const [narrow, wide] = [literalsOf(a.pattern ?? '.'), literalsOf(b.pattern ?? '.')]
  if (!narrow || !wide || b.count > 1) return false
  return narrow.every((word) => wide.some((part) => part !== '' && word.includes(part)))
}
