import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IntakeServer } from '../../src/adapters/http/intake-server.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { Referral } from '../../src/domain/referral.ts'
import { receiveReceipt } from '../../src/jobs/receive-receipt.ts'
import type { ReferralPorts } from '../../src/jobs/referrals.ts'
import { signatureOf } from '../../src/refer/letter-signature.ts'
import { aLead } from '../support/builders.ts'

const AT = '2026-11-28T01:00:00.000Z'
const NOW = '2026-11-28T02:00:00.000Z'
const STAMP = String(Date.parse(NOW) / 1000)

let folder: string
let cases: SqliteCaseRepository
let server: IntakeServer
let url: string

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-receipt-'))
  cases = new SqliteCaseRepository(path.join(folder, 'case.db'))
  const lead = aLead()
  await cases.saveLead(lead)
  const referral = Referral.parse({
    id: 'R1',
    kind: 'lead-transfer',
    agency: 'forestry',
    createdBy: '甲',
    createdAt: AT,
    leadIds: [lead.id],
  })
  const events = ['submit', 'approve', 'send'].map((event) => ({ event, by: '乙', at: AT }))
  await cases.log.append([{ stream: { kind: 'referral', id: 'R1' }, seen: 0, events, state: 'sent' }], {
    referral,
  })
  const referrals: ReferralPorts = {
    cases,
    clock: { now: () => NOW },
    sender: {},
    readPacket: async () => undefined,
  }
  const secretFor = async (id: string) => (id === 'R1' ? 'secret' : undefined)
  server = new IntakeServer({
    push: async () => ({ status: 400, body: {} }),
    receipt: (receipt) => receiveReceipt(receipt, { referrals, secretFor }),
    health: async () => ({ ok: true }),
    onError: (error) => {
      throw error
    },
  })
  url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/receipts`
})
afterEach(async () => {
  await server.close()
  await cases.close()
  rmSync(folder, { recursive: true, force: true })
})

async function post(receipt: object, { secret = 'secret', timestamp = STAMP } = {}) {
  const bytes = Buffer.from(JSON.stringify(receipt))
  const headers = {
    'webhook-id': 'm1',
    'webhook-timestamp': timestamp,
    'webhook-signature': signatureOf({ id: 'm1', timestamp, bytes, secret }),
  }
  const response = await fetch(url, { method: 'POST', body: bytes, headers })
  return { status: response.status, body: await response.json() }
}

describe('POST /receipts', () => {
  const accept = { referralId: 'R1', answer: 'accept', by: '丁' }

  it('puts a signed answer on record, once', async () => {
    expect(await post(accept)).toEqual({ status: 200, body: { referralId: 'R1', state: 'accepted' } })
    expect(await post(accept)).toEqual({ status: 200, body: { referralId: 'R1', state: 'accepted' } })
    expect(await cases.log.findReferral('R1')).toMatchObject({ state: 'accepted', seen: 4 })
    expect(await post({ ...accept, answer: 'report', outcome: { kind: 'case-filed' } })).toMatchObject({
      status: 200,
    })
    expect(await post({ ...accept, by: '戊' })).toMatchObject({ status: 409 })
  })

  it.each([
    ['another secret', accept, { secret: 'guess' }, 401],
    ['an old signature', accept, { timestamp: String(Number(STAMP) - 301) }, 401],
    ['a time that is none', accept, { timestamp: 'x' }, 401],
    ['a letter that is not there', { ...accept, referralId: 'R2' }, {}, 401],
    ['no receipt', { hello: 1 }, {}, 400],
  ])('refuses %s and records nothing', async (_name, receipt, options, status) => {
    expect(await post(receipt, options)).toMatchObject({ status })
    expect(await cases.log.findReferral('R1')).toMatchObject({ state: 'sent' })
  })
})
