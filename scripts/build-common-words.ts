import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { isCounted } from './counted-lines.ts'

/**
 * Counts the words of real listings, queries and reviews and writes src/match/tables/common-words.ts.
 *
 * Only every other line is counted, by a hash of the line, so that false alarms can be measured on lines that had no
 * say in the table: see `isCounted`.
 */
const SHARED = path.resolve(process.env.QINGSHAO_SHARED ?? '../shared')
const TEXTS = path.join(SHARED, 'real/texts')
const LEAST = 2
const HAN_WORD = /^\p{Script=Han}{2,4}$/u

const counts = new Map<string, number>()
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
for (const file of readdirSync(TEXTS).sort()) {
  if (!file.endsWith('.txt.gz')) continue
  for (const line of gunzipSync(readFileSync(path.join(TEXTS, file)))
    .toString('utf8')
    .split('\n')) {
    if (isCounted(line)) countWords(line)
  }
}
const words = [...counts].filter(([, count]) => count >= LEAST).map(([word]) => word)
words.sort()
writeFileSync(
  fileURLToPath(new URL('../src/match/tables/common-words.ts', import.meta.url)),
  `/**
 * Words of two to four characters that stand at least ${LEAST} times in half of some hundred thousand lines of real
 * listings, queries and reviews. Counted by scripts/build-common-words.ts; the lines themselves are not in the repository.
 */
export const COMMON_WORDS = \`
${wrap(words)}
\`
`,
)
console.log(`${words.length} words`)

function countWords(line: string): void {
  for (const { segment } of segmenter.segment(line)) {
    if (HAN_WORD.test(segment)) counts.set(segment, (counts.get(segment) ?? 0) + 1)
  }
}

function wrap(parts: readonly string[]): string {
  const lines: string[] = []
  for (let at = 0; at < parts.length; at += 40) lines.push(parts.slice(at, at + 40).join(' '))
  return lines.join('\n')
}
