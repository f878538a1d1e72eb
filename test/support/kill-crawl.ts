import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { WARCParser } from 'warcio'
import { startServer } from '../adapters/http/loopback-server.ts'

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
  return { kills, slowestResumeMs, requests, problems: await findProblems(folder, pages) }
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

interface FetchRow {
  url: string
  outcome: string
  warc_file: string
  warc_offset: number
  warc_length: number
  body_sha256: string
}

async function findProblems(folder: string, pages: number): Promise<string[]> {
  const problems: string[] = []
  const db = new Sqlite(path.join(folder, 'frontier.db'), { readonly: true })
  const cases = new Sqlite(path.join(folder, 'case.db'), { readonly: true })
  const count = (of: Sqlite.Database, sql: string) => (of.prepare(sql).get() as { n: number }).n
  const expected = pages + 1
  const check = (name: string, found: number, wanted = expected) => {
    if (found !== wanted) problems.push(`${name}: ${found} instead of ${wanted}`)
  }
  check('URLs', count(db, 'SELECT count(*) AS n FROM url'))
  check('fetched URLs', count(db, "SELECT count(*) AS n FROM url WHERE outcome = 'fetched'"))
  check('recorded results', count(db, "SELECT count(*) AS n FROM fetch WHERE outcome <> 'retry'"))
  check(
    'URLs with a result',
    count(db, "SELECT count(DISTINCT url) AS n FROM fetch WHERE outcome = 'fetched'"),
  )
  check('sum of tallies', count(db, 'SELECT sum(urls) AS n FROM tally'))
  check('listings', count(cases, 'SELECT count(*) AS n FROM sighting'), pages)

  const rows = db.prepare('SELECT * FROM fetch ORDER BY warc_file, warc_offset').all() as FetchRow[]
  for (const row of rows) problems.push(...placeProblems(folder, row))
  problems.push(...(await fileProblems(path.join(folder, 'pages'), rows)))
  db.close()
  cases.close()
  return problems
}

/** The bytes at the recorded place are the recorded page. */
function placeProblems(folder: string, row: FetchRow): string[] {
  const file = readFileSync(path.join(folder, 'pages', row.warc_file))
  const text = gunzipSync(file.subarray(row.warc_offset, row.warc_offset + row.warc_length))
  if (!text.includes(`WARC-Target-URI: ${row.url}\r\n`)) return [`${row.url}: another page at its place`]
  const blockAt = text.indexOf('\r\n\r\n') + 4
  const length = Number(/Content-Length: (\d+)\r\n/.exec(text.toString('latin1', 0, blockAt))?.[1])
  const block = text.subarray(blockAt, blockAt + length)
  const body = block.subarray(block.indexOf('\r\n\r\n') + 4)
  const hash = createHash('sha256').update(body).digest('hex')
  return hash === row.body_sha256 ? [] : [`${row.url}: the body at its place has another hash`]
}

/** Every file reads to its last byte, and holds what is recorded and nothing else. */
async function fileProblems(folder: string, rows: readonly FetchRow[]): Promise<string[]> {
  const problems: string[] = []
  for (const name of readdirSync(path.join(folder, 'R1')).toSorted()) {
    const file = path.join(folder, 'R1', name)
    const recorded = rows.filter(({ warc_file }) => warc_file === `R1/${name}`)
    const end = recorded.reduce((most, row) => Math.max(most, row.warc_offset + row.warc_length), 0)
    if (recorded.length > 0 && end !== statSync(file).size)
      problems.push(`${name}: bytes beyond the last page`)
    let responses = 0
    const parser = new WARCParser(createReadStream(file), { throwOnExpectedRecord: true } as object)
    for await (const record of parser) {
      await record.readFully(false)
      if (record.warcType === 'response') responses += 1
    }
    if (responses !== recorded.length)
      problems.push(`${name}: ${responses} pages in the file, ${recorded.length} recorded`)
  }
  return problems
}
