import { type Automaton, childOf, isOwnEnd, mayBegin, ownPatterns } from './automaton.ts'
import { hasBit } from './bits.ts'
import type { Cell } from './cell.ts'
import {
  type CompiledLexicon,
  initialsBit,
  ORIGIN,
  type SplitCharacter,
  UNIT,
  unitAt,
} from './compiled-lexicon.ts'
import { MAX_SOUND_CHARS } from './expand-term.ts'
import { pairHash } from './guess-bits.ts'
import { hanCells } from './han-cells.ts'
import { LetterRun, lettersAt } from './letter-run.ts'
import type { Scan } from './read-hits.ts'
import { graphemeEnd } from './read-span.ts'
import { type SyllableTable, syllableTable } from './syllables.ts'
import { hintsOf } from './tables/emoji-hints.ts'
import { EMOJI_MEANINGS } from './tables/emoji-meanings.ts'
import { foldPoint, widthAt } from './text-units.ts'

/** Cells looked at from one character. Ordinary text needs some tens; the bound keeps hostile text linear. */
const MAX_CELLS = 3000
const MAX_SYLLABLE = 6
/** Units between two cells: three emoji with their variation selectors, and blanks between. */
const MAX_SKIPPED = 12
/** Units on either side of a picture in which a character of its term stands. */
const BESIDE = 6
const HAN = /^\p{Script=Han}$/u
const PICTURE = /^\p{Extended_Pictographic}$/u

/**
 * Finds terms in which some characters are spelled in Latin letters, cut to an initial, taken apart or drawn:
 * 象ya, chuanshanjia, 川S甲, 犭昔夹, 🐘牙. All of these are syllables, and so are the codes of the automaton.
 *
 * It is asked where such a character stands, with the state before it. That state and its suffixes are all
 * beginnings of terms that end there, so only what goes on from them is read; in ordinary text nearly nothing does.
 */
export class MixtureReader {
  readonly #scan: Scan
  readonly #text: string
  readonly #lexicon: CompiledLexicon
  readonly #automaton: Automaton
  readonly #syllables: SyllableTable
  readonly #cells: Cell[] = []
  #run: LetterRun | undefined
  #left = 0

  constructor(scan: Scan) {
    this.#scan = scan
    this.#text = scan.text
    this.#lexicon = scan.lexicon
    this.#automaton = scan.lexicon.automaton
    this.#syllables = syllableTable()
  }

  /** `state`: the sounds read up to the offset. A term's first unusual character stands there. */
  readFrom(at: number, state: number): void {
    this.#left = MAX_CELLS
    this.#eachSuffix(state, (from) => this.#readUnusual(at, from))
    // A term may begin with the second word of a run: maixiangya.
    if (!this.#isLetter(at)) return
    const run = this.#runAt(at)
    for (const letter of run.inner) this.#readLetters(run.startOf(letter), 0)
  }

  /** The first part of a character that may have been taken apart in these ways. */
  readSplit(head: number, ways: readonly SplitCharacter[], state: number): void {
    this.#left = MAX_CELLS
    this.#eachSuffix(state, (from) => this.#readSplits(head, ways, from))
  }

  /** True when a character beyond one unit, or one that folds to several, is letters. */
  isLetters(at: number): boolean {
    return (lettersAt(this.#text, at) ?? '') !== ''
  }

  #eachSuffix(state: number, visit: (state: number) => void): void {
    for (let from = state; ; from = this.#automaton.fail[from] as number) {
      visit(from)
      if (from === 0) return
    }
  }

  /** What stands at an offset, noise aside, whatever it is. */
  #readNext(at: number, state: number): void {
    this.#left -= 1
    if (this.#left < 0) return
    const unit = this.#unitAt(at)
    if ((unit & UNIT.letter) === 0 && (unit & UNIT.codeMask) !== 0) this.#readHan(at, unit, state)
    else this.#readUnusual(at, state)
  }

  #readHan(at: number, unit: number, state: number): void {
    const next = childOf(this.#automaton, state, unit & UNIT.codeMask)
    if (next !== 0) this.#push(cell(at, at + 1, 'han', this.#foldedAt(at)), next)
    const splits = this.#splitsAt(at, this.#skipNoise(at + 1))
    if (splits !== undefined) this.#readSplits(at, splits, state)
  }

  #readUnusual(at: number, state: number): void {
    if (this.#isLetter(at)) this.#readLetters(at, state)
    else this.#readPicture(at, state)
  }

  #isLetter(at: number): boolean {
    const unit = this.#unitAt(at)
    return (unit & UNIT.letter) !== 0 || ((unit & UNIT.special) !== 0 && this.isLetters(at))
  }

  #readLetters(at: number, state: number): void {
    const run = this.#runAt(at)
    const first = run.letterAt(at)
    if (first < 0) return
    if (run.mayBeInitials) this.#readInitial(run, first, state)
    if (!run.isSpelled) return
    let node = 0
    for (let last = first; last < run.letters.length && last - first < MAX_SYLLABLE; last += 1) {
      node = this.#syllables.tree[node * 26 + run.letters.charCodeAt(last) - 97] as number
      if (node === 0) return
      const code = this.#syllables.codeOfNode[node] as number
      const next = code === 0 ? 0 : childOf(this.#automaton, state, code)
      if (next === 0) continue
      const read = run.letters.slice(first, last + 1)
      this.#push(cell(at, run.endOf(last), 'pinyin', read), next)
    }
  }

  /** Any syllable that begins with the letter, if what follows can go on from it. */
  #readInitial(run: LetterRun, index: number, state: number): void {
    const { firstOfLetter } = this.#syllables
    const letter = run.letters.charCodeAt(index) - 97
    const end = run.endOf(index)
    // Without a character of its own a term is not believed, and before the letters there is none yet.
    const follows = state === 0 && this.#cells.length === 0 ? this.#codeAfter(run, index) : ANYTHING
    if (follows === NOTHING) return
    const read = cell(run.startOf(index), end, 'initial', run.letters.charAt(index))
    const to = firstOfLetter[letter + 1] as number
    for (let code = firstOfLetter[letter] as number; code < to; code += 1) {
      if (follows !== ANYTHING && !mayBegin(this.#automaton, code, follows)) continue
      const next = childOf(this.#automaton, state, code)
      if (next !== 0) this.#push(read, next)
    }
  }

  /** The code of the character behind a letter, where it is one. */
  #codeAfter(run: LetterRun, index: number): number {
    const at = this.#skipNoise(run.end)
    if (at < 0 || this.#isLetter(at)) return NOTHING
    const unit = this.#unitAt(at)
    const code = unit & UNIT.codeMask
    if (unit >= UNIT.flagged) return ANYTHING
    if (code === 0 || index === run.letters.length - 1) return code
    const [first, second] = [run.letters.charCodeAt(0) - 97, run.letters.charCodeAt(1) - 97]
    return hasBit(this.#lexicon.initials, initialsBit(first, second, code)) ? ANYTHING : NOTHING
  }

  #readSplits(head: number, splits: readonly SplitCharacter[], state: number): void {
    for (const { whole, parts } of splits) {
      const sound = spoken(this.#lexicon, whole)
      const next = sound === 0 ? 0 : childOf(this.#automaton, state, sound)
      const end = next === 0 ? -1 : this.#endOfParts(head, parts)
      if (end >= 0) this.#push(cell(head, end, 'split', whole), next)
    }
  }

  #splitsAt(head: number, tail: number): readonly SplitCharacter[] | undefined {
    if (tail < 0) return undefined
    const { folds, splits } = this.#lexicon
    const first = folds[this.#text.charCodeAt(head)] as number
    return splits.get(pairHash(first, folds[this.#text.charCodeAt(tail)] as number))
  }

  /** -1 when the parts do not follow one another. */
  #endOfParts(head: number, parts: readonly string[]): number {
    let at = head
    let end = -1
    for (const part of parts) {
      if (at < 0 || this.#foldedAt(at) !== part) return -1
      end = at + widthAt(this.#text, at)
      at = this.#skipNoise(end)
    }
    return end
  }

  #readPicture(at: number, state: number): void {
    const point = this.#text.codePointAt(at) ?? 0
    const end = at + widthAt(this.#text, at)
    const char = String.fromCodePoint(point)
    const meanings = Object.hasOwn(EMOJI_MEANINGS, char) ? EMOJI_MEANINGS[char] : undefined
    for (const meaning of meanings ?? []) this.#readMeaning(at, end, 'picture', [...meaning], state)
    this.#readHints(at, end, char, state)
    if (meanings === undefined) this.#readAstralHan(at, end, point, state)
    // A picture may also mean nothing.
    if (this.#cells.length > 0 && meanings !== undefined) this.#goOn(end, state)
  }

  /** Characters that the picture may stand for, or any where it fills the one gap between two of a term. */
  #readHints(at: number, end: number, picture: string, state: number): void {
    // One such picture is believed of a term, and none where no character is written: a row of pictures is soon read.
    if (this.#cells.some(({ kind }) => kind === 'hint') || !this.#isBesideHan(at, end)) return
    for (const hint of hintsOf(picture)) this.#readMeaning(at, end, 'hint', [...hint], state)
    if (state === 0 || this.#cells.length > 0 || !PICTURE.test(picture)) return
    const after = this.#codeBeside(graphemeEnd(this.#text, end))
    if (after === 0 || this.#codeBeside(at - 1) === 0) return
    const read = cell(at, end, 'hint', '')
    for (let code = 1; code <= this.#syllables.spellings.length; code += 1) {
      const next = childOf(this.#automaton, state, code)
      if (next !== 0 && childOf(this.#automaton, next, after) !== 0) this.#push(read, next)
    }
  }

  #isBesideHan(start: number, end: number): boolean {
    for (let at = start - BESIDE; at < end + BESIDE; at += 1) if (this.#codeBeside(at) !== 0) return true
    return false
  }

  /** The code of a plain Chinese character, 0 for anything else. */
  #codeBeside(at: number): number {
    const unit = this.#unitAt(at)
    return unit < UNIT.flagged ? unit & UNIT.codeMask : 0
  }

  /** 𤘺 and the like fold to characters of one unit. */
  #readAstralHan(at: number, end: number, point: number, state: number): void {
    const folded = foldPoint(point)
    const sound = HAN.test(folded) ? spoken(this.#lexicon, folded) : 0
    const next = sound === 0 ? 0 : childOf(this.#automaton, state, sound)
    if (next !== 0) this.#push(cell(at, end, 'han', folded), next)
  }

  #readMeaning(at: number, end: number, kind: Cell['kind'], chars: readonly string[], from: number): void {
    let state = from
    const pushed = this.#cells.length
    for (const [index, char] of chars.entries()) {
      const sound = spoken(this.#lexicon, char)
      state = sound === 0 ? 0 : childOf(this.#automaton, state, sound)
      if (state === 0) break
      const opens = index === 0
      const closes = index === chars.length - 1
      this.#cells.push({ ...cell(at, end, kind, char), opens, closes })
      if (isOwnEnd(this.#automaton, state)) this.#report(state)
    }
    if (state !== 0) this.#goOn(end, state)
    this.#cells.length = pushed
  }

  #push(read: Cell, state: number): void {
    this.#cells.push(read)
    if (isOwnEnd(this.#automaton, state)) this.#report(state)
    this.#goOn(read.end, state)
    this.#cells.pop()
  }

  #goOn(end: number, state: number): void {
    if (this.#cells.length >= MAX_SOUND_CHARS) return
    const since = this.#cells.at(-1)?.end ?? end
    const at = this.#skipNoise(end)
    if (at >= 0 && at - since <= MAX_SKIPPED) this.#readNext(at, state)
  }

  /** The next offset at which something stands that is not mere noise; -1 at the end and behind too much noise. */
  #skipNoise(from: number): number {
    const limit = Math.min(this.#text.length, from + MAX_SKIPPED)
    for (let at = from; at < limit; ) {
      const unit = this.#unitAt(at)
      if ((unit & UNIT.special) !== 0) {
        const point = this.#text.codePointAt(at) ?? 0
        if (foldPoint(point) !== '' || Object.hasOwn(EMOJI_MEANINGS, String.fromCodePoint(point))) return at
      } else if ((unit & UNIT.skip) === 0 || (unit & UNIT.picture) !== 0) return at
      at += widthAt(this.#text, at)
    }
    return -1
  }

  /** The characters before the first unusual one are Chinese, and as many as the term has beyond the cells read. */
  #report(state: number): void {
    const { terms, patterns } = this.#lexicon
    for (const pattern of ownPatterns(this.#automaton, state)) {
      const term = patterns.term[pattern] as number
      const compiled = terms[term]
      if (!compiled?.spoken || patterns.origin[pattern] === ORIGIN.variant) continue
      const start = this.#cells[0]?.start ?? 0
      const missing = compiled.length - this.#cells.length
      if (missing === 0 && this.#isAllGuessed(compiled.folded)) continue
      this.#scan.hits.sounds.push({ term, cells: [...hanCells(this.#text, start, missing), ...this.#cells] })
    }
  }

  /** Initials and characters that only sound right, and no character of the term itself: CM is not 草莓. */
  #isAllGuessed(folded: string): boolean {
    let guessed = false
    for (const [index, { kind, read }] of this.#cells.entries()) {
      if (kind === 'initial' || (kind === 'han' && read !== folded.charAt(index))) guessed = true
      else if (kind === 'han') return false
    }
    return guessed
  }

  #runAt(at: number): LetterRun {
    const known = this.#run
    if (known && at >= known.from && at < known.end) return known
    this.#run = new LetterRun(this.#text, at)
    return this.#run
  }

  #unitAt(at: number): number {
    return unitAt(this.#lexicon.units, this.#text, at)
  }

  #foldedAt(at: number): string {
    return foldPoint(this.#text.codePointAt(at) ?? 0)
  }
}

const ANYTHING = -1
const NOTHING = 0

/** The syllable of a character, 0 when it has none. */
function spoken({ units }: CompiledLexicon, char: string): number {
  return char.length === 1 ? (units[char.charCodeAt(0)] as number) & UNIT.codeMask : 0
}

function cell(start: number, end: number, kind: Cell['kind'], read: string): Cell {
  return { start, end, kind, read, opens: true, closes: true }
}
