import type { TermKind } from '../domain/lexicon.ts'
import type { Listing } from '../domain/listing.ts'
import type { Match, MatchSet } from '../domain/match.ts'
import type { SignalKind } from '../domain/vocabulary.ts'

/** Kinds whose matches are things looked for; the other kinds say what stands around them. */
export const GOODS: ReadonlySet<TermKind> = new Set(['species', 'product', 'gear', 'code-word'])

const MAX_WEIGHED = 600
const MAX_PLACES = 6

/** What ordinary listings are full of, and what a covert one may hold once by accident. */
const ORDINARY: ReadonlySet<SignalKind> = new Set<SignalKind>([
  'food-context',
  'household-use',
  'brand-or-name',
  'media-or-game',
  'imitation',
  'pattern-or-colour',
  'approved-medicine',
  'education',
  'reporting',
])
/** Nearer than this to a good, one ordinary word is about the good. */
const BESIDE = 8

/** A longer name between 《 and 》 is not looked for. */
const TITLE_REACH = 24

/** Ordinary nouns that make a name of the animal word right before them: 猎鹰头灯, 海豹拖鞋. */
const HEADS: ReadonlySet<SignalKind> = new Set<SignalKind>([
  'household-use',
  'brand-or-name',
  'media-or-game',
  'food-context',
])
/** Signs that a seller hides something: then one ordinary word is a pretext, and a denial is a wink. */
const COVERT: ReadonlySet<SignalKind> = new Set<SignalKind>([
  'secrecy',
  'private-channel',
  'permit-absent',
  'wild-caught',
  'genuine-material',
  'hunt',
])
const WINKS: ReadonlySet<SignalKind> = new Set<SignalKind>(['secrecy', 'permit-absent', 'genuine-material'])
const TRADE: ReadonlySet<SignalKind> = new Set<SignalKind>(['sale', 'purchase', 'live', 'tool-use', 'ship'])
/** These speak about wildlife themselves, so that one of them may be all that a true notice holds. */
const ABOUT_WILDLIFE: ReadonlySet<SignalKind> = new Set<SignalKind>(['education', 'reporting'])
/** What is said of a source may be denied too: 不是打的. */
const DENIABLE: ReadonlySet<SignalKind> = new Set<SignalKind>([
  'wild-caught',
  'hunt',
  'antique-claim',
  'imitation',
])

const DENIED = /(?:不是|不要|并非|不像|不属|误捕|区别于|≠|(?:^|[^南])非)[“"「]?$/u
const LIKENED = /(?:像|似|如同|好比|仿佛|堪比)[“"「]?$/u
const LIKE_TAIL = /^[”"」]?(?:一样|似的|般|那样|那么|的)/u

/**
 * Decides what the words of a listing are about before any rule reads them: a word inside a name is part of
 * the name, an animal word that names an ordinary thing is no animal, and one ordinary word somewhere in the
 * text is no ordinary context.
 */
export function settleMatches(listing: Texts, { matches: found, benign }: MatchSet): readonly Match[] {
  const named = benign.filter(({ signal }) => signal !== undefined)
  const matches = withoutSwallowed(withoutParts(bounded([...found, ...named])))
  return withoutLone(withoutDenied(listing, withoutNames(listing, matches)))
}

type Texts = Pick<Listing, 'title' | 'body'>

function says(matches: readonly Match[], kinds: ReadonlySet<SignalKind>): boolean {
  return matches.some(({ signal }) => signal !== undefined && kinds.has(signal))
}

/** 不是豹猫, 像熊掌一样: the good is named to say what the goods are not, unless the denial is a wink. */
function withoutDenied(texts: Texts, matches: readonly Match[]): readonly Match[] {
  if (says(matches, WINKS)) return matches
  return matches.filter(({ kind, signal, field, start, end, evasions }) => {
    if (evasions.length > 0 || !(GOODS.has(kind) || (signal !== undefined && DENIABLE.has(signal))))
      return true
    const text = texts[field]
    const before = text.slice(Math.max(0, start - 4), start)
    return !DENIED.test(before) && !(LIKENED.test(before) && LIKE_TAIL.test(text.slice(end, end + 4)))
  })
}

/** Only plain species are put aside: 象牙茶壶 is ivory, whatever it was made into. */
function withoutNames(texts: Texts, matches: readonly Match[]): readonly Match[] {
  const heads = matches.filter(({ signal }) => signal !== undefined && HEADS.has(signal))
  return matches.filter((match) => {
    if (!GOODS.has(match.kind) || match.evasions.length > 0) return true
    if (isInTitleMarks(match, texts)) return false
    return match.kind !== 'species' || !heads.some((head) => follows(match, head, texts[match.field]))
  })
}

/** What stands between title marks is the name of a book, a film or a game. */
function isInTitleMarks({ field, start, end }: Match, texts: Texts): boolean {
  const before = texts[field].slice(Math.max(0, start - TITLE_REACH), start)
  const after = texts[field].slice(end, end + TITLE_REACH)
  const closing = after.indexOf('》')
  return (
    before.lastIndexOf('《') > before.lastIndexOf('》') &&
    closing >= 0 &&
    !after.slice(0, closing).includes('《')
  )
}

function follows(good: Match, head: Match, text: string): boolean {
  if (head.field !== good.field || head.start < good.end || head.start - good.end > 1) return false
  return head.start === good.end || /[”"」』》·]/u.test(text.slice(good.end, head.start))
}

/** One ordinary word in the body of an offer, away from every good and with no second of its kind, decides nothing. */
function withoutLone(matches: readonly Match[]): readonly Match[] {
  const covert = says(matches, COVERT)
  if (!covert && !says(matches, TRADE)) return matches
  const goods = matches.filter(({ kind }) => GOODS.has(kind))
  const texts = new Map<SignalKind, Set<string>>()
  for (const { signal, text } of matches) {
    if (signal === undefined || !ORDINARY.has(signal)) continue
    texts.set(signal, (texts.get(signal) ?? new Set()).add(text))
  }
  return matches.filter((match) => {
    const { signal, field } = match
    if (signal === undefined || !ORDINARY.has(signal) || field === 'title') return true
    if (ABOUT_WILDLIFE.has(signal) && !covert) return true
    return (texts.get(signal)?.size ?? 0) > 1 || goods.some((good) => isBeside(good, match))
  })
}

function isBeside(a: Match, b: Match): boolean {
  return a.field === b.field && Math.max(a.start, b.start) - Math.min(a.end, b.end) <= BESIDE
}

/** A page stuffed with words says no more by its thousandth: each term is weighed by its first few places. */
function bounded(matches: readonly Match[]): readonly Match[] {
  if (matches.length <= MAX_WEIGHED) return matches
  const seen = new Map<string, number>()
  const kept = matches.filter(({ termId }) => {
    const count = (seen.get(termId) ?? 0) + 1
    seen.set(termId, count)
    return count <= MAX_PLACES
  })
  // Goods first: no number of innocent words may push a good out of sight.
  return kept.toSorted((a, b) => Number(GOODS.has(b.kind)) - Number(GOODS.has(a.kind))).slice(0, MAX_WEIGHED)
}

/** The 肉 of 肉苁蓉 is no meat: a word about the goods inside the name of a plainly written good is part of it. */
function withoutParts(matches: readonly Match[]): readonly Match[] {
  const names = matches.filter(({ kind, evasions }) => GOODS.has(kind) && evasions.length === 0)
  if (names.length === 0) return matches
  return matches.filter((match) => match.signal === undefined || !names.some((name) => holds(name, match)))
}

function holds(outer: Match, inner: Match): boolean {
  return outer.field === inner.field && outer.start <= inner.start && outer.end >= inner.end
}

/** 不出售 says no, not sale: a word about the goods gives way to a longer one that holds it. */
function withoutSwallowed(matches: readonly Match[]): readonly Match[] {
  const words = matches.filter(({ signal }) => signal !== undefined).toSorted(byField)
  const swallowed = new Set<Match>()
  let holder: Match | undefined
  for (const match of words) {
    if (!holder || match.field !== holder.field || match.end > holder.end) holder = match
    else if (match.end - match.start < holder.end - holder.start) swallowed.add(match)
  }
  return swallowed.size === 0 ? matches : matches.filter((match) => !swallowed.has(match))
}

/** By field and place, the longer of two that start together first. */
function byField(a: Match, b: Match): number {
  if (a.field !== b.field) return a.field < b.field ? -1 : 1
  return a.start - b.start || b.end - a.end
}
