import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { isCounted } from '../../scripts/counted-lines.ts'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { matchListing } from '../../src/match/match-listing.ts'

/** Matches of goods in real, nearly always innocent lines, by the evasion undone, per million characters. */
const ROOT = path.resolve(import.meta.dirname, '../..')
const TEXTS = path.join(path.resolve(ROOT, process.env.QINGSHAO_SHARED ?? '../shared'), 'real/texts')
if (!existsSync(TEXTS)) throw new Error(`no real texts at ${TEXTS}: set QINGSHAO_SHARED`)

const lexicon = compileLexicon(loadLexicon([path.join(ROOT, 'keywords')]))
const goods = new Set(lexicon.terms.filter(({ deep }) => deep).map(({ term }) => term.id))
/** Disguised or mistyped goods that really are in the lines; read one by one. */
const TRUE_READINGS: ReadonlySet<string> = new Set(['吸密鹦鹉', '侏儒绒猴', '彭鱼鳃', '绒猴', '吸密'])
const counts = new Map<string, [number, number]>()
let trueReadings = 0
const chars: [number, number] = [0, 0]
let lines = 0
for (const file of readdirSync(TEXTS).sort()) {
  for (const line of gunzipSync(readFileSync(path.join(TEXTS, file)))
    .toString('utf8')
    .split('\n')) {
    const half = isCounted(line) ? 0 : 1
    lines += 1
    chars[half] += line.length
    for (const { termId, evasions, text } of matchListing({ title: line, body: '' }, lexicon).matches) {
      if (!goods.has(termId)) continue
      if (evasions.length > 0 && TRUE_READINGS.has(text)) {
        trueReadings += 1
        continue
      }
      const kind = kindOf(evasions, text)
      const known = counts.get(kind) ?? [0, 0]
      known[half] += 1
      counts.set(kind, known)
    }
  }
}
console.log(
  `${lines} lines, ${chars[0] + chars[1]} characters; words and pairs were counted in half of them; ${trueReadings} disguised\nor mistyped goods that really are there are left out\n`,
)
console.log('| evasions undone | matches | per million, all | per million, other half |')
console.log('| --- | ---: | ---: | ---: |')
for (const [kind, [counted, other]] of [...counts].sort((a, b) => b[1][0] + b[1][1] - a[1][0] - a[1][1])) {
  const all = ((counted + other) / (chars[0] + chars[1])) * 1e6
  console.log(
    `| ${kind} | ${counted + other} | ${all.toFixed(1)} | ${((other / chars[1]) * 1e6).toFixed(1)} |`,
  )
}

function kindOf(evasions: readonly string[], text: string): string {
  const undone = evasions.filter((evasion) => evasion !== 'slang' && evasion !== 'mixed')
  if (undone.length === 0) return 'none (plain)'
  return (
    undone.join(' + ') + ([...text].length === 2 && undone.includes('homophone') ? ', two characters' : '')
  )
}
