import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { shuffle } from './shuffle.ts'

export interface BenchText {
  /** Where the lines come from, in the words of the report. */
  readonly origin: string
  readonly distinctLines: number
  readonly distinctBytes: number
  readonly lines: readonly string[]
  /** What the engines' hits are checked on: ordinary text has few, the practice market has many. */
  readonly checked: readonly string[]
}

/** Distinct lines, shuffled anew in each round, until there are `bytes` of UTF-8; the first `checkedBytes` are checked. */
export function prepareText(root: string, bytes: number, checkedBytes: number): BenchText {
  const { origin, pool } = readPool(root)
  const distinct = [...new Set(pool)]
  const distinctBytes = distinct.reduce((sum, line) => sum + sizeOf(line), 0)
  if (distinctBytes === 0) throw new Error(`no lines in ${origin}`)
  const lines: string[] = []
  let size = 0
  for (let round = 1; size < bytes; round += 1) {
    for (const line of shuffle(distinct, round)) {
      if (size >= bytes) break
      lines.push(line)
      size += sizeOf(line)
    }
  }
  const checked = [...takeBytes(lines, checkedBytes), ...readPracticeMarket(root)]
  return { origin, distinctLines: distinct.length, distinctBytes, lines, checked }
}

function takeBytes(lines: readonly string[], bytes: number): readonly string[] {
  let left = bytes
  const end = lines.findIndex((line) => {
    left -= sizeOf(line)
    return left < 0
  })
  return end === -1 ? lines : lines.slice(0, end)
}

/** Bytes of a line with its line end, as a file of such lines has them. */
export function sizeOf(line: string): number {
  return Buffer.byteLength(line) + 1
}

function readPool(root: string): { origin: string; pool: string[] } {
  const shared = path.resolve(root, process.env.QINGSHAO_SHARED ?? '../shared')
  const folder = path.join(shared, 'real/texts')
  if (existsSync(folder)) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.txt.gz'))
    const pool = files
      .sort()
      .flatMap((file) => linesOf(gunzipSync(readFileSync(path.join(folder, file))).toString()))
    return { origin: `real listings, queries and reviews (${files.sort().join(', ')})`, pool }
  }
  return {
    origin: "THE PRACTICE MARKET'S listings, invented text: no real/texts in the shared folder",
    pool: readPracticeMarket(root),
  }
}

interface PracticePage {
  /** Absent in the file of sellers. */
  readonly listings?: readonly { readonly title?: string; readonly body?: string }[]
}

function readPracticeMarket(root: string): string[] {
  const folder = path.join(root, 'data/practice-market/listings')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .flatMap((file) => (parse(readFileSync(path.join(folder, file), 'utf8')) as PracticePage).listings ?? [])
    .flatMap(({ title = '', body = '' }) => [title, ...linesOf(body)])
    .filter((line) => line !== '')
}

function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
}
