import type { Candidate } from './candidate.ts'
import type { Cell, SoundHit } from './cell.ts'
import type { CompiledLexicon, CompiledTerm } from './compiled-lexicon.ts'
import { EMOJI, type EvasionMask, HOMOPHONE, INITIALS, PINYIN, SPLIT_CHAR } from './evasion-mask.ts'
import type { FieldText } from './field-text.ts'
import { lettersAt, MAX_RUN } from './letter-run.ts'
import { neighbourCount, PAIR, pairCount } from './pair-counts.ts'
import { type Gap, graphemeEnd, isBridged, readSpan } from './read-span.ts'
import { isSpelled } from './syllables.ts'
import { isDrawn } from './tables/emoji-hints.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { RADICAL_NAMES } from './tables/radical-forms.ts'
import { BARE_RADICALS } from './tables/split-characters.ts'
import { startBefore, widthAt } from './text-units.ts'

/** How many characters of the term stand there in which way. */
interface Tally {
  own: number
  homophone: number
  pinyin: number
  initial: number
  split: number
  picture: number
  hint: number
}

const KIND_MASKS: Readonly<Record<keyof Tally, EvasionMask>> = {
  own: 0,
  homophone: HOMOPHONE,
  pinyin: PINYIN,
  initial: INITIALS,
  split: SPLIT_CHAR,
  picture: EMOJI,
  hint: EMOJI,
}

/** Decides whether a run of syllables is the term, from the weakest sign in it. */
export function judgeSounds(
  { term, cells }: SoundHit,
  lexicon: CompiledLexicon,
  field: FieldText,
): Candidate | undefined {
  const compiled = lexicon.terms[term]
  const first = cells[0]
  const last = cells.at(-1)
  if (compiled === undefined || first === undefined || last === undefined) return undefined
  if (!first.opens || !last.closes || isBarePair(cells, field)) return undefined
  const tally = count(cells, [...compiled.folded])
  if (tally === undefined) return undefined
  const gaps = gapsBetween(field.text, cells)
  if (!isBridged(gaps.gaps, cells.length) || !fillsItsWords(cells, field.text)) return undefined
  if (isParted(cells, gaps.gaps, tally, compiled, field)) return undefined
  const mask = gaps.mask | maskOf(tally)
  if ((mask & ~compiled.allowed) !== 0) return undefined
  if (!believeHints(cells, tally, field) || !isBelieved(cells, tally, compiled, field)) return undefined
  const guessed = tally.homophone + tally.initial > 0
  return { term, start: first.start, end: graphemeEnd(field.text, last.end), mask, guessed }
}

/** Two characters, one of which only sounds right, without what they want: nearly all that is found, so asked first. */
function isBarePair(cells: readonly Cell[], field: FieldText): boolean {
  if (cells.length > 2 || cells.some(({ kind }) => kind !== 'han')) return false
  return neighboursOf(cells, field) > PAIR.unseen && !hasEvidence(cells, field)
}

/**
 * A sign between characters that only sound right parts two words (18K铂金 吊坠). Between all of them it spells one out
 * (沙 白 灵), and nobody parts words with 🙏 or ★.
 */
function isParted(
  cells: readonly Cell[],
  gaps: readonly Gap[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  const parted = gaps.filter(({ noise }) => noise > 0)
  if (parted.length === 0 || tally.homophone === 0) return false
  if (tally.own + tally.homophone < cells.length) return false
  if (cells.length > 2 && parted.length === cells.length - 1) return false
  const parting = parted.filter(({ from, to }) => PARTING.test(field.text.slice(from, to)))
  if (parting.some(({ hasStop }) => hasStop)) return true
  if (parting.length === 0 && areStrange(changedCells(cells, compiled), field)) return false
  const isMostlyOwn = cells.length > 2 && tally.own >= 2
  const mayBeOne = parting.length === 0 || isMostlyOwn || isEachBracketed(cells, field)
  return !(mayBeOne && hasEvidence(cells, field))
}

/** What stands between words in a title, and nothing else. */
const PARTING = /^[\s\p{P}\p{M}\p{Cf}+|~=<>]+$/u

/** 【主】【獾】 */
function isEachBracketed(cells: readonly Cell[], { text }: FieldText): boolean {
  return cells.every(
    ({ start: from, end: to }) => OPENING.test(text.charAt(from - 1)) && CLOSING.test(text.charAt(to)),
  )
}

const OPENING = /^\p{Ps}$/u
const CLOSING = /^\p{Pe}$/u

function isBelieved(cells: readonly Cell[], tally: Tally, compiled: CompiledTerm, field: FieldText): boolean {
  if (cells.length <= 3 && isGrammar(cells, compiled, field)) return false
  return cells.length === 2
    ? believePair(cells, tally, compiled, field)
    : believeLong(cells, tally, compiled, field)
}

/** A word of grammar at the place of a character is the end of one word and the start of the next, but for 江她. */
function isGrammar(cells: readonly Cell[], compiled: CompiledTerm, field: FieldText): boolean {
  const words = changedCells(cells, compiled).filter(({ read }) => FUNCTION_WORDS.has(read))
  return words.length > 0 && !(areStrange(words, field) && hasEvidence(cells, field))
}

/** Undefined when a cell cannot be this character: a picture or a split that means another one. */
function count(cells: readonly Cell[], chars: readonly string[]): Tally | undefined {
  const tally: Tally = { own: 0, homophone: 0, pinyin: 0, initial: 0, split: 0, picture: 0, hint: 0 }
  for (const [index, cell] of cells.entries()) {
    const sign = signOf(cell, chars[index] ?? '')
    if (sign === undefined) return undefined
    tally[sign] += 1
  }
  return tally
}

function signOf({ kind, read }: Cell, char: string): keyof Tally | undefined {
  if (kind === 'pinyin' || kind === 'initial' || (kind === 'hint' && read === '')) return kind
  if (read === char) return kind === 'han' ? 'own' : kind
  return kind === 'han' ? 'homophone' : undefined
}

function maskOf(tally: Tally): EvasionMask {
  let mask = 0
  for (const sign of Object.keys(KIND_MASKS) as (keyof Tally)[]) if (tally[sign] > 0) mask |= KIND_MASKS[sign]
  return mask
}

/** What stands between the cells, and how the characters among them were folded. */
function gapsBetween(text: string, cells: readonly Cell[]): ReturnType<typeof readSpan> {
  let mask = 0
  const gaps = []
  let before: Cell | undefined
  for (const cell of cells) {
    if (before && cell.start > before.end) {
      const gap = readSpan(text, before.end, cell.start)
      mask |= gap.mask
      gaps.push(...gap.gaps)
    }
    if (cell.kind !== 'picture' && cell.kind !== 'hint') mask |= readSpan(text, cell.start, cell.end).mask
    before = cell
  }
  return { mask, gaps }
}

/**
 * A word of Latin letters belongs to the term whole, or it is another word: 象ya, but not 象Yoga. Of a long term in
 * full pinyin, syllables may be left over: chuanshanjiapian.
 */
function fillsItsWords(cells: readonly Cell[], text: string): boolean {
  const spelled = cells.filter(({ kind }) => kind === 'pinyin' || kind === 'initial')
  const long = cells.length >= 3 && spelled.every(({ kind }) => kind === 'pinyin')
  for (const [index, cell] of spelled.entries()) {
    const touchesBefore = spelled[index - 1]?.end === cell.start
    const touchesAfter = spelled[index + 1]?.start === cell.end
    if (!touchesBefore && !isLeftOver(lettersBefore(text, cell.start), long)) return false
    if (!touchesAfter && !isLeftOver(lettersAfter(text, cell.end), long)) return false
  }
  return true
}

function isLeftOver(letters: string, long: boolean): boolean {
  return letters === '' || (long && isSpelled(letters))
}

function lettersBefore(text: string, end: number): string {
  let letters = ''
  for (let at = end; at > 0 && letters.length < MAX_RUN; ) {
    at = startBefore(text, at)
    const read = lettersAt(text, at)
    if (read === undefined) break
    letters = read + letters
  }
  return letters.slice(-MAX_RUN)
}

function lettersAfter(text: string, start: number): string {
  let letters = ''
  for (let at = start; at < text.length && letters.length < MAX_RUN; at += widthAt(text, at)) {
    const read = lettersAt(text, at)
    if (read === undefined) break
    letters += read
  }
  return letters.slice(0, MAX_RUN)
}

/**
 * A picture that does not show what it stands for is put there as it is written everywhere else: with two characters of
 * the term, or one and words of trade. Of a term of two the picture must be more than named so. One that could be anything stands for the only character missing of four.
 */
function believeHints(cells: readonly Cell[], tally: Tally, field: FieldText): boolean {
  const hints = cells.filter(({ kind }) => kind === 'hint')
  if (hints.length === 0) return true
  if (tally.homophone + tally.initial > 0 || hints.some(({ start: at }) => at !== hints[0]?.start))
    return false
  if (hints.some(({ read }) => read === '')) return cells.length > 3 && tally.own === cells.length - 1
  if (tally.own > 0 && tally.own + tally.picture >= 2) return true
  if (tally.own === 0 || !isFree(cells, field) || !hasEvidence(cells, field)) return false
  return cells.length > 2 || (isTight(cells) && hints.every((cell) => isDrawnAt(cell, field)))
}

function isDrawnAt({ start: at, read }: Cell, { text }: FieldText): boolean {
  return isDrawn(String.fromCodePoint(text.codePointAt(at) ?? 0), read)
}

/** Two characters: at most one may be a guess, and then the text must speak of trade and hold no ordinary word there. */
function believePair(
  cells: readonly Cell[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  if (tally.homophone + tally.initial > 1 || field.isCommonWord(start(cells), end(cells))) return false
  if (tally.initial === 1) return tally.own === 1 && isTight(cells) && isFreeInitial(cells, field)
  // 戴mao is spelled on purpose; a picture beside some other character that sounds right is just a picture.
  if (tally.homophone === 1)
    return tally.picture === 0 && isFreePair(cells, compiled, field) && isOutOfPlace(cells, compiled, field)
  if (tally.own === 0) return believeUnwritten(cells, tally, field)
  if (tally.split === 1) return isFreeSplit(cells, tally, field)
  const letters = cells.reduce((sum, { kind, read }) => sum + (kind === 'pinyin' ? read.length : 0), 0)
  return (letters !== 1 && isFree(cells, field)) || hasEvidence(cells, field)
}

/** Three and more: one character of the term itself, and no ordinary word where it is said to be disguised. */
function believeLong(
  cells: readonly Cell[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  // Asked before the cut: words are slow to cut.
  const guessed = tally.homophone + tally.initial
  if (tally.own > 0 ? !isBacked(cells, tally, compiled, field) : guessed > 0) return false
  if (cutsWords(cells, tally, field)) return false
  if (tally.own === 0) return believeUnwritten(cells, tally, field)
  if (tally.split > 0 && !isFreeSplit(cells, tally, field)) return false
  return isFreeChange(cells, tally, compiled, field)
}

/** Both edges cut an everyday word, of a guess of three one does; no word is cut that a seller's verb is read into. */
function cutsWords(cells: readonly Cell[], { homophone, initial }: Tally, field: FieldText): boolean {
  const isIntroduced = homophone === 0 && field.isIntroduced(start(cells))
  const left = !isIntroduced && field.words.straddlesCommon(start(cells))
  const right = field.words.straddlesCommon(end(cells))
  const isShortGuess = homophone + initial > 0 && cells.length === 3
  return isShortGuess ? left || right : left && right
}

/** No everyday word where the term is said to be disguised, unless three characters of it and words of trade say so. */
function isFreeChange(
  cells: readonly Cell[],
  tally: Tally,
  compiled: CompiledTerm,
  field: FieldText,
): boolean {
  const changed = changedCells(cells, compiled)
  const isSure = tally.own >= 3 && hasEvidence(cells, field)
  if (!isSure && changed.some(({ start: at }) => field.words.inCommonWord(at))) return false
  // A dictionary's word is a word after all where little of the term is left and nothing of trade stands beside it.
  return tally.own >= 2 || isFree(changed, field) || areStrange(changed, field) || hasEvidence(cells, field)
}

/** Characters that only sound like those of the term. */
function changedCells(cells: readonly Cell[], { folded }: CompiledTerm): Cell[] {
  return cells.filter(({ kind, read }, at) => kind === 'han' && read !== folded.charAt(at))
}

/** Neither ordinary Chinese nor a dictionary puts them where they stand. */
function areStrange(changed: readonly Cell[], field: FieldText): boolean {
  return (
    changed.length > 0 &&
    neighboursOf(changed, field) < PAIR.seldom &&
    !changed.some(({ start: at }) => field.words.inWord(at))
  )
}

/** How ordinary the neighbours of the most ordinary one are. */
function neighboursOf(cells: readonly Cell[], { text }: FieldText): PAIR {
  const counts = cells.map(({ kind, start: at }) => (kind === 'han' ? neighbourCount(text, at) : PAIR.unseen))
  return Math.max(...counts) as PAIR
}

/**
 * Two characters of which one only sounds right: the less speaks of trade beside them, the less may that one be seen
 * beside such neighbours.
 */
function isOutOfPlace(cells: readonly Cell[], compiled: CompiledTerm, field: FieldText): boolean {
  const changed = changedCells(cells, compiled)
  if (isOffered(cells, field)) return neighboursOf(changed, field) < PAIR.often
  if (hasEvidence(cells, field)) return neighboursOf(changed, field) < PAIR.seldom
  return cells.every(({ kind }) => kind === 'han') && neighboursOf(cells, field) === PAIR.unseen
}

/** Of three characters two are too little by themselves: 大王峰 is a hill, not 大王蜂. */
function isBacked(cells: readonly Cell[], tally: Tally, compiled: CompiledTerm, field: FieldText): boolean {
  const changed = changedCells(cells, compiled)
  const isShort = tally.homophone > 0 && cells.length === 3
  if (hasEvidence(cells, field))
    return !isShort || tally.own > 1 || isOffered(cells, field) || neighboursOf(changed, field) < PAIR.often
  if (isShort && field.standsApart(start(cells), end(cells))) return true
  // Who draws, spells or takes apart another character does so on purpose.
  const isDeliberate = tally.picture + tally.split + tally.pinyin > 0
  if (isShort) return areStrange(changed, field) && (isDeliberate || isRareRest(cells, compiled))
  return tally.homophone + tally.initial < 2 || tally.own > 1 || areStrange(changed, field)
}

/** What is left of the term is no everyday word: 秦艽 in 秦艽爷, but not 鸟笼 in 友鸟笼. */
function isRareRest(cells: readonly Cell[], { folded }: CompiledTerm): boolean {
  const isOwn = (at: number): boolean => cells[at]?.read === folded.charAt(at)
  return !cells.some(
    ({ read }, at) =>
      at > 0 && isOwn(at - 1) && isOwn(at) && pairCount(folded.charAt(at - 1), read) >= PAIR.seldom,
  )
}

/** Letters that are hardly a word of another language any more when they spell a term throughout: xiangya, not yebei. */
const MIN_LETTERS = 6

/** Nothing of the term is written: spelled, put together or drawn throughout. */
function believeUnwritten(cells: readonly Cell[], tally: Tally, field: FieldText): boolean {
  const isOnePicture = tally.picture === cells.length && cells.every((cell) => cell.start === cells[0]?.start)
  if (isOnePicture) return hasEvidence(cells, field)
  if (tally.pinyin < cells.length) return true
  const letters = cells.reduce((sum, { read }) => sum + read.length, 0)
  if (letters < 4) return false
  if (isTight(cells) && letters >= MIN_LETTERS) return true
  return field.isAmongHan(start(cells), end(cells)) && (cells.length > 2 || hasEvidence(cells, field))
}

function isTight(cells: readonly Cell[]): boolean {
  return cells.every((cell, index) => index === 0 || cells[index - 1]?.end === cell.start)
}

/** None of the characters belongs to a dictionary word. */
function isFree(cells: readonly Cell[], { words }: FieldText): boolean {
  return cells.every(({ kind, start: at }) => kind !== 'han' || !words.inWord(at))
}

/**
 * No everyday word holds the written character, something shows where the term begins or ends, and somebody offers it
 * or it stands there by itself.
 */
function isFreeInitial(cells: readonly Cell[], field: FieldText): boolean {
  const [from, to] = [start(cells), end(cells)]
  if (GARMENT_SIZE.test(field.text.slice(from, to)) || !field.hasEdge(from, to)) return false
  if (!field.standsApart(from, to) && !field.hasOffer(from, to)) return false
  const { words } = field
  const isVerbs = words.straddles(from) && field.isIntroduced(from)
  return isVerbs || !cells.some(({ kind, start: at }) => kind === 'han' && words.inCommonWord(at))
}

/** 红S, 黑T: how clothes are listed. */
const GARMENT_SIZE = /^[红黑白灰绿蓝紫黄粉棕橙青大中小加均][SMLT]$/

/** The character that only sounds right is in no word at all, and the other one in no everyday word. */
function isFreePair(cells: readonly Cell[], { folded }: CompiledTerm, { words }: FieldText): boolean {
  return cells.every(({ kind, read, start: at }, index) => {
    if (kind !== 'han') return true
    return read === folded.charAt(index) ? !words.inCommonWord(at) : !words.inWord(at)
  })
}

/**
 * A bare radical is no word at all. Parts that are characters must be no everyday word and, where nothing of trade
 * stands near, share none with what is beside them. Two characters of the term that are certain leave only what is an
 * everyday word by itself: 野口未店, but no 好店 in 女子店.
 */
function isFreeSplit(cells: readonly Cell[], tally: Tally, field: FieldText): boolean {
  const { text, words } = field
  const splits = cells.filter(({ kind }) => kind === 'split')
  const doubtful = splits.filter((cell) => !isDeliberate(text.slice(cell.start, cell.end)))
  if (doubtful.length === 0) return true
  if (tally.own + splits.length - doubtful.length >= 2)
    return !doubtful.some((cell) => field.isCommonWord(cell.start, cell.end))
  if (doubtful.some((cell) => holdsCommonWord(cell, field))) return false
  const isCut = (cell: Cell): boolean => words.straddles(cell.start) || words.straddles(cell.end)
  return !doubtful.some(isCut) || hasEvidence(cells, field)
}

function holdsCommonWord({ start: from, end: to }: Cell, { words }: FieldText): boolean {
  for (let at = from; at < to; at += 1) if (words.inCommonWord(at)) return true
  return false
}

function isDeliberate(parts: string): boolean {
  return (
    [...parts].some((part) => BARE_RADICALS.has(part)) ||
    [...RADICAL_NAMES].some((name) => parts.startsWith(name))
  )
}

function hasEvidence(cells: readonly Cell[], field: FieldText): boolean {
  return field.hasEvidence(start(cells), end(cells))
}

function isOffered(cells: readonly Cell[], field: FieldText): boolean {
  return field.isOffered(start(cells), end(cells))
}

function start(cells: readonly Cell[]): number {
  return cells[0]?.start ?? 0
}

function end(cells: readonly Cell[]): number {
  return cells.at(-1)?.end ?? 0
}
