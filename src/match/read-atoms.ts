import type { CompiledLexicon } from './compiled-lexicon.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { leastInitials, syllableTable } from './syllables.ts'
import { EMOJI_MEANINGS } from './tables/emoji-meanings.ts'

/** The least thing the reader of mixtures looks at: a character, a letter, a picture. Noise is left out. */
export interface Atom {
  readonly start: number
  readonly end: number
  readonly kind: 'han' | 'letter' | 'picture'
  /** Folded. */
  readonly read: string
  /** Letters of one word share the offset at which it begins. */
  readonly run: number
}

/** Units on either side of a spelled character that may belong to the same term, noise included. */
const REACH = 40
/** A spelled term is a word or two; longer runs are codes and addresses. */
const MAX_RUN = 30
/** Terms are compiled with at most two initials. */
const MAX_INITIALS = 2

const BARRIER = 0
const NOISE = 1
const HAN = 2
const LETTER = 3
const PICTURE = 4
/** A pair of surrogates, or a unit that folds to several characters. */
const OTHER = 5

/** The parts of a text in which something is spelled, split or drawn, with what stands around them. */
export function readAtoms(text: string, lexicon: Splits): Atom[][] {
  const stretches: Atom[][] = []
  for (const { from, to } of findWindows(text, lexicon)) {
    let stretch: Atom[] = []
    for (let at = from; at < to; ) {
      const token = readToken(text, at)
      if (token.barrier) {
        stretches.push(stretch)
        stretch = []
      } else stretch.push(...token.atoms)
      at = token.end
    }
    stretches.push(stretch)
  }
  return stretches.filter((stretch) => stretch.length > 0)
}

type Splits = Pick<CompiledLexicon, 'splits' | 'splitHeads'>

interface Window {
  readonly from: number
  readonly to: number
}

function findWindows(text: string, lexicon: Splits): Window[] {
  const classes = unitClasses()
  const windows = new Windows(text.length)
  let head = ''
  for (let at = 0; at < text.length; ) {
    const found = classes[text.charCodeAt(at)] ?? BARRIER
    if (found === HAN) head = readHead(lexicon, head, text, at, windows)
    if (found === HAN || found === NOISE) {
      at += 1
      continue
    }
    const { end, special } = readSpecial(text, at, found)
    if (special) windows.add(at, end)
    head = ''
    at = end
  }
  return windows.found.map((window) => trim(text, classes, window))
}

/** Opens a window where a split goes on from the character before, and says whether one begins here. */
function readHead(lexicon: Splits, before: string, text: string, at: number, windows: Windows): string {
  if (before !== '' && goesOn(lexicon, before, text, at)) windows.add(at - 1, at + 1)
  const unit = text.charCodeAt(at)
  return lexicon.splitHeads[unit] === 1 ? foldPoint(unit) : ''
}

/** Surroundings of special characters, joined where they touch. */
class Windows {
  readonly found: Window[] = []
  readonly #length: number

  constructor(length: number) {
    this.#length = length
  }

  add(start: number, end: number): void {
    const from = Math.max(start - REACH, 0)
    const to = Math.min(end + REACH, this.#length)
    const last = this.found.at(-1)
    if (last && from <= last.to) this.found[this.found.length - 1] = { from: last.from, to }
    else this.found.push({ from, to })
  }
}

function goesOn({ splits }: Splits, first: string, text: string, at: number): boolean {
  const second = foldPoint(text.charCodeAt(at))
  return splits.get(first)?.some(({ parts }) => parts[1] === second) ?? false
}

function readSpecial(text: string, at: number, found: number): { end: number; special: boolean } {
  if (found === LETTER) {
    const run = readRun(text, at)
    return { end: run.end, special: isSpelled(run.letters) && !isMeasure(text, at, run) }
  }
  if (found === BARRIER) return { end: at + 1, special: false }
  const token = readToken(text, at)
  return { end: token.end, special: token.atoms.some(({ kind }) => kind !== 'han') }
}

/** A window never begins or ends inside a word of letters: half of one may be a syllable. */
function trim(text: string, classes: Uint8Array, { from, to }: Window): Window {
  const isInside = (at: number): boolean =>
    at > 0 &&
    at < text.length &&
    WITHIN.has(classes[text.charCodeAt(at - 1)] ?? 0) &&
    WITHIN.has(classes[text.charCodeAt(at)] ?? 0)
  let start = from
  let end = to
  while (start < end && isInside(start)) start += 1
  while (end > start && isInside(end)) end -= 1
  return { from: start, to: end }
}

const WITHIN: ReadonlySet<number> = new Set([LETTER, OTHER])

interface Token {
  readonly atoms: readonly Atom[]
  readonly end: number
  readonly barrier: boolean
}

function readToken(text: string, at: number): Token {
  const unit = text.charCodeAt(at)
  const found = unitClasses()[unit]
  if (found === HAN) return one({ start: at, end: at + 1, kind: 'han', read: foldPoint(unit), run: at })
  if (found === NOISE) return { atoms: NOTHING, end: at + 1, barrier: false }
  if (found === LETTER) return readWord(text, at)
  return found === BARRIER ? { atoms: NOTHING, end: at + 1, barrier: true } : readOther(text, at)
}

/** Pictures, surrogate pairs, and units that fold to several characters. */
function readOther(text: string, at: number): Token {
  const point = text.codePointAt(at) ?? 0
  const end = at + (point > 0xffff ? 2 : 1)
  const char = String.fromCodePoint(point)
  if (Object.hasOwn(EMOJI_MEANINGS, char))
    return one({ start: at, end, kind: 'picture', read: char, run: at })
  const folded = foldPoint(point)
  if (folded === '') return { atoms: NOTHING, end, barrier: false }
  if (isLetters(folded)) return readWord(text, at)
  if (HAN_CHARACTER.test(folded)) return one({ start: at, end, kind: 'han', read: folded, run: at })
  return { atoms: NOTHING, end, barrier: true }
}

/** 5L, A4, 304L: one or two letters at a number are a size or a model, not initials. */
function isMeasure(text: string, at: number, { letters, end }: { letters: string; end: number }): boolean {
  if (letters.length > MAX_INITIALS || leastInitials(syllableTable(), letters) === 0) return false
  return isDigit(text.charCodeAt(at - 1)) || isDigit(text.charCodeAt(end))
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function readWord(text: string, at: number): Token {
  const run = readRun(text, at)
  const { letters, atoms, end } = run
  const spelled = isSpelled(letters) && !isMeasure(text, at, run)
  return { atoms: spelled ? atoms : NOTHING, end, barrier: !spelled }
}

const NOTHING: readonly Atom[] = []
const LETTERS = /^[a-z]+$/
const HAN_CHARACTER = /^\p{Script=Han}$/u

function one(atom: Atom): Token {
  return { atoms: [atom], end: atom.end, barrier: false }
}

/** Letters that follow one another directly; only accents and invisible characters may stand between them. */
function readRun(text: string, from: number): { letters: string; atoms: Atom[]; end: number } {
  const atoms: Atom[] = []
  let letters = ''
  let end = from + 1
  for (let at = from; at < text.length; ) {
    const point = text.codePointAt(at) ?? 0
    const next = at + (point > 0xffff ? 2 : 1)
    const folded = foldPoint(point)
    if (isLetters(folded)) {
      letters += folded
      end = next
      for (const read of folded) atoms.push({ start: at, end, kind: 'letter', read, run: from })
    } else if (foldTable().kind[point] !== FoldKind.invisible) break
    at = next
  }
  return { letters, atoms, end }
}

function isLetters(folded: string): boolean {
  const code = folded.charCodeAt(0)
  return folded.length === 1 ? code >= 97 && code <= 122 : LETTERS.test(folded)
}

/** Folded characters of a code point; empty when it is skipped. */
function foldPoint(point: number): string {
  const { to, kind, special } = foldTable()
  if (point < 0x10000 && to[point] !== 0 && to[point] !== undefined) return String.fromCodePoint(to[point])
  const other = special.get(point)
  if (other) return String.fromCodePoint(...other.to)
  if (point > 0xffff) return SKIPPED.test(String.fromCodePoint(point)) ? '' : UNKNOWN
  return (kind[point] ?? 0) >= FoldKind.noise ? '' : UNKNOWN
}

const SKIPPED = /[\p{P}\p{S}\p{Z}\p{C}\p{M}]/u
/** Stands for anything that no term can hold. */
const UNKNOWN = '\uffff'

/** True when a run is one or two initials or can be cut into syllables: `sj`, `xiangya`, not `stock`. */
function isSpelled(letters: string): boolean {
  if (letters.length <= MAX_INITIALS) return true
  return letters.length <= MAX_RUN && leastInitials(syllableTable(), letters) === 0
}

let classes: Uint8Array | undefined

/** What a UTF-16 unit is to the reader, so that text in which nothing is spelled is passed over fast. */
function unitClasses(): Uint8Array {
  classes ??= Uint8Array.from({ length: 65_536 }, (_, unit) => classOf(unit))
  return classes
}

function classOf(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return OTHER
  if (Object.hasOwn(EMOJI_MEANINGS, String.fromCharCode(unit))) return PICTURE
  const folded = foldPoint(unit)
  if (folded === '') return NOISE
  if (/^[a-z]$/.test(folded)) return LETTER
  if (LETTERS.test(folded)) return OTHER
  return HAN_CHARACTER.test(folded) ? HAN : BARRIER
}
