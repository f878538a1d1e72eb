import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ENGINES, type EngineEntry } from './engines.ts'
import type { Measured, Task } from './measure-engine.ts'
import { hasRipgrep, measureRipgrep, RIPGREP } from './measure-ripgrep.ts'
import { type BenchText, prepareText } from './prepare-text.ts'
import { printReport, type Report, type Row } from './print-report.ts'
import { sampleLexicons } from './sample-lexicons.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

interface Settings {
  readonly mb: number
  readonly sizes: readonly number[]
  readonly budgetMs: number
  readonly checkedBytes: number
  /** Part of the names of the engines that are wanted. */
  readonly only: string
  readonly json: boolean
}

const USAGE = `Speed of the matcher beside its peers. Options: --mb N of text, --sizes 1000,5000,50000 terms, --budget seconds an
engine, --only PART of an engine's name, --short, --json`

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      mb: { type: 'string' },
      sizes: { type: 'string' },
      budget: { type: 'string' },
      only: { type: 'string', default: '' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    process.exit(0)
  }
  const { short, only, json } = values
  const sizes = (values.sizes ?? (short ? '5000' : '1000,5000,50000')).split(',').map(positive)
  return {
    mb: positive(values.mb ?? (short ? '3' : '24')),
    sizes,
    budgetMs: 1000 * positive(values.budget ?? (short ? '1.5' : '10')),
    checkedBytes: short ? 5e5 : 2e6,
    only,
    json,
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`not a number above 0: ${text}`)
  return value
}

const REPEATS = 6
/** Beside the scans: start, build, and the check, which takes a share of the budget. */
const OTHER_MS = 20_000

function measureAll(settings: Settings, folder: string): Row[] {
  const entries = ENGINES.filter(({ name }) => name.includes(settings.only))
  const withRipgrep = RIPGREP.includes(settings.only)
  return settings.sizes.flatMap((size) => {
    const task = { folder, size, repeats: REPEATS, ...settings }
    const rows = entries.map((entry) => measureEntry(entry, task))
    return withRipgrep ? [...rows, ripgrepRow({ ...task, engine: RIPGREP })] : rows
  })
}

function measureEntry({ name, isPeer, largest }: EngineEntry, task: Omit<Task, 'engine'>): Row {
  const row = { engine: name, isPeer, size: task.size }
  if (largest !== undefined && task.size > largest) return { ...row, note: 'not run: does not end' }
  process.stderr.write(`${task.size} ${name}\n`)
  return { ...row, ...inOwnProcess({ ...task, engine: name }) }
}

/** Own heap, own compiled code: engines do not disturb each other. */
function inOwnProcess(task: Task): Pick<Row, 'measured' | 'note'> {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    ['--expose-gc', path.join(import.meta.dirname, 'measure-engine.ts'), JSON.stringify(task)],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 2 * task.budgetMs + OTHER_MS },
  )
  if (signal !== null) return { note: 'out of time' }
  if (status === 0) return { measured: JSON.parse(stdout) as Measured }
  // The other rows are still worth having.
  process.exitCode = 1
  return { note: 'failed' }
}

function ripgrepRow(task: Task): Row {
  const row = { engine: RIPGREP, isPeer: false, size: task.size }
  if (!hasRipgrep()) return { ...row, note: 'not installed' }
  process.stderr.write(`${task.size} ${RIPGREP}\n`)
  const measured = measureRipgrep(task)
  return measured ? { ...row, measured } : { ...row, note: 'out of time' }
}

function describe(text: BenchText, textMb: number): string {
  const pool = `${text.distinctLines.toLocaleString('en')} distinct lines, ${(text.distinctBytes / 1e6).toFixed(1)} MB`
  return `${text.origin}; ${pool}, shuffled and repeated to ${textMb.toFixed(1)} MB; each line is the body of a listing without a title`
}

function describeMachine(): string {
  const [one, five] = loadavg()
  return [
    `${availableParallelism()} cores`,
    cpus()[0]?.model ?? 'unknown CPU',
    `Node ${process.version}`,
    `V8 ${process.versions.v8}`,
    `load at the start ${one?.toFixed(1)} (5 min ${five?.toFixed(1)})`,
  ].join(', ')
}

function main(): void {
  const settings = readSettings()
  const machine = describeMachine()
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-speed-'))
  try {
    const text = prepareText(ROOT, settings.mb * 1e6, settings.checkedBytes)
    const content = Buffer.from(`${text.lines.join('\n')}\n`)
    writeFileSync(path.join(folder, 'text.txt'), content)
    writeFileSync(path.join(folder, 'checked.txt'), `${text.checked.join('\n')}\n`)
    for (const [size, terms] of sampleLexicons(ROOT, settings.sizes))
      writeFileSync(path.join(folder, `${size}.json`), JSON.stringify(terms))
    const textMb = content.length / 1e6
    const report: Report = {
      date: new Date().toISOString().slice(0, 10),
      command: ['node', 'bench/match/speed.ts', ...process.argv.slice(2)].join(' '),
      machine,
      text: describe(text, textMb),
      textMb,
      rows: measureAll(settings, folder),
    }
    console.log(settings.json ? JSON.stringify(report, null, 2) : printReport(report))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main()
