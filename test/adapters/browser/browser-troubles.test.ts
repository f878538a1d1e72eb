import { readdirSync, readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { BrowserPageFetcher } from '../../../src/adapters/browser/browser-page-fetcher.ts'
import { type BrowserLimits, ChromiumBrowser } from '../../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../../src/adapters/browser/find-chromium.ts'
import { SqliteFrontier } from '../../../src/adapters/sqlite/sqlite-frontier.ts'
import { crawlSite } from '../../../src/crawl/crawl-site.ts'
import type { Site } from '../../../src/domain/site.ts'
import { aSite, type LoopbackServer, startServer, systemClock } from '../http/loopback-server.ts'

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const PAGE = '<title>店</title><p>一个普通的页面，文字足够长，不会被当成空白。</p>'
const closers: (() => Promise<void>)[] = []
/** Processes are looked for in /proc. */
const isLinux = process.platform === 'linux'

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function serve(listener: RequestListener): Promise<LoopbackServer> {
  const server = await startServer(listener)
  closers.push(() => server.close())
  return server
}

function openBrowser(limits: Partial<BrowserLimits> = {}): BrowserPageFetcher {
  const userAgent = 'QingshaoMonitor/1'
  const executablePath = findChromium(process.env)
  const browser = new ChromiumBrowser({ executablePath, userAgent, allowPrivate: true, limits })
  closers.push(() => browser.close())
  return new BrowserPageFetcher({ browser, clock: systemClock, allowPrivate: true })
}

/** One night of one site whose only page is `/`. */
async function crawl(site: Site, fetcher: BrowserPageFetcher) {
  const frontier = new SqliteFrontier(':memory:', { runId: 'run-1' })
  closers.push(() => frontier.close())
  const robots = {
    decide: async () =>
      ({ allowed: true, code: 'allowed', reason: '允许', crawlDelayMs: undefined }) as const,
  }
  const onPage = async () => ({ pageClass: 'ok', links: [] }) as const
  await crawlSite(site, { fetcher, frontier, robots, clock: systemClock, onPage }, { retryDelayMs: 5 })
  return await frontier.counts(site.id)
}

/** Of this process: browsers, or what browsers started. */
function chromiums(kind: 'browser' | 'renderer'): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const tree = new Map(all.map((pid) => [Number(pid), describeProcess(pid)]))
  return [...tree].flatMap(([pid, { parent, command }]) => {
    if (!/chrom|headless.shell/i.test(command)) return []
    if (kind === 'browser') return parent === process.pid ? [pid] : []
    return command.includes('--type=renderer') && isBelow(parent, tree) ? [pid] : []
  })
}

function isBelow(pid: number, tree: ReadonlyMap<number, { parent: number }>): boolean {
  if (pid === process.pid) return true
  const parent = tree.get(pid)?.parent ?? 0
  return parent > 1 && isBelow(parent, tree)
}

function describeProcess(pid: string): { parent: number; command: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [, parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'latin1') }
  } catch {
    return { parent: 0, command: '' }
  }
}

describe.skipIf(!isLinux)('the browser lane in trouble (processes are looked for in /proc)', () => {
  it('takes a new browser after so many pages, and lets the old one go', async () => {
    const { origin } = await serve((_, response) => void response.writeHead(200, HTML).end(PAGE))
    const fetcher = openBrowser({ contextsPerBrowser: 2 })
    const seen = new Set<number>()
    for (let page = 0; page < 5; page += 1) {
      await fetcher.fetch({ site: aSite(origin), url: `${origin}/item/${page}` })
      for (const pid of chromiums('browser')) seen.add(pid)
    }
    expect(seen.size).toBe(3)
    expect(chromiums('browser')).toHaveLength(1)
  })

  it.each(['browser', 'renderer'] as const)('asks again for a page under which the %s died', async (kind) => {
    let asked = 0
    const { origin } = await serve((_, response) => {
      asked += 1
      if (asked > 1) return void response.writeHead(200, HTML).end(PAGE)
      response.writeHead(200, HTML).write(PAGE)
      for (const pid of chromiums(kind)) process.kill(pid, 'SIGKILL')
    })
    const counts = await crawl(aSite(origin, { lane: 'browser' }), openBrowser())
    expect(counts).toMatchObject({ found: 1, fetched: 1 })
    expect(asked).toBeGreaterThan(1)
  })

  it('kills a browser that hangs, and goes on with another', async () => {
    let asked = 0
    const { origin } = await serve((_, response) => {
      asked += 1
      if (asked === 1) for (const pid of chromiums('browser')) process.kill(pid, 'SIGSTOP')
      response.writeHead(200, HTML).end(PAGE)
    })
    const site = aSite(origin, { lane: 'browser', politeness: { timeoutMs: 2000 } })
    const counts = await crawl(site, openBrowser({ silentMs: 1500 }))
    expect(counts).toMatchObject({ found: 1, fetched: 1 })
    const gone = async () => chromiums('browser').length === 1
    for (let wait = 0; wait < 200 && !(await gone()); wait += 1) await sleep(250)
    expect(chromiums('browser')).toHaveLength(1)
  })

  it('records a page whose script never ends', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, HTML).end(`${PAGE}<script>for (;;);</script>`)
    })
    const site = aSite(origin, { lane: 'browser', politeness: { timeoutMs: 1500 } })
    expect(await crawl(site, openBrowser({ silentMs: 3000 }))).toMatchObject({
      failed: 1,
      reasons: { timeout: 1 },
    })
  })

  it('draws no more pages at once than it may', async () => {
    let open = 0
    let most = 0
    const { origin } = await serve((_, response) => {
      open += 1
      most = Math.max(most, open)
      setTimeout(() => {
        open -= 1
        response.writeHead(200, HTML).end(PAGE)
      }, 300)
    })
    const fetcher = openBrowser({ pagesAtOnce: 2 })
    const paths = Array.from({ length: 6 }, (_, index) => `${origin}/item/${index}`)
    await Promise.all(paths.map((url) => fetcher.fetch({ site: aSite(origin), url })))
    expect(most).toBe(2)
  })
})
