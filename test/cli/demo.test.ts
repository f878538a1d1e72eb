import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { bundlesIn } from '../support/bundles-in.ts'
import { ROOT, runCli } from '../support/run-cli.ts'
import { withMarket } from '../support/with-market.ts'

interface DemoAnswer {
  listings: number
  flagged: number
  leads: number
  packets: string[]
  report: string
  evidence: string[]
  durationMs: number
  day: number
  changes: { new: number; changed: number; gone: number }
  sites: Record<string, number>[]
}

interface Truth {
  id: string
  label: string
}

const MINUTES = 60_000
const OUTCOMES = ['fetched', 'blocked', 'robots', 'gone', 'failed', 'skipped', 'pending'] as const

describe('demo', () => {
  let home: string
  let first: DemoAnswer
  let second: DemoAnswer

  const demo = async (): Promise<DemoAnswer> => {
    const { code, stdout, stderr } = await runCli(['--home', home, 'demo', '--exit', '--json'])
    expect(code, stderr.slice(-2000)).toBe(EXIT.ok)
    return JSON.parse(stdout)
  }
  const verifyAll = async (paths: readonly string[]) => runCli(['verify', ...paths])

  beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'qingshao-demo-'))
    first = await demo()
    second = await demo()
  }, 10 * MINUTES)
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('sees the market: its listings, each once, and every URL accounted for', () => {
    const truth = readTruth()
    expect(first.listings).toBeGreaterThan(0.9 * truth.length)
    expect(first.listings).toBeLessThanOrEqual(truth.length)
    for (const { sites } of [first, second]) {
      for (const site of sites)
        expect(OUTCOMES.reduce((sum, key) => sum + (site[key] ?? 0), 0)).toBe(site.found)
      expect(sites.reduce((sum, site) => sum + (site.robots ?? 0), 0)).toBeGreaterThan(0)
      expect(sites.reduce((sum, site) => sum + (site.blocked ?? 0), 0)).toBeGreaterThan(0)
    }
  })

  it('makes a lead, evidence with a screenshot, and packets of every flagged listing', async () => {
    expect(first.flagged).toBeGreaterThan(50)
    expect(first.leads).toBe(first.flagged)
    expect(first.evidence).toHaveLength(first.leads)
    expect(first.packets.length).toBeGreaterThan(first.leads)
    const agencies = new Set(first.packets.map((file) => path.basename(path.dirname(file))))
    expect(agencies.size).toBe(7)
    const drawn = first.evidence.filter((folder) =>
      existsSync(path.join(folder, 'rendered', 'screenshot.png')),
    )
    expect(drawn.length / first.evidence.length).toBeGreaterThan(0.95)
    const { code, stdout } = await verifyAll([
      ...first.evidence,
      ...first.packets.filter((file) => existsSync(file)),
    ])
    expect(stdout.split('\n').filter((line) => line.startsWith('不完整'))).toEqual([])
    expect(code).toBe(EXIT.ok)
  })

  it('writes a report that stands alone', () => {
    const html = readFileSync(first.report, 'utf8')
    expect(html).not.toMatch(/(?:src|href)=["']https?:/)
    expect(html.match(/<article /g)).toHaveLength(first.leads)
    expect(html).toContain('data:image/jpeg;base64,')
    expect(html).not.toMatch(/1380000\d{4}/)
  })

  it('reports on the second day what is new, changed and gone', () => {
    expect(second.day).toBe(2)
    expect(second.changes.gone).toBeGreaterThan(20)
    expect(second.changes.changed).toBeGreaterThan(15)
    expect(second.changes.new).toBeGreaterThan(20)
    expect(readFileSync(second.report, 'utf8')).toContain('与上次相比')
  })

  it('fails a bundle with one flipped byte, and names the file', async () => {
    const [folder = ''] = second.evidence
    const target = path.join(folder, 'text', 'listing.txt')
    const bytes = readFileSync(target)
    bytes[10] = (bytes[10] ?? 0) ^ 1
    chmodSync(target, 0o644)
    writeFileSync(target, bytes)
    const { code, stdout } = await verifyAll([folder])
    expect(code).toBe(EXIT.verifyFailed)
    expect(stdout).toContain('text/listing.txt')
  })
})

describe('scan', () => {
  let home: string
  const scan = (args: readonly string[], onStderr?: Parameters<typeof runCli>[1]) =>
    runCli(['scan', '--home', home, '--allow-private', '--json', ...args], onStderr)

  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), 'qingshao-scan-'))
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'goes on after %s where it was, and ends with what an undisturbed scan finds',
    async (signal) => {
      const port = signal === 'SIGINT' ? 23_411 : 23_421
      await withMarket(port, async (origins) => {
        home = mkdtempSync(path.join(home, `${signal}-`))
        layOverSites(home, origins)
        const sites = ['--site', 'practice-shop', 'practice-forum']
        const cut = await scan(sites, { onStderr: killOnce(signal) })
        expect(cut.code).toBe(signal === 'SIGINT' ? EXIT.interrupted : null)
        const whole = await scan([...sites, '--resume'])
        expect(whole.code, whole.stderr.slice(-2000)).toBe(EXIT.ok)
        const summary = JSON.parse(whole.stdout)
        expect(summary.status).toBe('finished')
        const visible = readTruth().filter(({ id }) => /^practice-(shop|forum):/.test(id)).length
        expect(summary.listings).toBeGreaterThan(0.85 * visible)
        for (const site of summary.sites) expect(site.pending).toBe(0)
        const bundles = bundlesIn(path.join(home, 'evidence')).map((name) =>
          path.join(home, 'evidence', name),
        )
        expect(bundles).toHaveLength(summary.flagged)
        expect((await runCli(['verify', ...bundles])).code).toBe(EXIT.ok)
      })
    },
    6 * MINUTES,
  )
})

function readTruth(): Truth[] {
  const lines = readFileSync(path.join(ROOT, 'data/practice-market/truth.jsonl'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** Strikes when the first captures are under way: pages, leads and packets are then all half done. */
function killOnce(
  signal: NodeJS.Signals,
): NonNullable<NonNullable<Parameters<typeof runCli>[1]>['onStderr']> {
  let done = false
  return (text, kill) => {
    if (done || !text.includes('"phase":"evidence"')) return
    done = true
    setTimeout(() => kill(signal), 1500)
  }
}

/** The unit's own site files, laid over the shipped ones by id. */
function layOverSites(home: string, origins: ReadonlyMap<string, string>): void {
  const folder = path.join(home, 'sites')
  mkdirSync(folder, { recursive: true })
  for (const [id, origin] of origins) {
    const shipped = readFileSync(path.join(ROOT, 'data/sites', `${id}.yml`), 'utf8')
    const target = path.join(folder, `${id}.yml`)
    writeFileSync(target, shipped.replace(/^origin: .*$/m, `origin: ${origin}`))
  }
}
