import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Measured, readLines, type Task } from './measure-engine.ts'
import { compare, findReference } from './reference-pairs.ts'
import type { BenchTerm } from './sample-lexicons.ts'

export const RIPGREP = 'rg -F -f (with its start and build)'

export function hasRipgrep(): boolean {
  return spawnSync('sh', ['-c', 'command -v rg']).status === 0
}

/** Nothing when the time budget did not suffice. */
export function measureRipgrep(task: Task): Measured | undefined {
  const terms = (
    JSON.parse(readFileSync(path.join(task.folder, `${task.size}.json`), 'utf8')) as BenchTerm[]
  ).map(({ text }) => text)
  writeFileSync(path.join(task.folder, 'terms.txt'), `${terms.join('\n')}\n`)
  const runs = Array.from({ length: task.repeats }, () => run(task, '--count-matches text.txt'))
  const pairs = run(task, '--only-matching --line-number checked.txt')
  const ended = runs.filter((each) => each !== undefined)
  if (ended.length < runs.length || !pairs) return undefined
  const best = ended.reduce((a, b) => (b.cpuMs < a.cpuMs ? b : a))
  const bytes = statSync(path.join(task.folder, 'text.txt')).size
  const checked = readLines(path.join(task.folder, 'checked.txt'))
  return {
    mbPerSecond: bytes / 1000 / best.cpuMs,
    // Not to be told from the scan.
    buildMs: 0,
    scannedMb: bytes / 1e6,
    hits: Number(best.stdout),
    ...compareWith(pairs.stdout, checked, terms),
  }
}

/** Node does not tell what a child used; the shell does, with `times`, and it can also bound it. */
function run(task: Task, what: string): { stdout: string; cpuMs: number } | undefined {
  const seconds = Math.ceil(task.budgetMs / task.repeats / 1000)
  const script = `ulimit -t ${seconds}; rg --no-config -F -f terms.txt ${what}; test $? -lt 2 && times >&2`
  const { stdout, stderr } = spawnSync('sh', ['-c', script], {
    cwd: task.folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  // Two lines: the shell's own times, then those of what it ran.
  const children = stderr.trim().split('\n')[1]
  return children === undefined ? undefined : { stdout, cpuMs: toMs(children) }
}

function toMs(times: string): number {
  const parts = [...times.matchAll(/(\d+)m([\d.]+)s/g)]
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  )
}

function compareWith(output: string, lines: readonly string[], terms: readonly string[]) {
  const found = lines.map((): string[] => [])
  for (const row of output.split('\n')) {
    const colon = row.indexOf(':')
    found[Number(row.slice(0, colon)) - 1]?.push(row.slice(colon + 1))
  }
  return compare(findReference(lines, terms), lines, (line) => found[line] ?? [])
}
