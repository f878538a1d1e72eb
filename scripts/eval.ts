// Writes docs/EVALUATION.md: every labelled set, and what is flagged among real lines. See its head for what the figures are.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { parseDefinition } from '../src/adapters/files/parse-definition.ts'
import { judgeLabelled } from '../src/cli/judge-labelled.ts'
import { evaluate } from '../src/score/evaluate.ts'
import { shippedDefinitions } from '../test/support/definitions.ts'
import { REAL_SOURCES, readRealLines } from './evaluation/read-real-lines.ts'
import { type EvaluatedFile, renderEvaluation } from './evaluation/render-evaluation.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const SHARED = path.resolve(ROOT, process.env.QINGSHAO_SHARED ?? '../shared')
const OUTPUT = path.join(ROOT, 'docs/EVALUATION.md')
const EXPLAINED = path.join(ROOT, 'docs/real-lines-explained.yml')

interface LabelledSet {
  readonly name: string
  readonly file: string
  readonly about: string
}

const definitions = shippedDefinitions()
const absent: string[] = []
const files = labelledSets().flatMap(({ name, file, about }): EvaluatedFile[] => {
  if (!existsSync(file)) {
    absent.push(`\`${name}\`: not there; set QINGSHAO_SHARED to the folder that has it`)
    return []
  }
  process.stderr.write(`${name}\n`)
  const evaluation = evaluate(judgeLabelled(readFileSync(file, 'utf8'), name, definitions))
  return [{ name, about, evaluation }]
})
const real = REAL_SOURCES.flatMap((source) => {
  process.stderr.write(`real ${source.name}\n`)
  const lines = readRealLines(source, path.join(SHARED, 'real/texts'), definitions)
  if (!lines) absent.push(`real ${source.name}: not there; set QINGSHAO_SHARED to a folder with real/texts`)
  return lines ?? []
})
// A file of nothing but comments is null.
const Explanations = z.record(z.string(), z.string().min(2)).nullable()
const explained = parseDefinition(EXPLAINED, readFileSync(EXPLAINED, 'utf8'), Explanations) ?? {}
const flagged = new Set(real.flatMap((lines) => lines.flagged.map(({ key }) => key)))
const stale = Object.keys(explained).filter((key) => !flagged.has(key))
if (real.length === REAL_SOURCES.length && stale.length > 0)
  process.stderr.write(`explained but no longer flagged: ${stale.join(', ')}\n`)

const date = new Date().toISOString().slice(0, 10)
writeFileSync(OUTPUT, renderEvaluation({ date, files, real, absent, explained }))
console.log(path.relative(process.cwd(), OUTPUT))

function labelledSets(): LabelledSet[] {
  const batches = readdirSync(path.join(ROOT, 'data/labelled'))
    .filter((name) => /^batch-\d+\.jsonl$/.test(name))
    .sort()
    .map((name) =>
      inRepository(
        `data/labelled/${name}`,
        'composed; how, and what it may still be used for: [README](../data/labelled/README.md)',
      ),
    )
  return [
    ...batches,
    inRepository(
      'data/practice-market/truth.jsonl',
      'composed for the practice market; its errors were partly read while rules were written: take it as a development set',
    ),
    {
      name: 'cases/dev_listings.jsonl',
      file: path.join(SHARED, 'cases/dev_listings.jsonl'),
      about: 'composed, outside the repository; used while words and rules were written',
    },
  ]
}

function inRepository(name: string, about: string): LabelledSet {
  return { name, file: path.join(ROOT, name), about }
}
