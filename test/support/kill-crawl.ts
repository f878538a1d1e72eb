import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { startServer } from '../adapters/http/loopback-server.ts'
import { crawlProblems } from './crawl-problems.ts'

/** Where a crawl can be killed, in the order a page comes by. */
export const KILL_STEPS = [
  'after-take',
  'after-fetch',
  'after-append',
  'after-store',
  'before-sync',
  'after-sync',
  'after-commit',
] as const
export type KillStep = (typeof KILL_STEPS)[number]

export interface KillResult {
  readonly kills: Readonly<Record<string, number>>
  /** Of every start after a kill, from the start of the process to its first page. */
  readonly slowestResumeMs: number
  /** Requests for pages the server saw; above the number of pages by what was in flight at the kills. */
  readonly requests: number
  readonly problems: readonly string[]
}

const FIRST_PAGE = /first page after (\d+) ms/

/** Crawls a start page and `pages` items in processes that are killed `kills` times, then checks what is on the disk. */
export async function killCrawl(options: {
  folder: string
  pages: number
  kills: number
  random: () => number
  onKill?: (step: KillStep, done: number) => void
}): Promise<KillResult> {
  const { folder, pages, random } = options
  const server = await startServer((request, response) => {
    const number = Number(/^\/item\/(\d+)$/.exec(request.url ?? '')?.[1] ?? Number.NaN)
    if (request.url === '/robots.txt') return response.writeHead(404).end()
    const at = request.url === '/' ? 0 : number
    if (!(at < pages)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(itemPage(at, pages))
  })
  const kills: Record<string, number> = {}
  let slowestResumeMs = 0
  try {
    for (let kill = 0; kill < options.kills; kill += 1) {
      const step = KILL_STEPS[Math.floor(random() * KILL_STEPS.length)] ?? 'after-take'
      const count = 1 + Math.floor(random() * Math.max(1, (1.5 * pages) / options.kills))
      const { signal, resumeMs } = await runChild(folder, server.origin, step, count)
      if (kill > 0) slowestResumeMs = Math.max(slowestResumeMs, resumeMs)
      if (signal === null) break
      kills[step] = (kills[step] ?? 0) + 1
      options.onKill?.(step, server.asked.length)
    }
    const last = await runChild(folder, server.origin, 'none', 0)
    slowestResumeMs = Math.max(slowestResumeMs, last.resumeMs)
  } finally {
    await server.close()
  }
  const requests = server.asked.filter((url) => url !== '/robots.txt').length
  return { kills, slowestResumeMs, requests, problems: await crawlProblems({ home: folder, runId: 'R1', urls: pages + 1, listings: pages }) }
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
  step: string,
  count: number,
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
