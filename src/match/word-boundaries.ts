import { COMMON_WORDS } from './tables/common-words.ts'

/** Units that are cut at a time, and what is read on either side of them so that words at the edges are whole. */
const BLOCK = 16
const MARGIN = 12

/**
 * Where a dictionary of ordinary Chinese would cut a text. It answers one question: is a suspected reading really
 * there, or is it made of the end of one word and the start of the next (上海|马桶, 深深|地笼|罩)?
 *
 * Segmenting takes longer than matching, so only the surroundings of what is asked about are cut, only once, and not
 * at all where no two Chinese characters stand together.
 */
export class WordBoundaries {
  readonly text: string
  readonly #blocks = new Map<number, Block>()

  constructor(text: string) {
    this.text = text
  }

  /** True when the character at an offset belongs to a dictionary word of two or more characters. */
  inWord(offset: number): boolean {
    if (!this.#mayBeHan(offset) || !(this.#mayBeHan(offset - 1) || this.#mayBeHan(offset + 1))) return false
    const start = this.#startAt(offset)
    return start !== offset || this.#startAt(offset + 1) === start
  }

  /** True when a dictionary word begins before the offset and goes on behind it. */
  straddles(offset: number): boolean {
    return this.#mayBeHan(offset - 1) && this.#mayBeHan(offset) && this.#startAt(offset) < offset
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
    const index = Math.floor(offset / BLOCK)
    let block = this.#blocks.get(index)
    if (block === undefined) {
      block = new Block(this.text, index * BLOCK)
      this.#blocks.set(index, block)
    }
    return block.startAt(offset)
  }

  #mayBeHan(offset: number): boolean {
    return MAY_BE_HAN.test(this.text.charAt(offset))
  }
}

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })
const HAN_WORD = /^\p{Script=Han}{2,}$/u
/** One unit; a half of a pair may be. */
const MAY_BE_HAN = /[\p{Script=Han}\ud800-\udfff]/u

let common: ReadonlySet<string> | undefined

/** Words that people use every day. */
export function commonWords(): ReadonlySet<string> {
  common ??= new Set(COMMON_WORDS.trim().split(/\s+/))
  return common
}

/**
 * Words are made out as they are asked for: one of them costs a quarter of all. Among marks, invisible characters and
 * the like that gives other words than reading from the beginning does, so there all of them are.
 */
class Block {
  readonly #from: number
  readonly #origin: number
  readonly #segments: Intl.Segments
  /** By offset behind `#from`: where its word begins; -1 while nobody has asked. */
  readonly #starts = new Int32Array(BLOCK).fill(-1)

  constructor(text: string, from: number) {
    this.#from = from
    this.#origin = Math.max(from - MARGIN, 0)
    const slice = text.slice(this.#origin, from + BLOCK + MARGIN)
    this.#segments = SEGMENTER.segment(slice)
    if (!ORDINARY.test(slice)) for (const word of this.#segments) this.#keep(word)
  }

  startAt(offset: number): number {
    const at = offset - this.#from
    if ((this.#starts[at] as number) < 0) {
      const word = this.#segments.containing(offset - this.#origin)
      if (word) this.#keep(word)
    }
    return this.#starts[at] as number
  }

  #keep({ segment, index }: Intl.SegmentData): void {
    const start = this.#origin + index
    const isWord = HAN_WORD.test(segment)
    const to = Math.min(start + segment.length, this.#from + BLOCK)
    for (let at = Math.max(start, this.#from); at < to; at += 1) {
      this.#starts[at - this.#from] = isWord ? start : at
    }
  }
}

/** Chinese, ASCII, and punctuation and letters of full width. */
const ORDINARY = /^[\p{Script=Han}\u0020-\u007e\u3000-\u303f\uff01-\uff5e]*$/u
