import { childOf, isOwnEnd, mayBegin } from './automaton.ts'
import { hasBit } from './bits.ts'
import { type CompiledLexicon, initialsBit, UNIT, unitAt } from './compiled-lexicon.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { pairHash } from './guess-bits.ts'
import { isSpelled, syllableEnds, syllableTable } from './syllables.ts'
import { foldPoint, startBefore, widthAt } from './text-units.ts'

/** A spelled term is a word or two; longer runs are codes and addresses. */
export const MAX_RUN = 30
/** Initials come alone or in twos; a letter of a longer word is no initial. */
const MAX_INITIALS = 2
/** A term that begins inside a run is spelled throughout, and short ones are not believed then. */
const MIN_INNER = 6

/** Letters that follow one another; only accents and invisible characters may stand between them. */
export class LetterRun {
  readonly from: number
  readonly end: number
  /** Folded. Cut off behind MAX_RUN letters. */
  readonly letters: string
  /** Can be cut into syllables: `xiangya`, not `stock`. */
  readonly isSpelled: boolean
  /** One letter or two, and no size or model: 穿s甲, not 304L管. */
  readonly mayBeInitials: boolean
  /** Letters at which a syllable may begin while those before and behind can be cut into syllables too. */
  readonly inner: readonly number[]
  /** By letter: where the character stands that it is read from. Undefined where the letters are the text itself. */
  readonly #starts: readonly number[] | undefined
  readonly #ends: readonly number[] | undefined

  constructor(text: string, at: number) {
    const plain = plainRun(text, at)
    if (plain !== '') {
      this.from = at
      this.end = at + plain.length
      this.letters = plain
    } else {
      const { from, end, letters, starts, ends } = readRun(text, startOfRun(text, at))
      this.from = from
      this.end = end
      this.letters = letters
      this.#starts = starts
      this.#ends = ends
    }
    const { length } = this.letters
    this.isSpelled = length <= MAX_RUN && isSpelled(this.letters)
    this.mayBeInitials = length <= MAX_INITIALS && (this.isSpelled || !isMeasure(text, this.from, this.end))
    this.inner = this.isSpelled && length >= MIN_INNER ? innerOf(this.letters) : NONE
  }

  startOf(letter: number): number {
    return this.#starts?.[letter] ?? this.from + letter
  }

  endOf(letter: number): number {
    return this.#ends?.[letter] ?? this.from + letter + 1
  }

  /** The letter that stands at an offset; -1 where none of the run does. */
  letterAt(at: number): number {
    if (this.#starts !== undefined) return this.#starts.indexOf(at)
    return at >= this.from && at < this.end ? at - this.from : -1
  }
}

const NONE: readonly number[] = []

/** A run of ordinary letters that is seen at its beginning, in lower case; empty for any other. */
function plainRun(text: string, from: number): string {
  if (from > 0 && lettersAt(text, from - 1) !== undefined) return ''
  let end = from
  while (end < text.length && end - from <= MAX_RUN && isAscii(text.charCodeAt(end))) end += 1
  if (end < text.length && end - from <= MAX_RUN && lettersAt(text, end) !== undefined) return ''
  return text.slice(from, end).toLowerCase()
}

function isAscii(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90)
}

interface Run {
  readonly from: number
  readonly end: number
  readonly letters: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

function readRun(text: string, from: number): Run {
  let letters = ''
  const starts: number[] = []
  const ends: number[] = []
  let end = from
  for (let next = from; next < text.length && letters.length <= MAX_RUN; ) {
    const start = next
    next = start + widthAt(text, start)
    const folded = lettersAt(text, start)
    if (folded === undefined) break
    letters += folded
    if (folded !== '') end = next
    for (let count = 0; count < folded.length; count += 1) {
      starts.push(start)
      ends.push(next)
    }
  }
  return { from, end, letters, starts, ends }
}

/** The run may have been entered in its middle, behind an invisible character. */
function startOfRun(text: string, at: number): number {
  let from = at
  for (let before = at, read = 0; before > 0 && read <= MAX_RUN; read += 1) {
    before = startBefore(text, before)
    const folded = lettersAt(text, before)
    if (folded === undefined) break
    if (folded !== '') from = before
  }
  return from
}

/** Empty for an invisible character, undefined for the end of a run. */
export function lettersAt(text: string, at: number): string | undefined {
  const { to, kind } = foldTable()
  const unit = text.charCodeAt(at)
  const single = to[unit] as number
  if (single !== 0) return single >= 97 && single <= 122 ? String.fromCharCode(single) : undefined
  if (kind[unit] === FoldKind.invisible) return ''
  const folded = foldPoint(text.codePointAt(at) ?? 0)
  return folded !== '' && LETTERS.test(folded) ? folded : undefined
}

const LETTERS = /^[a-z]+$/

/** 5L, A4, 304L: one or two letters at a number are a size or a model, not initials. */
function isMeasure(text: string, from: number, end: number): boolean {
  return (
    (from > 0 && isDigit(text.charCodeAt(from - 1))) || (end < text.length && isDigit(text.charCodeAt(end)))
  )
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function innerOf(letters: string): number[] {
  const ends = syllableEnds(letters)
  const inner: number[] = []
  for (let at = 1; at < letters.length; at += 1) {
    if (((ends >>> at) & 1) === 1 && isSpelled(letters, at)) inner.push(at)
  }
  return inner
}

/**
 * False when a run of letters that begins at an offset can be nothing of a term: most words of other languages, and one
 * letter or two that no term goes on from. Makes nothing, because every Latin word of every listing is asked about.
 * `state`: of the automaton before the run.
 */
export function mayBeTerm(text: string, from: number, state: number, lexicon: CompiledLexicon): boolean {
  const { units } = lexicon
  let end = from + 1
  while (end - from < MAX_RUN && (unitAt(units, text, end) & UNIT.letter) !== 0) end += 1
  const after = unitAt(units, text, end)
  // Something in a costume or an invisible character: only the slow way can tell.
  if ((after & (UNIT.special | UNIT.picture)) !== 0 || isInvisible(text, end)) return true
  if (end - from > MAX_INITIALS)
    return isSpelled(text, from, end) && new SpelledRun(text, from, end, lexicon).mayBeTerm(state)
  if (isMeasure(text, from, end) && !isSpelled(text, from, end)) return false
  return goesOn(text, from, state, lexicon) || mayOpen(text, from, end, lexicon)
}

function isInvisible(text: string, at: number): boolean {
  return at < text.length && foldTable().kind[text.charCodeAt(at)] === FoldKind.invisible
}

/** True when a term that has begun before the letters may go on with a syllable of the first one. */
function goesOn(text: string, at: number, state: number, { automaton }: CompiledLexicon): boolean {
  const { firstOfLetter } = syllableTable()
  const letter = letterOf(text, at)
  const to = firstOfLetter[letter + 1] as number
  for (let before = state; before !== 0; before = automaton.fail[before] as number) {
    for (let code = firstOfLetter[letter] as number; code < to; code += 1) {
      if (childOf(automaton, before, code) !== 0) return true
    }
  }
  return false
}

/** True when a term may begin with the letters and go on with what stands behind them. */
function mayOpen(text: string, from: number, end: number, lexicon: CompiledLexicon): boolean {
  const { units, automaton, initials } = lexicon
  const { firstOfLetter, ofSpelling } = syllableTable()
  let at = end
  while (at - end < MAX_BESIDE && (unitAt(units, text, at) & UNIT.skip) !== 0) at += 1
  const unit = unitAt(units, text, at)
  if (unit >= UNIT.flagged) return true
  const next = unit & UNIT.codeMask
  if (next === 0) return false
  const first = letterOf(text, from)
  if (end - from === 1) {
    const to = firstOfLetter[first + 1] as number
    for (let code = firstOfLetter[first] as number; code < to; code += 1) {
      if (mayBegin(automaton, code, next)) return true
    }
    return false
  }
  const second = letterOf(text, from + 1)
  if (hasBit(initials, initialsBit(first, second, next))) return true
  const syllable = ofSpelling.get(String.fromCharCode(97 + first, 97 + second))
  return syllable !== undefined && mayBegin(automaton, syllable, next)
}

/** 0 for `a`. */
function letterOf(text: string, at: number): number {
  return (foldTable().to[text.charCodeAt(at)] as number) - 97
}

/** Noise that is looked through at once; behind more of it the slow way has to tell. */
const MAX_BESIDE = 4

/** Letters that can be cut into syllables. Most are words of other languages: no term goes on with the first syllable, or begins with two. */
class SpelledRun {
  readonly #text: string
  readonly #from: number
  readonly #end: number
  readonly #lexicon: CompiledLexicon

  constructor(text: string, from: number, end: number, lexicon: CompiledLexicon) {
    this.#text = text
    this.#from = from
    this.#end = end
    this.#lexicon = lexicon
  }

  /** `state`: before the run. */
  mayBeTerm(state: number): boolean {
    if (isInvisible(this.#text, this.#from - 1)) return true
    const { automaton } = this.#lexicon
    for (let before = state; before !== 0; before = automaton.fail[before] as number) {
      const goesOn = (code: number): boolean => childOf(automaton, before, code) !== 0
      if (this.#someSyllable(this.#from, this.#end, goesOn)) return true
    }
    const last = this.#end - this.#from < MIN_INNER ? this.#from : this.#end - 1
    for (let at = this.#from; at <= last; at += 1) {
      if (this.#someSyllable(at, this.#end, (code, end) => this.#mayOpen(code, end))) return true
    }
    return false
  }

  /** True when a term may begin with a syllable that ends there and go on with what follows. */
  #mayOpen(code: number, end: number): boolean {
    const { automaton } = this.#lexicon
    if (isOwnEnd(automaton, childOf(automaton, 0, code))) return true
    const goesOn = (next: number): boolean => mayBegin(automaton, code, next)
    return end < this.#end ? this.#someSyllable(end, this.#end, goesOn) : this.#mayFollow(goesOn)
  }

  /** What stands behind the run, noise aside. */
  #mayFollow(goesOn: (code: number) => boolean): boolean {
    const { units } = this.#lexicon
    const at = this.#behindNoise(this.#end)
    const unit = unitAt(units, this.#text, at)
    if ((unit & (UNIT.special | UNIT.picture)) !== 0) return true
    if ((unit & UNIT.letter) === 0) return at >= 0 && (goesOn(unit & UNIT.codeMask) || this.#mayBeParts(at))
    let end = at + 1
    while ((unitAt(units, this.#text, end) & UNIT.letter) !== 0) end += 1
    const isCut = (unitAt(units, this.#text, end) & UNIT.special) !== 0 || isInvisible(this.#text, end)
    return isCut || end - at <= MAX_INITIALS || this.#someSyllable(at, end, goesOn)
  }

  /** True when a character and the next one may be the first parts of another. */
  #mayBeParts(at: number): boolean {
    const { units, folds, splits } = this.#lexicon
    const next = this.#behindNoise(at + 1)
    if (next < 0) return false
    const foldAt = (place: number): number => folds[this.#text.charCodeAt(place)] as number
    const isPlain = (unitAt(units, this.#text, next) & (UNIT.special | UNIT.picture)) === 0
    return !isPlain || splits.has(pairHash(foldAt(at), foldAt(next)))
  }

  /** Pictures are no noise. */
  #behindNoise(from: number): number {
    const { units } = this.#lexicon
    const to = Math.min(this.#text.length, from + MAX_SKIPPED)
    for (let at = from; at < to; at += 1) {
      const unit = units[this.#text.charCodeAt(at)] as number
      if ((unit & UNIT.skip) === 0 || (unit & UNIT.picture) !== 0) return at
    }
    return -1
  }

  #someSyllable(from: number, end: number, test: (code: number, end: number) => boolean): boolean {
    const { tree, codeOfNode } = syllableTable()
    let node = 0
    for (let at = from; at < end; at += 1) {
      node = tree[node * 26 + letterOf(this.#text, at)] as number
      if (node === 0) return false
      const code = codeOfNode[node] as number
      if (code !== 0 && test(code, at + 1)) return true
    }
    return false
  }
}

/** Noise that may stand behind a run. */
const MAX_SKIPPED = 12
