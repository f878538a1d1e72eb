import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { type LoopbackServer, startServer } from '../adapters/http/loopback-server.ts'
import { crawlProblems } from './crawl-problems.ts'

/** Where a crawl can be killed, in the order a page comes by. */
export const KILL_STEPS = [
  'after-take',
  'after-fetch',
  'after-append',
  'after-store',
  'mid-write',
  'before-fsync',
  'after-sync',
  'after-commit',
  // Not a step: from outside, at whatever it is doing.
  'any-moment',
] as const
export type KillStep = (typeof KILL_STEPS)[number]

/** The machine goes down rather than the process: of frontier.db, the last commits are gone. */
const POWER_CUTS = 0.25
const WAL_FRAME_BYTES = 4096 + 24
/** A crawl of 1,000 pages takes some seconds. */
const MAX_MOMENT_MS = 3000

export interface KillResult {
  readonly kills: Readonly<Record<string, number>>
  /** Of every start after a kill, from the start of the process to its first page. */
  readonly slowestResumeMs: number
  /** Requests for pages the server saw; above the number of pages by what was in flight at the kills. */
  readonly requests: number
  readonly problems: readonly string[]
}

const FIRST_PAGE = /first page after (\d+) ms/

interface KillOptions {
  readonly folder: string
  readonly pages: number
  readonly kills: number
  /** From 0 to 1. */
  readonly random: () => number
  readonly onKill?: (step: KillStep, requests: number) => void
}

/** Crawls a start page and `pages` items in processes that are killed `kills` times, then checks what is on the disk. */
export async function killCrawl(options: KillOptions): Promise<KillResult> {
  const { folder, pages } = options
  const server = await startServer((request, response) => {
    const number = Number(/^\/item\/(\d+)$/.exec(request.url ?? '')?.[1] ?? Number.NaN)
    if (request.url === '/robots.txt') return response.writeHead(404).end()
    const at = request.url === '/' ? 0 : number
    if (!(at < pages)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(itemPage(at, pages))
  })
  const tally = { kills: {} as Record<string, number>, slowestResumeMs: 0 }
  try {
    for (let kill = 0; kill < options.kills; kill += 1) {
      if (!(await killOnce(server, options, tally))) break
    }
    const last = await runChild(folder, server.origin, { step: 'none', count: 0 })
    tally.slowestResumeMs = Math.max(tally.slowestResumeMs, last.resumeMs)
  } finally {
    await server.close()
  }
  const requests = server.asked.filter((url) => url !== '/robots.txt').length
  const problems = await crawlProblems({ home: folder, runId: 'R1', urls: pages + 1, listings: pages })
  return { ...tally, requests, problems }
}

/** False when the crawl came to its end first. */
async function killOnce(
  server: LoopbackServer,
  { folder, pages, kills, random, onKill }: KillOptions,
  tally: { readonly kills: Record<string, number>; slowestResumeMs: number },
): Promise<boolean> {
  const count = (name: string) => {
    tally.kills[name] = (tally.kills[name] ?? 0) + 1
  }
  const step = KILL_STEPS[Math.floor(random() * KILL_STEPS.length)] ?? 'after-take'
  const { signal, resumeMs } = await runChild(folder, server.origin, {
    step,
    count: 1 + Math.floor(random() * Math.max(1, (1.5 * pages) / kills)),
    momentMs: step === 'any-moment' ? Math.floor(random() * MAX_MOMENT_MS) : undefined,
  })
  tally.slowestResumeMs = Math.max(tally.slowestResumeMs, resumeMs)
  if (signal === null) return false
  count(step)
  if (random() < POWER_CUTS && loseLastCommits(folder, random)) count('and the last commits lost')
  onKill?.(step, server.asked.length)
  return true
}

/** A write-ahead log that was not synced comes back with its end missing. False when there was nothing to lose. */
function loseLastCommits(folder: string, random: () => number): boolean {
  const wal = path.join(folder, 'frontier.db-wal')
  const frames = existsSync(wal) ? Math.floor(statSync(wal).size / WAL_FRAME_BYTES) : 0
  const lost = Math.floor(random() * Math.min(frames, 40))
  if (lost === 0) return false
  truncateSync(wal, statSync(wal).size - lost * WAL_FRAME_BYTES)
  return true
}

/** The start page and every item link to up to three items; together they reach all. */
function itemPage(number: number, pages: number): string {
  const next = [number * 2 + 1, number * 2 + 2, (number * 7 + 3) % pages].filter((other) => other < pages)
  const links = next.map((other) => `<a href="/item/${other}">商品 ${other}</a>`).join('\n')
  const filler = `<p>${createHash('sha256').update(String(number)).digest('hex').repeat(120)}</p>`
  return `<!doctype html><html><head><title>商品 ${number}</title></head><body><h1>儿童保温杯 ${number} 号</h1>
<span class="price">¥${number + 10}.00</span>${links}${filler}</body></html>`
}

async function runChild(
  folder: string,
  origin: string,
  { step, count, momentMs }: { step: string; count: number; momentMs?: number | undefined },
): Promise<{ signal: NodeJS.Signals | null; resumeMs: number }> {
  const child = spawn(process.execPath, [
    path.join(import.meta.dirname, 'kill-crawl-child.ts'),
    folder,
    origin,
    step,
    String(count),
  ])
  let output = ''
  let errors = ''
  child.stdout.once('data', () => {
    if (momentMs !== undefined) setTimeout(() => child.kill('SIGKILL'), momentMs)
  })
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    errors += text
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  )
  if (signal === null && code !== 0) throw new Error(`the crawl ended with ${code}: ${errors}`)
  return { signal, resumeMs: Number(FIRST_PAGE.exec(output)?.[1] ?? 0) }
}
