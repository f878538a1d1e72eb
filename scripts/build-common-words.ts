import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { foldTable } from '../src/match/fold-table.ts'
import { isCounted } from './counted-lines.ts'

/**
 * Counts the words of real listings, queries and reviews, and which characters stand side by side in them, and writes
 * src/match/tables/common-words.ts and pair-counts.ts.
 *
 * Only every other line is counted, by a hash of the line, so that false alarms can be measured on lines that had no
 * say in the table: see `isCounted`.
 */
const SHARED = path.resolve(process.env.QINGSHAO_SHARED ?? '../shared')
const TEXTS = path.join(SHARED, 'real/texts')
const LEAST = 2
const HAN_WORD = /^\p{Script=Han}{2,4}$/u

/** Seen so often and more: every day; now and then; once. */
const OFTEN = [10, 2, 1]
const HAN_PAIR = /^\p{Script=Han}{2}$/u

const words = new Map<string, number>()
const pairs = new Map<string, number>()
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
for (const file of readdirSync(TEXTS).sort()) {
  if (!file.endsWith('.txt.gz')) continue
  for (const line of gunzipSync(readFileSync(path.join(TEXTS, file)))
    .toString('utf8')
    .split('\n')) {
    if (!isCounted(line)) continue
    countWords(line)
    countPairs(folded(line))
  }
}
writeWords()
writePairs()

function countWords(line: string): void {
  for (const { segment } of segmenter.segment(line)) if (HAN_WORD.test(segment)) count(words, segment)
}

function countPairs(line: string): void {
  for (let at = 0; at + 1 < line.length; at += 1) {
    const pair = line.slice(at, at + 2)
    if (HAN_PAIR.test(pair)) count(pairs, pair)
  }
}

/** Unit by unit, so that what is skipped still stands between its neighbours. */
function folded(line: string): string {
  const { to } = foldTable()
  return line.replace(/[\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf]/gu, (char) =>
    String.fromCodePoint(to[char.charCodeAt(0)] || 32),
  )
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function common(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .filter(([, times]) => times >= LEAST)
    .map(([key]) => key)
    .sort()
}

function writeWords(): void {
  const found = common(words)
  write(
    'common-words.ts',
    `/**
 * Words of two to four characters that stand at least ${LEAST} times in half of some hundred thousand lines of real
 * listings, queries and reviews. Counted by scripts/build-common-words.ts; the lines themselves are not in the repository.
 */
export const COMMON_WORDS = \`
${wrap(found)}
\`
`,
  )
  console.log(`${found.length} words`)
}

function writePairs(): void {
  const lines = [...Map.groupBy([...pairs.keys()].sort(), (pair) => pair.charAt(0))].map(([first, own]) =>
    [first, ...OFTEN.map((least, tier) => followersOf(own, least, OFTEN[tier - 1]))].join(' ').trimEnd(),
  )
  write(
    'pair-counts.ts',
    `/**
 * What stands directly behind a Chinese character in half of some hundred thousand lines of real listings, queries and
 * reviews: the character, then, after a blank each, what does at least ${OFTEN.join(' times, at least ')} times. Counted by
 * scripts/build-common-words.ts; the lines themselves are not in the repository.
 */
export const PAIR_COUNTS = \`
${lines.join('\n')}
\`
`,
  )
  console.log(`${pairs.size} pairs`)
}

function followersOf(own: readonly string[], least: number, below = Number.POSITIVE_INFINITY): string {
  const counted = own.filter((pair) => (pairs.get(pair) ?? 0) >= least && (pairs.get(pair) ?? 0) < below)
  return counted.map((pair) => pair.charAt(1)).join('')
}

function write(name: string, text: string): void {
  writeFileSync(fileURLToPath(new URL(`../src/match/tables/${name}`, import.meta.url)), text)
}

function wrap(parts: readonly string[]): string {
  const lines: string[] = []
  for (let at = 0; at < parts.length; at += 40) lines.push(parts.slice(at, at + 40).join(' '))
  return lines.join('\n')
}
