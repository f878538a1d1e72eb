import { readFileSync } from 'node:fs'
import path from 'node:path'
import { countTableBytes } from './count-table-bytes.ts'
import { ENGINES, type Engine } from './engines.ts'
import { sizeOf } from './prepare-text.ts'
import { type Correctness, compare, findReference } from './reference-pairs.ts'
import type { BenchTerm } from './sample-lexicons.ts'

/** What one process is to measure: the engine, its inputs in `folder`, and how long it may take. */
export interface Task {
  readonly engine: string
  readonly folder: string
  readonly size: number
  readonly repeats: number
  readonly budgetMs: number
}

export interface Measured extends Correctness {
  readonly mbPerSecond: number
  readonly buildMs: number
  readonly memoryMb?: number
  readonly tableMb?: number
  /** Less than the text has when the time budget cut the scan. */
  readonly scannedMb: number
  readonly hits: number
}

interface Scan {
  readonly bytes: number
  readonly cpuMs: number
  readonly hits: number
}

const LINES_BETWEEN_CLOCKS = 128

async function measure(task: Task): Promise<Measured> {
  const lines = readLines(path.join(task.folder, 'text.txt'))
  const terms = JSON.parse(readFileSync(path.join(task.folder, `${task.size}.json`), 'utf8')) as BenchTerm[]
  const entry = ENGINES.find(({ name }) => name === task.engine)
  if (!entry) throw new Error(`no engine ${task.engine}`)
  const build = await entry.load()

  const before = usedBytes()
  const start = process.cpuUsage()
  const engine = build(terms)
  const buildMs = cpuMs(start)
  const memoryMb = (usedBytes() - before) / 1e6

  const share = task.budgetMs / (task.repeats + 0.5)
  const checked = readLines(path.join(task.folder, 'checked.txt'))
  scanLines(engine, checked, share / 2)
  const scans = Array.from({ length: task.repeats }, () => scanLines(engine, lines, share))
  const best = scans.reduce((a, b) => (rateOf(b) > rateOf(a) ? b : a))
  return {
    mbPerSecond: rateOf(best),
    buildMs,
    memoryMb,
    ...(engine.tables === undefined ? {} : { tableMb: countTableBytes(engine.tables) / 1e6 }),
    scannedMb: best.bytes / 1e6,
    hits: best.hits,
    ...checkLines(engine, checked, terms, share),
  }
}

/** Each line decoded by itself, as a listing is: a slice of one long string would keep that string alive. */
export function readLines(file: string): string[] {
  const bytes = readFileSync(file)
  const lines: string[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start)
    lines.push(bytes.toString('utf8', start, end))
    start = end + 1
  }
  return lines
}

function usedBytes(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc')
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  // External memory has the array buffers in it.
  return heapUsed + external
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

function scanLines(engine: Engine, lines: readonly string[], budgetMs: number): Scan {
  const deadline = performance.now() + budgetMs
  const start = process.cpuUsage()
  let hits = 0
  let next = 0
  while (next < lines.length && performance.now() < deadline) {
    const end = Math.min(next + LINES_BETWEEN_CLOCKS, lines.length)
    for (; next < end; next += 1) hits += engine.scan(lines[next] as string)
  }
  const spent = cpuMs(start)
  let bytes = 0
  for (let index = 0; index < next; index += 1) bytes += sizeOf(lines[index] as string)
  return { bytes, cpuMs: spent, hits }
}

function rateOf({ bytes, cpuMs: spent }: Scan): number {
  return bytes / 1000 / spent
}

/** As many lines as the budget allows; a slow engine is checked on fewer. */
function checkLines(
  engine: Engine,
  lines: readonly string[],
  terms: readonly BenchTerm[],
  budgetMs: number,
): Correctness {
  const deadline = performance.now() + budgetMs
  const found: string[][] = []
  for (const line of lines) {
    if (performance.now() >= deadline) break
    found.push(engine.find(line))
  }
  const reference = findReference(
    lines.slice(0, found.length),
    terms.map(({ text }) => text),
  )
  return compare(reference, lines, (line) => found[line] ?? [])
}

if (import.meta.main) {
  const task = JSON.parse(process.argv[2] ?? '') as Task
  process.stdout.write(JSON.stringify(await measure(task)))
}
