import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { SqliteFrontier } from '../../../src/adapters/sqlite/sqlite-frontier.ts'
import { systemClock } from '../http/loopback-server.ts'

const SITE = 'shop'
const CHILD = path.resolve(import.meta.dirname, '../../support/frontier-child.ts')
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-processes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Worker {
  readonly child: ChildProcessWithoutNullStreams
  nextLine(): Promise<string>
  ended(): Promise<number | null>
}

function startWorker(file: string, ...args: string[]): Worker {
  const child = spawn(process.execPath, [CHILD, file, SITE, ...args])
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    nextLine: async () => {
      const { value, done } = await lines.next()
      if (done) throw new Error(`the worker ended with ${await ended}: ${errors}`)
      return value
    },
    ended: () => ended,
  }
}

async function fill(file: string, urls: number): Promise<SqliteFrontier> {
  const frontier = new SqliteFrontier(file, { runId: 'run-1' })
  const all = Array.from({ length: urls }, (_, number) => {
    const url = `https://shop.example/${number}`
    return { url, key: url, kind: 'listing' as const }
  })
  await frontier.add(SITE, all, systemClock.now())
  return frontier
}

function results(file: string): { url: string; worker: string; outcome: string }[] {
  const db = new Sqlite(file, { readonly: true })
  const rows = db.prepare("SELECT url, robots ->> 'reason' AS worker, outcome FROM fetch ORDER BY id").all()
  db.close()
  return rows as { url: string; worker: string; outcome: string }[]
}

describe('a frontier that several processes use', () => {
  it('gives a stopped process’s URL to another, and the stopped one changes nothing when it goes on', async ({
    skip,
  }) => {
    if (process.platform === 'win32') skip('needs SIGSTOP')
    const file = path.join(folder, 'stopped.db')
    const frontier = await fill(file, 1)
    const stopped = startWorker(file, 'hold', '500')
    expect(await stopped.nextLine()).toBe('taken')
    stopped.child.kill('SIGSTOP')
    expect((await frontier.take(SITE, systemClock.now(), 60_000)).kind).toBe('wait')
    await sleep(600)

    const heir = await frontier.take(SITE, systemClock.now(), 60_000)
    if (heir.kind !== 'lease') throw new Error(`expected the stopped process's URL, got ${heir.kind}`)
    expect(heir.lease.attempts).toBe(2)
    const robots = { allowed: true, code: 'allowed', reason: 'heir', crawlDelayMs: undefined } as const
    const fetch = { startedAt: systemClock.now(), lane: 'http', robots } as const
    expect(
      await frontier.finish(heir.lease, { outcome: 'fetched' }, { links: [], fetch }, systemClock.now()),
    ).toBe(true)

    stopped.child.kill('SIGCONT')
    stopped.child.stdin.write('finish\n')
    expect(await stopped.nextLine()).toBe('false')
    expect(await stopped.ended()).toBe(0)
    expect(await frontier.counts(SITE)).toMatchObject({ found: 1, fetched: 1, gone: 0, pending: 0 })
    expect(results(file).map(({ worker, outcome }) => [worker, outcome])).toEqual([
      ['heir', 'fetched'],
      ['late', 'retry'],
    ])
    await frontier.close()
  })

  it('lets two processes share the work, each URL finished once', async () => {
    const file = path.join(folder, 'shared.db')
    const urls = 400
    const frontier = await fill(file, urls)
    const workers = [startWorker(file, 'drain'), startWorker(file, 'drain')]
    const finished = await Promise.all(workers.map(async (worker) => Number(await worker.nextLine())))
    for (const worker of workers) expect(await worker.ended()).toBe(0)
    expect(finished.reduce((a, b) => a + b, 0)).toBe(urls)
    expect(new Set(results(file).map(({ url }) => url)).size).toBe(urls)
    expect(results(file)).toHaveLength(urls)
    expect(await frontier.counts(SITE)).toMatchObject({ found: urls, fetched: urls, pending: 0 })
    await frontier.close()
  })
})
