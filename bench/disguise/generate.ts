import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { problemsOf } from './lib/check.ts'
import { type Line, makeLines } from './lib/lines.ts'
import { randomFrom, shuffled } from './lib/random.ts'
import { readGoods } from './lib/terms.ts'

const OUTPUT = fileURLToPath(new URL('../../data/disguised/sentences.jsonl', import.meta.url))
const KEYWORDS = fileURLToPath(new URL('../../keywords', import.meta.url))

const goods = readGoods(KEYWORDS)

if (process.argv.includes('--sample')) showSample(process.argv.at(-1) ?? '1')
else if (process.argv.includes('--check')) check()
else write()

function serialized(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function write(): void {
  const lines = makeLines(goods)
  writeFileSync(OUTPUT, serialized(lines))
  report(lines)
}

function check(): void {
  const stored = readFileSync(OUTPUT, 'utf8')
  const problems = problemsOf(
    stored
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
    goods.all,
  )
  if (stored !== serialized(makeLines(goods)))
    problems.push('the file is not what the generator makes of this lexicon')
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log('disguised sentences: no problems')
}

function report(lines: readonly Line[]): void {
  for (const [kind, own] of Map.groupBy(lines, (line) => line.kind)) {
    const held = own.filter((line) => line.heldOut).length
    console.log(`${kind.padEnd(14)} ${own.length - held} development, ${held} held out`)
  }
  console.log(`${lines.length} lines, ${new Set(lines.map((line) => line.termId)).size} terms`)
}

function showSample(seed: string): void {
  const lines = readFileSync(OUTPUT, 'utf8').trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as Line)
  for (const [kind, own] of Map.groupBy(parsed, (line) => line.kind)) {
    console.log(`\n== ${kind}`)
    for (const line of shuffled(randomFrom(seed + kind), own).slice(0, 20))
      console.log(`${line.term} | ${line.disguised} | ${line.how} | ${line.text}`)
  }
}
