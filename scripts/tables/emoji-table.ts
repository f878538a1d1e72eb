import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { foldText } from '../../src/match/fold-text.ts'
import { HAND_WRITTEN_MEANINGS, MOST_MEANINGS } from '../../src/match/tables/emoji-by-hand.ts'
import { goodsCharacters, isInGoods } from './han-data.ts'

/** Writes out what emoji are called in Chinese. Names and keywords come from Unicode's CLDR. */

const HAN_WORD = /^\p{Script=Han}{1,4}$/u
const PICTURE = /^\p{Extended_Pictographic}$/u
/** Faces say what the seller feels; arrows, clocks and letters nothing. */
const MEANINGLESS =
  /^[\u{1f600}-\u{1f64f}\u{1f910}-\u{1f92f}\u{1f970}-\u{1f97a}\u{1fae0}-\u{1fae9}\u{1f550}-\u{1f567}\u2000-\u25ff➡⬅⬆⬇©®™]$/u
/** A keyword of so many emoji is a class of things: 动物, 工具. */
const MOST_BEARERS = 8
/** 夹子 is 夹, 红色 is 红: the other character only makes a word of it. */
const ENDINGS = /^(\p{Script=Han})[子头色睛朵巴]$/u

/** What is said of everything, or of the picture itself: 的, 脸, 色. */
const SAYS_NOTHING = '的色性个和与或形型类用有不人在了标识符号'
/** Other Chinese annotations, for characters only: traditional ones and those of Cantonese. */
const OTHER_LOCALES = ['zh-Hant', 'zh-Hant-HK', 'yue-Hans']

interface Annotation {
  readonly default?: readonly string[]
  readonly tts?: readonly string[]
}

export function emojiModule(): string {
  const annotations = readAnnotations('zh')
  const bearers = countBearers([...annotations.values()])
  const lines: string[] = []
  for (const [emoji, annotation] of annotations) {
    const meanings = meaningsOf(annotation, bearers)
    const byHand = HAND_WRITTEN_MEANINGS[emoji] ?? []
    const added = meanings.filter((meaning) => !byHand.includes(meaning))
    const kept = added.slice(0, Math.max(MOST_MEANINGS - byHand.length, 0))
    if (kept.length > 0) lines.push(`${emoji} ${kept.join(' ')}`)
  }
  return `/**
 * What emoji are called in Chinese, in words that terms of the lexicon are made of. Written by
 * scripts/tables from the Chinese annotations of Unicode CLDR 48 (cldr-annotations-full 48.2.0,
 * Unicode-3.0). Meanings that are written by hand stand in emoji-by-hand.ts.
 */
export const NAMED_EMOJI = \`
${lines.join('\n')}
\`

/** The single characters of all names and keywords, Cantonese and Taiwanese ones included, that terms are made of. */
export const HINTED_EMOJI = \`
${hintLines().join('\n')}
\`
`
}

function hintLines(): string[] {
  const goods = goodsCharacters()
  const hints = new Map<string, Set<string>>()
  for (const locale of ['zh', ...OTHER_LOCALES]) {
    for (const [emoji, { tts = [], default: keywords = [] }] of readAnnotations(locale)) {
      const chars = [...tts, ...keywords].flatMap((word) => foldText(word))
      const known = hints.get(emoji) ?? new Set()
      hints.set(emoji, known)
      for (const char of chars) if (goods.has(char) && !SAYS_NOTHING.includes(char)) known.add(char)
    }
  }
  return [...hints].flatMap(([emoji, chars]) => (chars.size > 0 ? [`${emoji} ${[...chars].join('')}`] : []))
}

/** By emoji of one code point, without the sign that asks for a coloured picture. */
function readAnnotations(locale: string): ReadonlyMap<string, Annotation> {
  const file = createRequire(import.meta.url).resolve(
    `cldr-annotations-full/annotations/${locale}/annotations.json`,
  )
  const { annotations } = JSON.parse(readFileSync(file, 'utf8')) as {
    annotations: { annotations: Readonly<Record<string, Annotation>> }
  }
  const found = new Map<string, Annotation>()
  for (const [text, annotation] of Object.entries(annotations.annotations)) {
    const emoji = text.replaceAll('\ufe0f', '')
    if (PICTURE.test(emoji) && !MEANINGLESS.test(emoji)) found.set(emoji, annotation)
  }
  return new Map([...found].sort(([a], [b]) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)))
}

function countBearers(annotations: readonly Annotation[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of annotations.flatMap((annotation) => annotation.default ?? [])) {
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** The name first, then keywords that are part of the name, then the others. */
function meaningsOf(
  { tts = [], default: keywords = [] }: Annotation,
  bearers: ReadonlyMap<string, number>,
): string[] {
  const [name = ''] = tts
  const specific = keywords.filter((word) => (bearers.get(word) ?? 0) <= MOST_BEARERS)
  const inName = specific.filter((word) => name.includes(word))
  const usable = [name, ...inName, ...specific].filter((word) => HAN_WORD.test(word)).flatMap(withStem)
  return [...new Set(usable)].filter((word) => isInGoods(word))
}

function withStem(word: string): string[] {
  const stem = ENDINGS.exec(word)?.[1]
  return stem === undefined ? [word] : [stem, word]
}
