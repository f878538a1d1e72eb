import type { SignalKind } from '../domain/vocabulary.ts'
import type { Candidate } from './candidate.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { INNOCENT } from './evasion-mask.ts'
import { commonWords, type WordBoundaries } from './word-boundaries.ts'

/** How far from a guess the words may stand that make it believable. */
const NEAR = 30

/** Signals that somebody offers, seeks, uses or praises something. */
const TRADE: ReadonlySet<SignalKind> = new Set([
  'sale',
  'purchase',
  'hunt',
  'eat',
  'ship',
  'import',
  'advertise',
  'service',
  'price',
  'quantity',
  'contact',
  'private-channel',
  'secrecy',
  'live',
  'product',
  'meat',
  'specimen',
  'wild-caught',
  'tool-use',
  'genuine-material',
  'unknown-material',
  'captive-bred',
  'antique-claim',
  'permit-claim',
  'permit-absent',
])

/** Prices and contacts. Every repeat is bounded, so that a page of digits costs no more than one of words. */
const PRICE_OR_CONTACT =
  /[¥￥]\s{0,2}\d|\d{1,9}(?:\.\d{1,2})?\s{0,2}(?:元|块|万|包邮|一斤|一只|一个|\/|[rRwW米刀](?![a-zA-Z]))|微信|薇信|威信|[vV][xX信❤我]|加[vVwW微薇威我]|[微薇威]\s{0,2}[:：]?\s{0,2}[a-zA-Z0-9_]{4}|电话|手机|私聊|私信|(?<!\d)1[3-9]\d{9}(?!\d)|[qQ]{2}\s{0,2}[:：]?\s{0,2}\d{5,11}/gu

/** One field of a listing, with what a judge may ask about the surroundings of a suspected word. */
export class FieldText {
  readonly text: string
  readonly words: WordBoundaries
  readonly #lexicon: CompiledLexicon
  readonly #certain: readonly Candidate[]
  #evidence: readonly number[] | undefined

  /** `certain`: what was found in plain words. */
  constructor(text: string, certain: readonly Candidate[], lexicon: CompiledLexicon, words: WordBoundaries) {
    this.text = text
    this.words = words
    this.#certain = certain
    this.#lexicon = lexicon
  }

  /** True when a price, a contact, a word of trade or another wildlife word stands near a span. */
  hasEvidence(start: number, end: number): boolean {
    if (this.#isOffered(start, end)) return true
    const places = this.#places()
    for (let at = firstAtLeast(places, start - NEAR); at < places.length; at += 1) {
      const place = places[at] ?? 0
      if (place > end + NEAR) return false
      if (place < start || place >= end) return true
    }
    return false
  }

  /** 出X, 收X, X出: the verbs of sellers, one character each, directly beside a span. */
  #isOffered(start: number, end: number): boolean {
    const blankBefore = this.text.charAt(start - 1) === ' ' ? 1 : 0
    const blankAfter = this.text.charAt(end) === ' ' ? 1 : 0
    const before = this.text.charAt(start - 1 - blankBefore)
    return OFFERED_BEFORE.has(before) || OFFERED_AFTER.has(this.text.charAt(end + blankAfter))
  }

  /** True when a span is an everyday word. Asked first of what is found most: it costs no cutting and no search. */
  isCommonWord(start: number, end: number): boolean {
    return commonWords().has(this.text.slice(start, end))
  }

  /** True when no Chinese character stands directly beside a span. */
  standsApart(start: number, end: number): boolean {
    return !HAN.test(this.text.charAt(start - 1)) && !HAN.test(this.text.charAt(end))
  }

  /** True when Chinese is written near a span: pinyin in an English text is English. */
  isAmongHan(start: number, end: number): boolean {
    return (
      HAN.test(this.text.slice(Math.max(start - 10, 0), start)) || HAN.test(this.text.slice(end, end + 10))
    )
  }

  #places(): readonly number[] {
    this.#evidence ??= this.#collect()
    return this.#evidence
  }

  #collect(): number[] {
    const places: number[] = []
    for (const { index } of this.text.matchAll(PRICE_OR_CONTACT)) places.push(index)
    for (const { term, start, mask } of this.#certain) {
      const compiled = this.#lexicon.terms[term]
      if (compiled === undefined || (mask & ~INNOCENT) !== 0) continue
      const { signal } = compiled.term
      if (compiled.deep || (signal !== undefined && TRADE.has(signal))) places.push(start)
    }
    return places.sort((a, b) => a - b)
  }
}

const HAN = /\p{Script=Han}/u
const OFFERED_BEFORE: ReadonlySet<string> = new Set('出收卖售购买求换')
const OFFERED_AFTER: ReadonlySet<string> = new Set('出卖售')

function firstAtLeast(sorted: readonly number[], least: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
