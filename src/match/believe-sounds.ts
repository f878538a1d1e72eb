import type { Cell } from './cell.ts'
import { PAIR, pairCount } from './pair-counts.ts'
import type { SoundReading } from './sound-reading.ts'
import { isDrawn } from './tables/emoji-hints.ts'
import { EMOJI_MEANINGS } from './tables/emoji-meanings.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'
import { RADICAL_NAMES } from './tables/radical-forms.ts'
import { BARE_RADICALS } from './tables/split-characters.ts'

/** True when what stands there is more likely the term than an accident; judged from the weakest sign in it. */
export function isBelieved(reading: SoundReading): boolean {
  if (!areHintsBelieved(reading)) return false
  if (reading.length <= 3 && isGrammar(reading)) return false
  return reading.length === 2 ? isPairBelieved(reading) : isLongBelieved(reading)
}

/**
 * A picture that does not show what it stands for is put there as it is written everywhere else: with two characters of
 * the term, or one and words of trade. Of a term of two the picture must be more than named so. One that could be
 * anything stands for the only character missing of four.
 */
function areHintsBelieved(reading: SoundReading): boolean {
  const { cells, tally } = reading
  const hints = cells.filter(({ kind }) => kind === 'hint')
  if (hints.length === 0) return true
  if (reading.guessed > 0 || hints.some(({ start }) => start !== hints[0]?.start)) return false
  if (hints.some(({ read }) => read === '')) return cells.length > 3 && tally.own === cells.length - 1
  if (tally.own > 0 && tally.own + tally.picture >= 2) return true
  if (tally.own === 0 || !reading.areFree(cells) || !reading.hasEvidence) return false
  if (cells.length > 2) return true
  return reading.isTight && hints.every((cell) => isDrawnAt(cell, reading) && !isShownAgain(cell, reading))
}

/** 象🐘: a picture of what stands beside it. */
function isShownAgain({ start }: Cell, { cells, field }: SoundReading): boolean {
  const shown = EMOJI_MEANINGS[String.fromCodePoint(field.text.codePointAt(start) ?? 0)] ?? []
  return cells.some(({ kind, read }) => kind === 'han' && shown.some((meaning) => meaning.includes(read)))
}

function isDrawnAt({ start, read }: Cell, { field }: SoundReading): boolean {
  return isDrawn(String.fromCodePoint(field.text.codePointAt(start) ?? 0), read)
}

/** A word of grammar at the place of a character is the end of one word and the start of the next, but for 江她. */
function isGrammar(reading: SoundReading): boolean {
  const words = reading.changed.filter(({ read }) => FUNCTION_WORDS.has(read))
  return words.length > 0 && !(reading.areStrange(words) && reading.hasEvidence)
}

/** Two characters: at most one may be a guess, and no ordinary word may stand there. */
function isPairBelieved(reading: SoundReading): boolean {
  const { tally, field, cells } = reading
  if (reading.guessed > 1 || field.isCommonWord(reading.start, reading.end)) return false
  if (tally.initial === 1) return tally.own === 1 && reading.isTight && isFreeInitial(reading)
  // 戴mao is spelled on purpose; a picture beside some other character that sounds right is just a picture.
  if (tally.homophone === 1) return tally.picture === 0 && isFreePair(reading) && isOutOfPlace(reading)
  if (tally.own === 0) return isUnwrittenBelieved(reading)
  if (tally.split === 1) return isFreeSplit(reading)
  const letters = cells.reduce((sum, { kind, read }) => sum + (kind === 'pinyin' ? read.length : 0), 0)
  return (letters !== 1 && reading.areFree(cells)) || reading.hasEvidence
}

/** Three and more: one character of the term itself, and no ordinary word where it is said to be disguised. */
function isLongBelieved(reading: SoundReading): boolean {
  const { tally } = reading
  // Asked before the cut: words are slow to cut.
  if (tally.own > 0 ? !isBacked(reading) : reading.guessed > 0 && !isRiddle(reading)) return false
  if (cutsWords(reading)) return false
  if (tally.own === 0) return reading.guessed > 0 || isUnwrittenBelieved(reading)
  if (tally.split > 0 && !isFreeSplit(reading)) return false
  return isFreeChange(reading)
}

/** Both edges cut an everyday word, of a guess of three one does; no word is cut that a seller's verb is read into. */
function cutsWords(reading: SoundReading): boolean {
  const { field, tally, start, end } = reading
  const isIntroduced = tally.homophone === 0 && field.isIntroduced(start)
  const left = !isIntroduced && field.words.straddlesCommon(start)
  const right = field.words.straddlesCommon(end)
  const isShortGuess = reading.guessed > 0 && reading.length === 3
  return isShortGuess ? left || right : left && right
}

/** No everyday word where the term is said to be disguised, unless three characters of it and words of trade say so. */
function isFreeChange(reading: SoundReading): boolean {
  const { tally, changed, field, cells } = reading
  // 出售|穿山甲 is no 收穿山甲.
  if (changed.includes(cells[0] as Cell) && field.words.straddlesCommon(reading.start)) return false
  if (changed.includes(cells.at(-1) as Cell) && field.words.straddlesCommon(reading.end)) return false
  const isSure = tally.own >= 3 && reading.hasEvidence
  if (!isSure && changed.some(({ start }) => field.words.inCommonWord(start))) return false
  // A dictionary's word is a word after all where little of the term is left and nothing of trade stands beside it.
  return tally.own >= 2 || reading.areFree(changed) || reading.hasEvidence
}

/**
 * Two characters of which one only sounds right: the less speaks of trade beside them, the less may that one be seen
 * beside such neighbours.
 */
function isOutOfPlace(reading: SoundReading): boolean {
  const { cells, changed } = reading
  if (reading.isOffered) return reading.neighbours(changed) < PAIR.often
  if (reading.hasEvidence) return reading.neighbours(changed) < PAIR.seldom
  return cells.every(({ kind }) => kind === 'han') && reading.neighbours(cells) === PAIR.unseen
}

/** Of three characters two are too little by themselves: 大王峰 is a hill, not 大王蜂. */
function isBacked(reading: SoundReading): boolean {
  const { tally, changed, field } = reading
  const isShort = tally.homophone > 0 && reading.length === 3
  if (reading.hasEvidence)
    return !isShort || tally.own > 1 || reading.isOffered || reading.neighbours(changed) < PAIR.often
  if (!isShort) return reading.guessed < 2 || tally.own > 1 || reading.isStrange
  if (field.standsApart(reading.start, reading.end)) return true
  // Who draws, spells or takes apart another character does so on purpose.
  const isDeliberate = tally.picture + tally.split + tally.pinyin > 0
  return reading.isStrange && (isDeliberate || isRareRest(reading))
}

/** What is left of the term is no everyday word: 秦艽 in 秦艽爷, but not 鸟笼 in 友鸟笼. */
function isRareRest({ cells, compiled }: SoundReading): boolean {
  const { folded } = compiled
  const isOwn = (at: number): boolean => cells[at]?.read === folded.charAt(at)
  return !cells.some(
    ({ read }, at) =>
      at > 0 && isOwn(at - 1) && isOwn(at) && pairCount(folded.charAt(at - 1), read) >= PAIR.seldom,
  )
}

/** 🟥焦聊 for 红角料: nothing of the term is written, but nobody ever wrote what stands there; spelled, it is for sale. */
function isRiddle(reading: SoundReading): boolean {
  const { changed, cells, tally } = reading
  if (tally.initial > 0 || changed.length === cells.length) return false
  if (reading.neighbours(changed) > PAIR.unseen || !reading.isStrange) return false
  return tally.picture > 0 || reading.hasEvidence
}

/** Letters that are hardly a word of another language any more when they spell a term throughout: xiangya, not yebei. */
const MIN_LETTERS = 6

/** Nothing of the term is written: spelled, put together or drawn throughout. */
function isUnwrittenBelieved(reading: SoundReading): boolean {
  const { cells, tally, field, start, end } = reading
  const isOnePicture = tally.picture === cells.length && cells.every((cell) => cell.start === start)
  if (isOnePicture) return reading.hasEvidence
  if (tally.pinyin < cells.length) return true
  const letters = cells.reduce((sum, { read }) => sum + read.length, 0)
  if (letters < 4) return false
  if (reading.isTight && letters >= MIN_LETTERS) return true
  return field.isAmongHan(start, end) && (cells.length > 2 || reading.hasEvidence)
}

/**
 * No everyday word holds the written character, something shows where the term begins or ends, and somebody offers it
 * or it stands there by itself.
 */
function isFreeInitial({ cells, field, start, end }: SoundReading): boolean {
  if (GARMENT_SIZE.test(field.text.slice(start, end)) || !field.hasEdge(start, end)) return false
  if (!field.standsApart(start, end) && !field.hasOffer(start, end)) return false
  const { words } = field
  const isVerbs = words.straddles(start) && field.isIntroduced(start)
  return isVerbs || !cells.some((cell) => cell.kind === 'han' && words.inCommonWord(cell.start))
}

/** 红S, 黑T: how clothes are listed. */
const GARMENT_SIZE = /^[红黑白灰绿蓝紫黄粉棕橙青大中小加均][SMLT]$/

/** The character that only sounds right is in no word at all, and the other one in no everyday word. */
function isFreePair({ cells, changed, field }: SoundReading): boolean {
  return cells.every((cell) => {
    if (cell.kind !== 'han') return true
    return changed.includes(cell) ? !field.words.inWord(cell.start) : !field.words.inCommonWord(cell.start)
  })
}

/**
 * A bare radical is no word at all. Parts that are characters must be no everyday word and, where nothing of trade
 * stands near, share none with what is beside them. Two characters of the term that are certain leave only what is an
 * everyday word by itself: 野口未店, but no 好店 in 女子店.
 */
function isFreeSplit(reading: SoundReading): boolean {
  const { cells, field, tally } = reading
  const splits = cells.filter(({ kind }) => kind === 'split')
  const doubtful = splits.filter((cell) => !isDeliberate(field.text.slice(cell.start, cell.end)))
  if (doubtful.length === 0) return true
  if (tally.own + splits.length - doubtful.length >= 2)
    return !doubtful.some((cell) => field.isCommonWord(cell.start, cell.end))
  if (doubtful.some((cell) => holdsCommonWord(cell, reading))) return false
  const { words } = field
  return (
    !doubtful.some(({ start, end }) => words.straddles(start) || words.straddles(end)) || reading.hasEvidence
  )
}

function holdsCommonWord({ start, end }: Cell, { field }: SoundReading): boolean {
  for (let at = start; at < end; at += 1) if (field.words.inCommonWord(at)) return true
  return false
}

function isDeliberate(parts: string): boolean {
  return (
    [...parts].some((part) => BARE_RADICALS.has(part)) ||
    [...RADICAL_NAMES].some((name) => parts.startsWith(name))
  )
}
