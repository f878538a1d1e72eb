import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import type { Random } from '../../src/crawl/seeded-random.ts'
import { Referral } from '../../src/domain/referral.ts'
import { aLead, aListing } from './builders.ts'

const CHILD = path.join(import.meta.dirname, 'dispatch-child.ts')
const AT = '2026-11-28T01:00:00.000Z'

export interface KillDispatchOptions {
  readonly folder: string
  /** Letters that are approved; half as many more are drafts and must never go out. */
  readonly letters: number
  readonly kills: number
  readonly random: Random
}

export interface KillDispatchResult {
  readonly kills: number
  /** How often the receiver got a letter, copies counted. */
  readonly received: number
  readonly copies: number
  readonly problems: readonly string[]
}

/** A receiver that loses letters and acknowledgements, a sender that is killed at any moment: each approved letter arrives, under one key. */
export async function killDispatch(options: KillDispatchOptions): Promise<KillDispatchResult> {
  const { folder, kills, random } = options
  const approved = await prepare(options)
  const inbox = new Map<string, string[]>()
  const server = createServer((request, response) => void receive(request, response, inbox, random))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const start = (life: number) =>
    spawn(process.execPath, [CHILD, folder, `http://127.0.0.1:${port}/`, String(life * 86_400_000)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  let life = 0
  for (; life < kills; life += 1) await killWithin(start(life), 5 + random() * 250)
  const last = start(life)
  const [code] = await once(last, 'exit')
  server.close()
  const received = [...inbox.values()].reduce((total, copies) => total + copies.length, 0)
  const problems = await problemsOf(folder, approved, inbox)
  if (code !== 0) problems.push(`the last process ended with ${code}`)
  return { kills, received, copies: received - inbox.size, problems }
}

async function prepare({ folder, letters }: KillDispatchOptions): Promise<string[]> {
  const cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
  const ids: string[] = []
  for (let index = 0; index < letters * 1.5; index += 1) {
    const id = `R${String(index).padStart(12, '0')}`
    const isApproved = index < letters
    const leadId = `L${String(index).padStart(12, '0')}`
    await cases.saveLead(aLead({ id: leadId, listing: aListing({ id: `a:${index}` }) }))
    const lead = ['confirm', 'pass-second-review'].map((event) => ({
      event,
      by: event,
      at: AT,
      reason: '图文一致',
    }))
    const letter = ['submit', ...(isApproved ? ['approve'] : [])].map((event) => ({
      event,
      by: '乙',
      at: AT,
    }))
    const state = isApproved ? 'approved' : 'submitted'
    const referral = Referral.parse({
      id,
      kind: 'lead-transfer',
      agency: 'forestry',
      createdBy: '甲',
      createdAt: AT,
      leadIds: [leadId],
    })
    await cases.log.append(
      [
        { stream: { kind: 'lead', id: leadId }, seen: 0, events: lead, state: 'ready' },
        { stream: { kind: 'referral', id }, seen: 0, events: letter, state },
      ],
      { referral },
    )
    if (isApproved) ids.push(id)
  }
  await cases.close()
  return ids
}

/** From the moment it works, not from its start: otherwise most would die while loading. */
async function killWithin(child: ChildProcess, ms: number): Promise<void> {
  const exited = once(child, 'exit')
  await Promise.race([once(child.stdout ?? child, 'data'), exited])
  await Promise.race([sleep(ms), exited])
  child.kill('SIGKILL')
  await exited
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  inbox: Map<string, string[]>,
  random: Random,
): Promise<void> {
  const fault = random()
  if (fault < 0.15) return void request.destroy()
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    return
  }
  const id = String(request.headers['webhook-id'])
  const sha256 = createHash('sha256').update(Buffer.concat(chunks)).digest('hex')
  if (fault < 0.25) return void response.writeHead(503).end()
  inbox.set(id, [...(inbox.get(id) ?? []), sha256])
  await sleep(random() * 40)
  // It has the letter, and the sender does not learn of it.
  if (fault < 0.5) return void response.destroy()
  response.writeHead(200).end(JSON.stringify({ id, sha256 }))
}

async function problemsOf(
  folder: string,
  approved: readonly string[],
  inbox: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const expected = approved.map((id) => `${id}-2`)
  const missing = expected.filter((id) => !inbox.has(id)).map((id) => `${id} never arrived`)
  const early = [...inbox.keys()].filter((id) => !expected.includes(id)).map((id) => `${id} was not approved`)
  const torn = [...inbox]
    .filter(([, copies]) => new Set(copies).size > 1)
    .map(([id]) => `${id} came with different bytes`)
  return [...missing, ...early, ...torn, ...(await recordProblems(folder, approved))]
}

/** Outbox empty, every approved letter and its lead on record as sent, no other. */
async function recordProblems(folder: string, approved: readonly string[]): Promise<string[]> {
  const cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
  const sent = (await cases.log.listReferrals({ state: 'sent' })).map(({ referral }) => referral.id)
  const referred = await cases.listLeads({ state: 'referred' })
  const deliveries = await cases.log.listDeliveries()
  await cases.close()
  const open = deliveries
    .filter(({ state }) => state !== 'acknowledged')
    .map(({ id, state }) => `${id} is ${state}`)
  const isSame = JSON.stringify(sent.toSorted()) === JSON.stringify([...approved].sort())
  return [
    ...open,
    ...(isSame ? [] : [`sent: ${sent.join(' ')}`]),
    ...(referred.length === approved.length ? [] : [`${referred.length} leads are referred`]),
  ]
}
