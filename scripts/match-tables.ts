import { Converter } from 'opencc-js/t2cn'
import { pinyin } from 'pinyin-pro'

/** Asking the packages for every character takes half a second: too long for each start of the program. */

const HAN = /^\p{Script=Han}$/u
const SPELLING = /^[a-z]{1,6}$/
/** What the dictionary gives for grunts (嗯, 呣): no seller spells a word with them. */
const NOT_SPELLED = new Set(['m', 'n', 'ng', 'hng', 'hm'])

export function hanFormsModule(): string {
  const pairs = listForms().map(([from, to]) => from + to)
  return `/**
 * Traditional, Hong Kong, Taiwanese and Japanese characters, each with its simplified form behind it.
 * Written by scripts/build-match-tables.ts from opencc-js 1.4.2 (MIT; its data from OpenCC, Apache-2.0).
 */
export const HAN_FORMS = \`
${wrap(pairs)}
\`
`
}

export function readingsModule(): string {
  const byReading = new Map<string, string[]>()
  const heteronyms: string[] = []
  const folded = new Set(listForms().map(([from]) => from))
  for (const char of hanOfBasicPlane()) {
    // What folds to another character reads as that one.
    if (folded.has(char) || char.normalize('NFKC') !== char) continue
    const [first, ...others] = readingsOf(char)
    if (first === undefined) continue
    byReading.set(first, [...(byReading.get(first) ?? []), char])
    if (others.length > 0) heteronyms.push(char + others.join(','))
  }
  const lines = [...byReading]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reading, chars]) => reading + chars.join(''))
  return `/**
 * Toneless readings of Chinese characters. Written by scripts/build-match-tables.ts from pinyin-pro 3.29.4 (MIT).
 * A line a syllable: the characters that are commonly read so. ü is typed v.
 */
export const READINGS = \`
${lines.join('\n')}
\`

/** Characters with further readings. */
export const HETERONYMS = \`
${wrap(heteronyms, ' ')}
\`
`
}

function listForms(): [from: string, to: string][] {
  const simplify = createSimplifier()
  const found: [string, string][] = []
  for (const char of [...hanOfBasicPlane(), ...hanBeyond()]) {
    const compatible = char.normalize('NFKC')
    const simplified = simplify(compatible)
    if (simplified === compatible || compatible !== char) continue
    // 魟 has a simplified form that hardly a font or a keyboard knows: that one folds to it.
    found.push(char.length < simplified.length ? [simplified, char] : [char, simplified])
  }
  return found
}

function* hanOfBasicPlane(): Generator<string> {
  for (let point = 0x2e80; point < 0x10000; point += 1) {
    const char = String.fromCodePoint(point)
    if (HAN.test(char)) yield char
  }
}

function* hanBeyond(): Generator<string> {
  for (let point = 0x20000; point <= 0x323af; point += 1) {
    const char = String.fromCodePoint(point)
    if (HAN.test(char)) yield char
  }
}

/**
 * Character by character, because a listing is folded by table and not by phrase. Taiwanese and Japanese forms are
 * taken only for characters that are no simplified characters themselves: 芸 and 糸 are words of their own here.
 */
function createSimplifier(): (char: string) => string {
  const [standard, ...regional] = ['t', 'tw', 'hk', 'jp'].map((from) => Converter({ from, to: 'cn' }))
  const simplified = simplifiedCharacters()
  return (char) => {
    const plain = standard?.(char) ?? char
    if (plain !== char || simplified.has(char)) return single(plain, char)
    for (const convert of regional) {
      const converted = convert(char)
      if (converted !== char) return single(converted, char)
    }
    return char
  }
}

function single(converted: string, char: string): string {
  return [...converted].length === 1 ? converted : char
}

/** The 6,763 characters of GB 2312, read out of the decoder instead of being listed here. */
function simplifiedCharacters(): ReadonlySet<string> {
  const bytes: number[] = []
  for (let row = 0xb0; row <= 0xf7; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell)
  }
  return new Set(new TextDecoder('gb18030').decode(new Uint8Array(bytes)))
}

function readingsOf(char: string): string[] {
  const all = pinyin(char, { toneType: 'none', type: 'array', v: true, multiple: true, nonZh: 'removed' })
  return [...new Set(all)].filter((reading) => SPELLING.test(reading) && !NOT_SPELLED.has(reading))
}

function wrap(parts: readonly string[], separator = ''): string {
  const lines: string[] = []
  for (let at = 0; at < parts.length; at += 50) lines.push(parts.slice(at, at + 50).join(separator))
  return lines.join('\n')
}
