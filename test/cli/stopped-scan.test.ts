import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { GatedSite } from '../support/gated-site.ts'
import { runCli } from '../support/run-cli.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

async function aHomeWith(titles: readonly string[], lane: 'http' | 'browser') {
  const home = mkdtempSync(path.join(tmpdir(), 'qingshao-stopped-'))
  closers.push(() => rmSync(home, { recursive: true, force: true }))
  const site = new GatedSite(titles)
  await site.open()
  closers.push(() => site.close())
  site.writeInto(home, 'small', lane)
  const run = (...args: string[]) => runCli([...args, '--home', home])
  return { home, site, run, json: async (...args: string[]) => JSON.parse((await run(...args)).stdout) }
}

/** SIGTERM as soon as the site holds back an answer. Gives the milliseconds from then to the end. */
async function scanAndStop(home: string, held: Promise<void>) {
  let kill = (_: NodeJS.Signals) => {}
  const begun = Promise.withResolvers<void>()
  const ended = runCli(['scan', '--site', 'small', '--allow-private', '--json', '--home', home], {
    env: { QINGSHAO_LOG_LEVEL: 'info' },
    onStderr: (_, given) => {
      kill = given
      begun.resolve()
    },
  })
  await Promise.all([held, begun.promise])
  const stoppedAt = performance.now()
  kill('SIGTERM')
  const result = await ended
  return { ...result, ms: Math.round(performance.now() - stoppedAt) }
}

const TITLES = Array.from({ length: 8 }, (_, index) => `登山鞋 ${index + 1} 码`)

describe('a scan that is told to stop', () => {
  it.each(['http', 'browser'] as const)(
    'by way of %s: ends cleanly with numbers that add up, and is gone on with',
    async (lane) => {
      const { home, site, run, json } = await aHomeWith(TITLES, lane)
      const stopped = await scanAndStop(home, site.holdAfter(3))
      console.log(`${lane}: ${stopped.ms} ms from SIGTERM to the end`)
      expect(stopped.code, stopped.stderr).toBe(EXIT.interrupted)
      const { runId } = JSON.parse(stopped.stdout)
      const before = await json('runs', '--json')
      expect(before).toMatchObject({
        runId,
        purpose: 'scan',
        campaign: null,
        status: 'stopped',
        addsUp: true,
      })
      expect(before.urls).toMatchObject({ found: 9, fetched: 4, pending: 5 })
      expect(before.unseen).toBe(5)
      const shown = (await run('runs', 'show', runId)).stdout
      expect(shown).toContain('发现网址 9 个，没有看到 5 个：还没来得及取 5 个')

      site.release()
      const answered = site.asked.filter((url) => url.startsWith('/item/')).slice(0, 3)
      const asked = site.asked.length
      const resumed = await run('scan', '--resume', '--site', 'small', '--allow-private', '--json')
      expect(resumed.code, resumed.stderr).toBe(EXIT.ok)
      expect(JSON.parse(resumed.stdout)).toMatchObject({ runId, status: 'finished', listings: 8 })
      // What was recorded is not asked for again.
      expect(site.asked.slice(asked).filter((url) => answered.includes(url))).toEqual([])
      const after = await json('runs', 'show', runId, '--json')
      expect(after).toMatchObject({
        runId,
        status: 'finished',
        addsUp: true,
        unseen: 0,
        listings: 8,
        leads: [],
      })
      expect(after.urls).toMatchObject({ found: 9, fetched: 9, pending: 0 })
      expect(after.html).toContain(runId)
    },
    240_000,
  )

  it('while evidence is taken: seals nothing by halves, and takes it after the next start', async () => {
    const titles = ['非洲象牙手串 一手货源', '非洲象牙牌子 一手货源']
    const { home, site, run, json } = await aHomeWith(titles, 'http')
    // Both items are read; the browser that draws them for the evidence is kept waiting.
    const stopped = await scanAndStop(home, site.holdAfter(2))
    console.log(`evidence: ${stopped.ms} ms from SIGTERM to the end`)
    expect(stopped.code, stopped.stderr).toBe(EXIT.interrupted)
    const { runId } = JSON.parse(stopped.stdout)
    site.release()
    const resumed = await run('scan', '--resume', '--site', 'small', '--allow-private', '--json')
    expect(resumed.code, resumed.stderr).toBe(EXIT.ok)
    const after = await json('runs', 'show', runId, '--json')
    expect(after).toMatchObject({ runId, status: 'finished', flagged: 2, addsUp: true })
    expect(after.leads).toHaveLength(2)
    for (const id of after.leads) {
      const { evidence } = await json('leads', 'show', id, '--json')
      expect((await run('verify', evidence.path)).code).toBe(EXIT.ok)
    }
  }, 240_000)
})

describe('runs', () => {
  it('says that there is none, and refuses one it does not know', async () => {
    const { run } = await aHomeWith([], 'http')
    expect((await run('runs')).stdout).toContain('还没有批次')
    expect((await run('runs', 'show', 'R0')).code).toBe(EXIT.input)
    expect((await run('runs', '--limit', '0')).code).toBe(EXIT.input)
  })
})
