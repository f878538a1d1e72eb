import { COMMON_WORDS } from './tables/common-words.ts'

/** Units that are cut at a time, and what is read on either side of them so that words at the edges are whole. */
const BLOCK = 16
const MARGIN = 12

/**
 * Where a dictionary of ordinary Chinese would cut a text. It answers one question: is a suspected reading really
 * there, or is it made of the end of one word and the start of the next (上海|马桶, 深深|地笼|罩)?
 *
 * Segmenting takes longer than matching, so only the surroundings of what is asked about are cut, and only once.
 */
export class WordBoundaries {
  readonly text: string
  readonly #blocks = new Map<number, Int32Array>()

  constructor(text: string) {
    this.text = text
  }

  /** True when the character at an offset belongs to a dictionary word of two or more characters. */
  inWord(offset: number): boolean {
    const start = this.#startAt(offset)
    return start !== offset || this.#startAt(offset + 1) === start
  }

  /** True when a dictionary word begins before the offset and goes on behind it. */
  straddles(offset: number): boolean {
    return offset > 0 && offset < this.text.length && this.#startAt(offset) < offset
  }

  /** As `inWord`, for words that people use every day. A dictionary knows many that hardly anybody does: 厚子, 川山. */
  inCommonWord(offset: number): boolean {
    return this.inWord(offset) && this.#isCommon(offset)
  }

  straddlesCommon(offset: number): boolean {
    return this.straddles(offset) && this.#isCommon(offset)
  }

  #isCommon(offset: number): boolean {
    const start = this.#startAt(offset)
    let end = offset + 1
    while (end < this.text.length && this.#startAt(end) === start) end += 1
    return commonWords().has(this.text.slice(start, end))
  }

  /** Start of the word that an offset lies in; a single character is its own word. */
  #startAt(offset: number): number {
    if (offset >= this.text.length) return offset
    const block = Math.floor(offset / BLOCK)
    let starts = this.#blocks.get(block)
    if (starts === undefined) {
      starts = cutBlock(this.text, block * BLOCK)
      this.#blocks.set(block, starts)
    }
    return starts[offset - block * BLOCK] ?? offset
  }
}

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })
const HAN_WORD = /^\p{Script=Han}{2,}$/u

let common: ReadonlySet<string> | undefined

/** Words that people use every day. */
export function commonWords(): ReadonlySet<string> {
  common ??= new Set(COMMON_WORDS.trim().split(/\s+/))
  return common
}

function cutBlock(text: string, from: number): Int32Array {
  const starts = Int32Array.from({ length: BLOCK }, (_, at) => from + at)
  const origin = Math.max(from - MARGIN, 0)
  for (const { segment, index } of SEGMENTER.segment(text.slice(origin, from + BLOCK + MARGIN))) {
    if (!HAN_WORD.test(segment)) continue
    const start = origin + index
    for (let at = Math.max(start, from); at < Math.min(start + segment.length, from + BLOCK); at += 1) {
      starts[at - from] = start
    }
  }
  return starts
}
