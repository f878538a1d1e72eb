import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { GatedSite } from '../support/gated-site.ts'
import { runCli } from '../support/run-cli.ts'

const SECRET = 'a secret for the test only'
const SITE_LINE =
  /网址 (\d+)，取得 (\d+)，受阻 (\d+)，robots (\d+)，不存在 (\d+)，失败 (\d+)，按规则未取 (\d+)，未及取 (\d+)；/

interface Told {
  readonly key: string
  readonly kind: string
  readonly title: string
  readonly lines: readonly string[]
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

function makeHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'qingshao-serve-'))
  closers.push(() => rmSync(home, { recursive: true, force: true }))
  return home
}

function configure(home: string, settings: object): void {
  writeFileSync(path.join(home, 'config.yml'), stringify({ listen: { port: 0 }, ...settings }))
}

async function openSite(titles: readonly string[]): Promise<GatedSite> {
  const site = new GatedSite(titles)
  await site.open()
  closers.push(() => site.close())
  return site
}

/** What the duty officer's webhook was told. */
async function openHook(): Promise<{ told: Told[]; url: string }> {
  const told: Told[] = []
  const hook = createServer(async (request, response) => {
    told.push(JSON.parse(await text(request)))
    response.end()
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  closers.push(() => hook.close())
  return { told, url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/` }
}

/** How often a process that was started for this test holds the file open. Elsewhere than on Linux nobody can say: 0. */
function timesOpen(file: string): number {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc')
    .flatMap((pid) => (/^\d+$/.test(pid) ? openFiles(pid) : []))
    .filter((open) => open === file).length
}

function openFiles(pid: string): string[] {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).map((fd) => readlinkSync(path.join(folder, fd)))
  } catch {
    // Somebody else's, or gone meanwhile.
    return []
  }
}

function runIdIn({ lines }: Told): string {
  return /批次 (\S+)/.exec(lines[0] ?? '')?.[1] ?? ''
}

/** `serve` for as long as `use` takes; the port comes from its log. */
async function serving(folder: string, use: (origin: string) => Promise<void>) {
  let stop: (signal: NodeJS.Signals) => void = () => {}
  const port = Promise.withResolvers<number>()
  let seen = ''
  const ended = runCli(['serve', '--home', folder], {
    env: { QINGSHAO_WEBHOOK_SECRET: SECRET, QINGSHAO_LOG_LEVEL: 'info' },
    onStderr: (given, kill) => {
      stop = kill
      seen += given
      const found = /"port":(\d+)/.exec(seen)?.[1]
      if (found) port.resolve(Number(found))
    },
  })
  ended.then(({ stderr }) => port.reject(new Error(stderr)), port.reject)
  try {
    await use(`http://127.0.0.1:${await port.promise}`)
  } catch (cause) {
    throw new Error(seen.slice(-2000), { cause })
  } finally {
    stop('SIGTERM')
  }
  return await ended
}

async function until<T>(look: () => Promise<T | undefined> | T | undefined, withinMs: number): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error('waited in vain')
    await sleep(200)
  }
}

describe('serve', () => {
  it('scans by the clock, writes a report that adds up, tells of it and of its leads once, and stops when told', async () => {
    const home = makeHome()
    const site = await openSite(['非洲象牙手串 一手货源', '登山鞋 九成新', '帆布鞋 全新'])
    site.writeInto(home, 'small')
    const { told, url } = await openHook()
    const schedule = [{ id: 'often', cron: '*/4 * * * * *', sites: ['small'], allowPrivate: true }]
    configure(home, { schedule, notify: { webhooks: [{ id: 'duty', url }] } })
    const result = await serving(home, async (origin) => {
      const first = await until(() => told.find(({ kind }) => kind === 'run-finished'), 300_000)
      await until(() => told.find(({ kind }) => kind === 'high-leads'), 300_000)
      const health = (await (await fetch(`${origin}/health`)).json()) as { ok: boolean }
      expect(health).toMatchObject({ ok: true, schedule: [{ id: 'often' }] })
      // A second one must not run the same nights again.
      const second = await runCli(['serve', '--home', home], { env: { QINGSHAO_WEBHOOK_SECRET: SECRET } })
      expect(second.code).toBe(EXIT.busy)
      await until(() => told.filter(({ kind }) => kind === 'run-finished')[2], 300_000)
      // Three nights on, what the first two opened is closed.
      expect(timesOpen(path.join(home, 'frontier.db'))).toBeLessThan(2)
      const runId = runIdIn(first)
      expect(readFileSync(path.join(home, 'reports', `${runId}.html`), 'utf8')).toContain(runId)
    })
    expect(result.code, result.stderr).toBe(EXIT.ok)
    for (const { lines } of told.filter(({ kind }) => kind === 'run-finished')) {
      const [, found, ...parts] = (SITE_LINE.exec(lines.at(-1) ?? '') ?? []).map(Number)
      expect(found).toBe(parts.reduce((sum, part) => sum + part, 0))
    }
    expect(told.filter(({ kind }) => kind === 'high-leads')).toHaveLength(1)
    expect(new Set(told.map(({ key }) => key)).size).toBe(told.length)
    const [line = ''] = (await runCli(['runs', '--json', '--home', home])).stdout.split('\n')
    expect(JSON.parse(line)).toMatchObject({ campaign: 'often', purpose: 'scan', addsUp: true })
    const status = await runCli(['serve', '--status', '--json', '--home', home])
    expect(JSON.parse(status.stdout)).toMatchObject({ schedule: [{ id: 'often' }] })
  }, 480_000)

  it('tells of a scan that failed, and comes again at the next due time', async () => {
    const home = makeHome()
    const { told, url } = await openHook()
    const schedule = [{ id: 'often', cron: '*/4 * * * * *', sites: ['not-in-the-catalogue'] }]
    configure(home, { schedule, notify: { webhooks: [{ id: 'duty', url }] } })
    const result = await serving(home, async () => {
      await until(() => told.filter(({ kind }) => kind === 'run-failed')[1], 300_000)
    })
    expect(result.code, result.stderr).toBe(EXIT.ok)
    expect(told[0]?.lines.join()).toContain('没有编号为 not-in-the-catalogue 的站点')
  }, 480_000)

  it('leaves a run open when it is stopped in the middle, and ends that very run after the next start', async () => {
    const home = makeHome()
    const titles = Array.from({ length: 8 }, (_, index) => `登山鞋 ${index + 1} 码`)
    const site = await openSite(titles)
    site.writeInto(home, 'small')
    configure(home, {
      schedule: [{ id: 'once', cron: '*/2 * * * * *', sites: ['small'], allowPrivate: true }],
    })
    const state = () => JSON.parse(readFileSync(path.join(home, 'serve', 'schedule.json'), 'utf8'))
    const held = site.holdAfter(3)
    const first = await serving(home, () => held)
    expect(first.code, first.stderr).toBe(EXIT.ok)
    const { runId } = state().running
    expect(state().entries.once.last).toBeUndefined()
    site.release()
    await serving(home, async () => {
      const last = await until(() => state().entries.once?.last, 300_000)
      expect(last).toMatchObject({ runId, status: 'finished' })
    })
    expect(readdirSync(path.join(home, 'reports'))).toContain(`${runId}.html`)
  }, 480_000)

  it('takes what is pushed and dropped, once, and keeps what it cannot read with the reason', async () => {
    const folder = makeHome()
    configure(folder, {})
    const token = (await runCli(['sources', 'token', 'market', '--home', folder])).stdout.trim()
    expect(readFileSync(path.join(folder, 'sources', 'market.yml'), 'utf8')).not.toContain(token)
    const inbox = path.join(folder, 'inbox', 'hotline')
    mkdirSync(inbox, { recursive: true })
    const result = await serving(folder, async (origin) => {
      const push = (body: string, headers: Record<string, string> = {}, source = 'market') =>
        fetch(`${origin}/intake/${source}`, {
          method: 'POST',
          body,
          headers: { authorization: `Bearer ${token}`, ...headers },
        })
      expect((await push('{}', { authorization: 'Bearer wrong' })).status).toBe(401)
      expect((await push('{}', {}, 'nobody')).status).toBe(401)
      expect((await push('{"body":""}')).status).toBe(422)
      expect((await push('x'.repeat(10_000_001))).status).toBe(413)
      const body = '{"id":"1","title":"帆布鞋"}\n{oops}\n'
      const first = await push(body, { 'idempotency-key': 'k1' })
      expect(first.status).toBe(202)
      expect(await first.json()).toMatchObject({ accepted: 1, rejected: 1, rejects: [{ line: 2 }] })
      expect(await (await push(body, { 'idempotency-key': 'k1' })).json()).toMatchObject({ repeated: true })
      expect((await push('{"title":"y"}', { 'idempotency-key': 'k1' })).status).toBe(422)

      writeFileSync(path.join(inbox, 'growing.csv.part'), '标题,价格\n登山')
      writeFileSync(path.join(inbox, 'rows.csv'), '标题,价格\n登山鞋,300\n')
      writeFileSync(path.join(inbox, 'other.csv'), '甲,乙\n1,2\n')
      const names = (kind: string) => {
        try {
          return readdirSync(path.join(inbox, kind))
        } catch {
          return []
        }
      }
      await until(() => (names('done').length > 0 && names('rejected').length > 1) || undefined, 60_000)
      expect(names('done').join()).toMatch(/rows\.csv/)
      const reason = names('rejected').find((name) => name.endsWith('.reason.txt'))
      expect(readFileSync(path.join(inbox, 'rejected', reason ?? ''), 'utf8')).toContain('没有标题列')
      expect(readdirSync(inbox)).toContain('growing.csv.part')
      writeFileSync(path.join(inbox, 'growing.csv.part'), '标题,价格\n登山鞋,300\n')
      renameSync(path.join(inbox, 'growing.csv.part'), path.join(inbox, 'growing.csv'))
      await until(() => names('done').find((name) => name.includes('growing')), 60_000)
      await until(
        () => readdirSync(path.join(folder, 'inbox', 'market')).includes('done') || undefined,
        60_000,
      )
    })
    expect(result.code, result.stderr).toBe(EXIT.ok)
  }, 480_000)
})
