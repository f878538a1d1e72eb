// What a full capture costs beside a bare picture, print and MHTML of the same page by Playwright: processor time of this process and of all of
// Chromium's, turn by turn in one run. `npm run capture [-- --runs N]`; the table in README.md is from here. Linux only: it reads /proc.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { BrowserPageRenderer } from '../../src/adapters/browser/browser-page-renderer.ts'
import { ChromiumBrowser } from '../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../src/adapters/browser/find-chromium.ts'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { TimeCheck } from '../../src/adapters/machine/check-clock.ts'
import { MachineReader } from '../../src/adapters/machine/machine-record.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import type { CaptureInput } from '../../src/capture/capture-input.ts'
import { Site } from '../../src/domain/site.ts'

const given = process.argv.indexOf('--runs')
const runs = given > 0 ? Number(process.argv[given + 1]) : 20
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs wants a whole number')
const WARM_UP = 2
/** Of /proc: USER_HZ. */
const MS_PER_TICK = 10

const root = mkdtempSync(path.join(tmpdir(), 'qingshao-bench-capture-'))
const executablePath = findChromium(process.env)
const clock = { now: () => new Date().toISOString() }
const tool = { name: 'bench', version: '0' }

/** The server is a process of its own: what it costs is nobody's. */
async function startServer(): Promise<{ origin: string; pid: number | undefined; stop: () => void }> {
  const server = spawn(process.execPath, [path.join(import.meta.dirname, 'serve-pages.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((resolve) =>
    server.stdout.once('data', (text) => resolve(String(text).trim())),
  )
  return { origin, pid: server.pid, stop: () => server.kill() }
}

/** This process, and all below it but the server: what is there, and what was there and has ended. */
function cpuMs(serverPid: number | undefined): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readStat(Number(pid)))
    .filter((stat) => stat !== undefined)
  const below = new Set([process.pid])
  for (let grew = true; grew; ) {
    const more = stats.filter(({ pid, parent }) => below.has(parent) && !below.has(pid) && pid !== serverPid)
    for (const { pid } of more) below.add(pid)
    grew = more.length > 0
  }
  const { user, system } = process.cpuUsage()
  const chromiums = stats.filter(({ pid }) => pid !== process.pid && below.has(pid))
  return (user + system) / 1000 + chromiums.reduce((sum, { ticks }) => sum + ticks, 0) * MS_PER_TICK
}

function readStat(pid: number): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number)
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0)
    return { pid, parent: fields[1] ?? 0, ticks }
  } catch {
    return undefined
  }
}

const server = await startServer()
const reach = { allowPrivate: true, userAgent: 'bench', clock }
const browser = new ChromiumBrowser({ executablePath, ...reach })
const renderer = new BrowserPageRenderer({ browser, ...reach })
const fetcher = new UndiciPageFetcher(reach)
const bareBrowser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
const ports = {
  store: new FolderBundleStore(path.join(root, 'evidence')),
  clock,
  tool,
  actor: 'bench',
  authorities: [],
  signer: undefined,
  machine: (() => {
    const reader = new MachineReader({
      tool,
      root: path.join(import.meta.dirname, '../..'),
      config: {},
      clock: new TimeCheck({ servers: [] }),
    })
    return () => reader.read()
  })(),
}
const site = Site.parse({
  id: 'bench',
  name: 'bench',
  status: 'practice',
  platform: 'shop',
  origin: server.origin,
  lane: 'http',
  pages: [],
  itemKey: '(.+)',
})

/** Raw exchange, every form, listing's pictures, environment, sealed and synced. */
async function full(url: string, pictures: readonly string[]): Promise<void> {
  const page = await fetcher.fetch({ site, url })
  const rendered = await renderer.render(url, { timeoutMs: 30_000, pictures })
  const listing = {
    id: 'bench:1',
    platform: 'shop',
    title: '手串',
    body: '',
    images: pictures,
    contacts: [],
    url,
  }
  await captureEvidence(
    {
      listing: listing as unknown as CaptureInput['listing'],
      assessment: {} as CaptureInput['assessment'],
      page,
      rendered,
      occasion: { kind: 'operator', operator: 'bench', robots: '-' },
    },
    ports,
  )
}

async function bare(url: string): Promise<void> {
  const context = await bareBrowser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'load' })
  writeFileSync(path.join(root, 'page.png'), await page.screenshot({ fullPage: true }))
  writeFileSync(path.join(root, 'page.pdf'), await page.pdf({ format: 'A4', printBackground: true }))
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' })
  writeFileSync(path.join(root, 'page.mhtml'), data)
  await context.close()
}

async function costOf(work: () => Promise<void>): Promise<number> {
  const before = cpuMs(server.pid)
  await work()
  return cpuMs(server.pid) - before
}

try {
  console.log(`${runs} runs each\n`)
  console.log('| page | bare CPU ms | full capture CPU ms | ratio |\n| --- | ---: | ---: | ---: |')
  for (const { name, path: at, pictures } of JSON.parse(
    await (await fetch(`${server.origin}/pages`)).text(),
  )) {
    const url = server.origin + at
    const images = pictures.map((picture: string) => server.origin + picture)
    const sums = { bare: 0, full: 0 }
    for (let run = -WARM_UP; run < runs; run++) {
      const works = [
        ['bare', () => bare(url)],
        ['full', () => full(url, images)],
      ] as const
      // Who goes first changes, so that what one leaves to the other evens out.
      for (const [which, work] of run % 2 === 0 ? works : works.toReversed()) {
        const ms = await costOf(work)
        if (run >= 0) sums[which] += ms / runs
      }
    }
    const ratio = (sums.full / sums.bare).toFixed(2)
    console.log(`| ${name} | ${sums.bare.toFixed(0)} | ${sums.full.toFixed(0)} | ${ratio} |`)
  }
} finally {
  server.stop()
  await Promise.all([bareBrowser.close(), browser.close(), fetcher.close()])
  rmSync(root, { recursive: true, force: true })
}
