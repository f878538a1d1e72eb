import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { foldText } from '../../src/match/fold-text.ts'
import { READINGS } from '../../src/match/tables/readings.ts'

/** What the tables of disguises are made from: the characters in use, and how characters are composed. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const GOODS = new Set(['species', 'product', 'gear', 'code-word'])
const HAN = /^\p{Script=Han}$/u

/** Characters of a row range of GB 2312, read out of the decoder instead of being listed here. */
function charactersOfRows(first: number, last: number): Set<string> {
  const bytes: number[] = []
  for (let row = first; row <= last; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell)
  }
  const decoded = new TextDecoder('gb18030').decode(new Uint8Array(bytes))
  return new Set([...decoded].filter((char) => HAN.test(char)))
}

/** The 3,755 common characters. */
export const LEVEL_ONE: ReadonlySet<string> = charactersOfRows(0xb0, 0xd7)
/** The 3,008 less common ones; radicals such as 犭 are among them. */
export const LEVEL_TWO: ReadonlySet<string> = charactersOfRows(0xd8, 0xf7)

interface LexiconFile {
  readonly defaults?: { readonly kind?: string }
  readonly terms: readonly { readonly text: string; readonly kind?: string }[]
}

let goods: string | undefined

/** Chinese characters of all terms that name a good. */
export function goodsCharacters(): ReadonlySet<string> {
  return new Set([...goodsText()].filter((char) => HAN.test(char)))
}

/** True when some term that names a good holds the word. */
export function isInGoods(word: string): boolean {
  return goodsText().includes(word)
}

/** Characters of all terms that name a good, as they are written there. */
export function writtenInGoods(): ReadonlySet<string> {
  return new Set(goodsTerms().join(''))
}

/** Folded, a line a term. */
function goodsText(): string {
  goods ??= goodsTerms()
    .map((text) => foldText(text).join(''))
    .join('\n')
  return goods
}

function goodsTerms(): string[] {
  return globSync('keywords/**/*.yml', { cwd: ROOT })
    .sort()
    .flatMap((file) => {
      const { defaults, terms } = parse(readFileSync(`${ROOT}${file}`, 'utf8')) as LexiconFile
      return terms.filter(({ kind }) => GOODS.has(kind ?? defaults?.kind ?? '')).map(({ text }) => text)
    })
}

/** How a character is composed. The notation is that of cjk-decomp: `a` across, `d` downwards, `s…` surrounding. */
export interface Composition {
  readonly type: string
  readonly parts: readonly string[]
}

let compositions: ReadonlyMap<string, Composition> | undefined

/** Numbers stand for parts that are no characters by themselves. */
export function readCompositions(): ReadonlyMap<string, Composition> {
  if (compositions) return compositions
  // The file alone: the package itself takes seconds to read its dictionaries.
  const text = createRequire(import.meta.url)('hanzi/lib/data/cjk-decomp.txt.js') as string
  const found = new Map<string, Composition>()
  for (const line of text.split(/\r?\n/)) {
    const [, name, type, parts] = /^([^:]+):([^(]+)\((.*)\)/.exec(line) ?? []
    if (name && type && parts) found.set(name, { type, parts: parts.split(',') })
  }
  compositions = found
  return found
}

/** Lines of at most so many entries, so that a table stays readable in a diff. */
export function wrap(entries: readonly string[], perLine: number): string {
  const lines: string[] = []
  for (let at = 0; at < entries.length; at += perLine) lines.push(entries.slice(at, at + perLine).join(' '))
  return lines.join('\n')
}

let sounds: ReadonlyMap<string, number> | undefined

/** True when the commonest readings of two characters are the same. */
export function soundAlike(a: string, b: string): boolean {
  sounds ??= new Map(
    READINGS.trim()
      .split('\n')
      .flatMap((line, index) => [...line.replace(/^[a-z]+/, '')].map((char) => [char, index] as const)),
  )
  const sound = sounds.get(a)
  return sound !== undefined && sound === sounds.get(b)
}
