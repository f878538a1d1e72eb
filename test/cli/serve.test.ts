import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { ROOT, runCli } from '../support/run-cli.ts'
import { withMarket } from '../support/with-market.ts'

const MARKET_PORT = 18_460
const SECRET = 'a secret for the test only'

let home: string
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'qingshao-serve-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** `serve` for as long as `use` takes; the port comes from its log. */
async function serving(folder: string, use: (origin: string) => Promise<void>) {
  let stop: (signal: NodeJS.Signals) => void = () => {}
  const port = Promise.withResolvers<number>()
  let seen = ''
  const ended = runCli(['serve', '--home', folder], {
    env: { QINGSHAO_WEBHOOK_SECRET: SECRET, QINGSHAO_LOG_LEVEL: 'info' },
    onStderr: (text, kill) => {
      stop = kill
      seen += text
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
  it('scans by the clock, writes a report that adds up, tells of it once, and stops when told', async () => {
    const told: { key: string; kind: string; lines: string[]; title: string }[] = []
    const hook = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        told.push(JSON.parse(Buffer.concat(chunks).toString()))
        response.end()
      })
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    await withMarket(MARKET_PORT, async (origins) => {
      mkdirSync(path.join(home, 'sites'), { recursive: true })
      const site = parse(readFileSync(path.join(ROOT, 'data/sites/practice-forum.yml'), 'utf8'))
      site.origin = origins.get('practice-forum')
      site.politeness = { ...site.politeness, delayMs: 0, maxPages: 25 }
      writeFileSync(path.join(home, 'sites', 'practice-forum.yml'), stringify(site))
      writeFileSync(
        path.join(home, 'config.yml'),
        stringify({
          listen: { port: 0 },
          schedule: [{ id: 'often', cron: '*/4 * * * * *', sites: ['practice-forum'], allowPrivate: true }],
          notify: {
            webhooks: [{ id: 'duty', url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/` }],
          },
        }),
      )
      const result = await serving(home, async (origin) => {
        await until(() => told.find(({ key }) => key.startsWith('run:')), 300_000)
        const health = (await (await fetch(`${origin}/health`)).json()) as {
          ok: boolean
          schedule: { id: string }[]
        }
        expect(health).toMatchObject({ ok: true, schedule: [{ id: 'often' }] })
        // A second one must not run the same nights again.
        const second = await runCli(['serve', '--home', home], { env: { QINGSHAO_WEBHOOK_SECRET: SECRET } })
        expect(second.code).toBe(EXIT.busy)
      })
      expect(result.code, result.stderr).toBe(EXIT.ok)
    })
    hook.close()
    const run = told.find(({ kind }) => kind === 'run-finished')
    const runId = /批次 (\S+)/.exec(run?.lines[0] ?? '')?.[1]
    const report = readFileSync(path.join(home, 'reports', `${runId}.html`), 'utf8')
    const [, found, ...parts] = (
      /网址 (\d+)，取得 (\d+)，受阻 (\d+)，失败 (\d+)，未取 (\d+)/.exec(run?.lines.at(-1) ?? '') ?? []
    ).map(Number)
    expect(report).toContain(runId)
    expect(found).toBeGreaterThanOrEqual(parts.reduce((sum, part) => sum + part, 0))
    expect(new Set(told.map(({ key }) => key)).size).toBe(told.length)
    const status = await runCli(['serve', '--status', '--json', '--home', home])
    expect(JSON.parse(status.stdout)).toMatchObject({ schedule: [{ id: 'often' }] })
  }, 480_000)

  it('leaves a run open when it is stopped in the middle, and ends that very run after the next start', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-resume-'))
    await withMarket(MARKET_PORT + 10, async (origins) => {
      mkdirSync(path.join(folder, 'sites'), { recursive: true })
      const site = parse(readFileSync(path.join(ROOT, 'data/sites/practice-forum.yml'), 'utf8'))
      site.origin = origins.get('practice-forum')
      site.politeness = { ...site.politeness, delayMs: 250, maxPages: 30 }
      writeFileSync(path.join(folder, 'sites', 'practice-forum.yml'), stringify(site))
      const schedule = [{ id: 'once', cron: '*/2 * * * * *', sites: ['practice-forum'], allowPrivate: true }]
      writeFileSync(path.join(folder, 'config.yml'), stringify({ listen: { port: 0 }, schedule }))
      const running = (origin: string) => async () => {
        const { running: run, scanning } = (await (await fetch(`${origin}/health`)).json()) as {
          running: { runId: string } | null
          scanning: string | null
        }
        return scanning === null ? undefined : run?.runId
      }
      let runId = ''
      const first = await serving(folder, async (origin) => {
        runId = await until(running(origin), 60_000)
        await sleep(1500)
      })
      expect(first.code, first.stderr).toBe(EXIT.ok)
      const state = () => JSON.parse(readFileSync(path.join(folder, 'serve', 'schedule.json'), 'utf8'))
      expect(state().running).toMatchObject({ runId })
      await serving(folder, async () => {
        const last = await until(() => state().entries.once?.last, 120_000)
        expect(last).toMatchObject({ runId, status: 'finished' })
      })
      expect(readdirSync(path.join(folder, 'reports'))).toContain(`${runId}.html`)
    })
    rmSync(folder, { recursive: true, force: true })
  }, 480_000)

  it('takes what is pushed and dropped, once, and keeps what it cannot read with the reason', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-push-'))
    writeFileSync(path.join(folder, 'config.yml'), stringify({ listen: { port: 0 } }))
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
    rmSync(folder, { recursive: true, force: true })
  }, 480_000)
})
