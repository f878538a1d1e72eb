import { COMMON_BY_SYLLABLE } from '../tables/readings.ts'
import {
  type Asked,
  added,
  type Disguise,
  type Disguised,
  rewrite,
  rewritten,
  untouched,
  written,
} from './cells.ts'
import { halfOf } from './halves.ts'
import { markedReading } from './readings.ts'

const words = new Intl.Segmenter('zh', { granularity: 'word' })

/** Whether a dictionary of ordinary words holds the text as one word. */
export function isOrdinaryWord(text: string): boolean {
  return [...words.segment(text)].length === 1
}

/** A common character of the same toneless syllable: one, in longer terms sometimes two. */
export const homophone: Disguise = (state, asked) => {
  const long = state.cells.length > 2
  const count = long && asked.random() < 0.3 ? 2 : 1
  const result = rewritten(state, asked, 'homophone', count, (character, index) =>
    soundAlikes(character, asked.readings[index]).filter((one) => halfOf(character + one) === asked.half),
  )
  return result && isOrdinaryWord(written(result)) ? undefined : result
}

function soundAlikes(character: string, syllable: string | undefined): readonly string[] {
  return (COMMON_BY_SYLLABLE.get(syllable ?? '') ?? []).filter((one) => one !== character)
}

/** Characters as toneless or marked syllables; the whole of a term in three of ten lines. */
export const pinyinPart: Disguise = (state, asked) => {
  const spelt = spelling(asked)
  if (asked.random() < 0.3 && untouched(state).length === state.cells.length)
    return wholePinyin(state, asked, spelt)
  const most = Math.min(2, state.cells.length - 1)
  const count = asked.random() < 0.7 ? 1 : most
  return rewritten(state, asked, 'pinyin', count, (character, index) =>
    offered(asked, character, index, spelt),
  )
}

/** One character only, for terms that hide another one otherwise. */
export const pinyinOne: Disguise = (state, asked) => {
  const spelt = spelling(asked)
  return rewritten(state, asked, 'pinyin', 1, (character, index) => offered(asked, character, index, spelt))
}

type Spelling = (character: string, syllable: string) => string

function offered(asked: Asked, character: string, index: number, spelt: Spelling): string[] {
  const syllable = asked.readings[index]
  return syllable && halfOf(`${character} ${syllable}`) === asked.half ? [spelt(character, syllable)] : []
}

function spelling(asked: Asked): Spelling {
  const draw = asked.random()
  if (draw < 0.6) return (_, syllable) => syllable
  if (draw < 0.75) return (_, syllable) => syllable.slice(0, 1).toUpperCase() + syllable.slice(1)
  if (draw < 0.85) return (_, syllable) => syllable.toUpperCase()
  return markedReading
}

/** All characters; two syllables stand apart from the line, more may be set apart from each other as well. */
function wholePinyin(state: Disguised, asked: Asked, spelt: Spelling): Disguised | undefined {
  const spaced = asked.random() < 0.4
  const result = rewrite(state, asked, state.cells.length, (character, index) =>
    offered(asked, character, index, spelt),
  )
  if (!result) return undefined
  const cells = result.cells.map((cell, index) =>
    spaced && index > 0 ? { ...cell, written: ` ${cell.written}` } : cell,
  )
  return { ...added(state, cells, 'pinyin', spaced ? 'whole term, spaced' : 'whole term'), apart: true }
}

/** First letter of the syllable in place of the character. */
export const initials: Disguise = (state, asked) => {
  const upper = asked.random() < 0.5
  const count = state.cells.length >= 4 && asked.random() < 0.4 ? 2 : 1
  return rewritten(state, asked, 'initials', count, (character, index) => {
    const letter = asked.readings[index]?.slice(0, 1)
    if (!letter || halfOf(`${character} ${letter}`) !== asked.half) return []
    return [upper ? letter.toUpperCase() : letter]
  })
}
