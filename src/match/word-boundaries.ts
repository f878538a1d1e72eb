import { RARE_WORDS } from './tables/function-words.ts'

/**
 * Where a dictionary of ordinary Chinese would cut a text. It answers one question: is a suspected reading really
 * there, or is it made of the end of one word and the start of the next (上海|马桶, 深深|地笼|罩)?
 *
 * Segmenting takes longer than matching, so a text is cut when somebody asks for the first time, and only once.
 */
export class WordBoundaries {
  readonly #text: string
  #starts: Int32Array | undefined

  constructor(text: string) {
    this.#text = text
  }

  /** True when the character at an offset belongs to a dictionary word of two or more characters. */
  inWord(offset: number): boolean {
    return this.wordEnd(offset) - this.wordStart(offset) > 1
  }

  wordStart(offset: number): number {
    return this.#cuts()[offset] ?? offset
  }

  wordEnd(offset: number): number {
    const cuts = this.#cuts()
    const start = cuts[offset] ?? offset
    let end = offset + 1
    while (end < cuts.length && cuts[end] === start) end += 1
    return end
  }

  /** True when a dictionary word begins before the offset and goes on behind it. */
  straddles(offset: number): boolean {
    if (offset <= 0 || offset >= this.#text.length) return false
    return this.#cuts()[offset] !== offset && this.wordStart(offset) === this.wordStart(offset - 1)
  }

  /** For each offset the start of the word it lies in; single characters are their own word. */
  #cuts(): Int32Array {
    if (this.#starts) return this.#starts
    const starts = new Int32Array(this.#text.length)
    for (const { segment, index } of SEGMENTER.segment(this.#text)) {
      const isWord = HAN_WORD.test(segment) && !RARE_WORDS.has(segment)
      for (let at = 0; at < segment.length; at += 1) starts[index + at] = isWord ? index : index + at
    }
    this.#starts = starts
    return starts
  }
}

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })
const HAN_WORD = /^\p{Script=Han}{2,}$/u
