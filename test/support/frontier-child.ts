import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { SqliteFrontier } from '../../src/adapters/sqlite/sqlite-frontier.ts'
import type { FetchRecord } from '../../src/crawl/frontier.ts'
import { systemClock } from '../adapters/http/loopback-server.ts'

/**
 * A worker in a process of its own, over a frontier file that others use as well.
 * `hold`: takes one URL, says so, and finishes it when told to on stdin. `drain`: works until nothing is left.
 */
const [file = '', siteId = '', what = '', leaseMs = '60000'] = process.argv.slice(2)
const frontier = new SqliteFrontier(file, { runId: 'run-1' })
const now = systemClock.now
const say = (text: string) => process.stdout.write(`${text}\n`)
const fetchRecord = (reason: string): FetchRecord => ({
  startedAt: now(),
  lane: 'http',
  robots: { allowed: true, code: 'allowed', reason, crawlDelayMs: undefined },
  status: 200,
})

async function hold(): Promise<void> {
  const taken = await frontier.take(siteId, now(), Number(leaseMs))
  if (taken.kind !== 'lease') throw new Error(`nothing to take: ${taken.kind}`)
  // The lease is committed a moment after it was given.
  await sleep(100)
  say('taken')
  await once(process.stdin, 'data')
  const found = { links: [], fetch: fetchRecord('late') }
  say(String(await frontier.finish(taken.lease, { outcome: 'gone' }, found, now())))
}

async function drain(): Promise<void> {
  let finished = 0
  for (;;) {
    const taken = await frontier.take(siteId, now(), Number(leaseMs))
    if (taken.kind === 'empty') break
    if (taken.kind === 'wait') await sleep(20)
    if (taken.kind !== 'lease') continue
    await sleep(finished % 3)
    const found = { links: [], fetch: fetchRecord(String(process.pid)) }
    if (await frontier.finish(taken.lease, { outcome: 'fetched' }, found, now())) finished += 1
  }
  say(String(finished))
}

await (what === 'hold' ? hold() : drain())
await frontier.close()
process.stdin.destroy()
