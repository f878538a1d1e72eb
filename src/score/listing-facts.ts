import type { Signal } from '../domain/assessment.ts'
import type { Term, TermKind } from '../domain/lexicon.ts'
import type { Listing } from '../domain/listing.ts'
import type { Match, MatchSet } from '../domain/match.ts'
import type { Category, Evasion, Field, SignalKind } from '../domain/vocabulary.ts'
import type { Policy } from './policy.ts'
import { readSignals } from './read-signals.ts'
import { GOODS, settleMatches } from './settle-matches.ts'
import { unnumberedClaims } from './signals/read-permit-numbers.ts'

/** Anything in a listing that a condition can point at: a match, or a fact that code read off the page. */
export interface Mark {
  readonly termId: string | undefined
  readonly kind: TermKind | undefined
  readonly category: Category | undefined
  readonly signal: SignalKind | undefined
  readonly field: Field | undefined
  readonly start: number
  readonly end: number
  readonly text: string
  readonly evasive: boolean
  readonly weight: number
}

export interface ListingFacts {
  readonly listing: Listing
  /** Every mark that counts, goods and surroundings alike. */
  readonly marks: readonly Mark[]
  /** Goods that count, strongest first. */
  readonly goods: readonly Mark[]
  readonly signals: readonly Signal[]
  readonly signalKinds: ReadonlySet<SignalKind>
  /** Kinds among the marks: lets a rule be put aside without looking at each mark. */
  readonly kinds: ReadonlySet<TermKind>
  readonly evasiveGoods: boolean
  readonly offered: boolean
}

/** Scripts and widths are how people type, and slang has plain readings: only the others are a disguise. */
const NOT_HIDING: ReadonlySet<string> = new Set(['traditional', 'fullwidth', 'slang'])

/** Evasions whose undoing finds ordinary words too. */
const CHANCE: ReadonlySet<Evasion> = new Set<Evasion>(['homophone', 'initials', 'reversed'])

/** Letters, parts or pictures in the middle of a Chinese word do not get there by chance. */
const MEANT: ReadonlySet<Evasion> = new Set<Evasion>(['pinyin', 'split-char', 'emoji'])

const MAX_CHANCE_LENGTH = 3

/** Contexts in which such a reading is chance. */
const ORDINARY: readonly SignalKind[] = [
  'food-context',
  'household-use',
  'brand-or-name',
  'approved-medicine',
  'media-or-game',
]

/** Words that ordinary shop titles do not use. A price is no such word: every title has one. */
const CORROBORATING: readonly SignalKind[] = [
  'wild-caught',
  'secrecy',
  'private-channel',
  'permit-absent',
  'genuine-material',
  'specimen',
  'hunt',
  'live',
  'purchase',
  'tool-use',
]

const OFFER: readonly SignalKind[] = ['sale', 'purchase', 'price', 'contact', 'private-channel']

export function collectFacts(listing: Listing, found: MatchSet, policy: Policy): ListingFacts {
  const matches = settleMatches(listing, found)
  const worded = signalsOf(matches)
  const read = readSignals(listing, policy)
  read.push(...unnumberedClaims([...worded, ...read]))
  const signals = [...worded, ...read]
  const signalKinds = new Set(signals.map((signal) => signal.kind))
  const goods: Mark[] = []
  const marks: Mark[] = []
  for (const match of matches) {
    const mark = toMark(match, policy)
    if (!GOODS.has(match.kind)) marks.push(mark)
    else if (counts(match, policy.terms.get(match.termId), signalKinds)) {
      marks.push(mark)
      goods.push(mark)
    }
  }
  marks.push(...read.map(signalMark))
  goods.sort(byStrength)
  return {
    listing,
    marks,
    goods,
    signals,
    signalKinds,
    kinds: new Set(marks.flatMap(({ kind }) => kind ?? [])),
    evasiveGoods: goods.some((mark) => mark.evasive),
    offered: OFFER.some((kind) => signalKinds.has(kind)),
  }
}

/** A code word waits for its needs; a reading that accident explains as well waits for a word of the trade. */
function counts(match: Match, term: Term | undefined, signals: ReadonlySet<SignalKind>): boolean {
  if (!term) return true
  if (term.needs.length > 0 && !term.needs.some((kind) => signals.has(kind))) return false
  if (!isDoubtful(match, term)) return true
  return CORROBORATING.some((kind) => signals.has(kind)) && !ORDINARY.some((kind) => signals.has(kind))
}

/** 后脑 sounds like 猴脑: a short word that only sounds alike is mostly chance, unless an analyst listed it. */
function isDoubtful({ evasions, text }: Match, term: Term): boolean {
  if (!evasions.some((evasion) => CHANCE.has(evasion))) return false
  if (evasions.some((evasion) => MEANT.has(evasion))) return false
  if (term.variants.some((variant) => variant.text === text)) return false
  return [...term.text].length <= MAX_CHANCE_LENGTH
}

function byStrength(a: Mark, b: Mark): number {
  if (a.weight !== b.weight) return b.weight - a.weight
  const length = b.text.length - a.text.length
  if (length !== 0) return length
  return a.field === b.field ? a.start - b.start : a.field === 'title' ? -1 : 1
}

function toMark(match: Match, policy: Policy): Mark {
  return {
    termId: match.termId,
    kind: match.kind,
    category: match.category,
    signal: match.signal,
    field: match.field,
    start: match.start,
    end: match.end,
    text: match.text,
    evasive: match.evasions.some((evasion) => !NOT_HIDING.has(evasion)),
    weight: policy.terms.get(match.termId)?.weight ?? 0,
  }
}

function signalMark(signal: Signal): Mark {
  return {
    termId: undefined,
    kind: undefined,
    category: undefined,
    signal: signal.kind,
    field: signal.field,
    start: signal.start ?? 0,
    end: signal.end ?? 0,
    text: signal.text,
    evasive: false,
    weight: 0,
  }
}

function signalsOf(matches: readonly Match[]): Signal[] {
  return matches.flatMap(({ signal, field, start, end, text }) =>
    signal === undefined ? [] : [{ kind: signal, field, start, end, text }],
  )
}
