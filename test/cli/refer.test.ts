import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipTree } from '../../src/adapters/evidence/zip-tree.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { signatureOf } from '../../src/refer/letter-signature.ts'
import { makeDue } from '../support/make-due.ts'
import { runCli } from '../support/run-cli.ts'

let home: string
let server: Server
/** What the receiver got, by key: a second copy of the same is one. */
const received = new Map<string, { sha256: string; copies: number; hasValidSignature: boolean }>()
let answer: 'acknowledge' | 'drop' | 'refuse' = 'acknowledge'
const SECRET = 'shared by both sides'

const run = async (...args: string[]) => await runCli([...args, '--home', home])
const json = async (...args: string[]) => {
  const { stdout, stderr, code } = await run(...args, '--json')
  expect(code, stderr).toBe(EXIT.ok)
  return stdout.trim() === ''
    ? []
    : stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
}

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'qingshao-refer-'))
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const id = String(request.headers['webhook-id'])
      const timestamp = String(request.headers['webhook-timestamp'])
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const hasValidSignature =
        request.headers['webhook-signature'] === signatureOf({ id, timestamp, bytes, secret: SECRET })
      if (answer === 'refuse') return response.writeHead(503).end()
      received.set(id, { sha256, copies: (received.get(id)?.copies ?? 0) + 1, hasValidSignature })
      // The letter is there, and the word that it is gets lost.
      if (answer === 'drop') return response.destroy()
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ id, sha256 }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  mkdirSync(home, { recursive: true })
  writeFileSync(path.join(home, 'secret'), `${SECRET}\n`)
  writeFileSync(
    path.join(home, 'config.yml'),
    `unit: {name: 某某市网络监测中心, abbreviation: 青监移, contact: 值班室, phone: 000-00000000}
channels:
  - {name: police, driver: https, agency: public-security, url: 'http://127.0.0.1:${port}/in', secretFile: secret}
`,
  )
  const feed = path.join(home, 'feed.jsonl')
  const rows = [
    {
      id: '1',
      title: '出穿山甲片 五斤 懂的来 加微',
      body: '野生的，无证，包邮',
      price: '3000',
      url: 'https://a.test/1',
    },
    {
      id: '2',
      title: '出穿山甲片 十斤 懂的来 加微',
      body: '野生的，无证，包邮',
      price: '6000',
      url: 'https://a.test/2',
    },
  ].map((row) => JSON.stringify({ ...row, platform: 'secondhand', seller: '山货老板' }))
  writeFileSync(feed, `${rows.join('\n')}\n`)
  expect(await run('import', feed, '--source', 'hotline', '--origin', 'complaint')).toMatchObject({
    code: EXIT.ok,
  })
}, 120_000)

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(home, { recursive: true, force: true })
})

describe('refer', () => {
  let leads: string[]
  let referral: string

  it('refuses what nobody has confirmed, and what a second person has not seen', async () => {
    leads = (await json('leads', 'list')).map(({ id }) => id)
    expect(leads).toHaveLength(2)
    const early = await run('refer', 'draft', ...leads, '--agency', 'forestry', '--by', '甲')
    expect(early).toMatchObject({ code: EXIT.refused, stderr: expect.stringContaining('还没有由人确认') })
    await json('leads', 'confirm', ...leads, '--by', '甲', '--reason', '图文一致')
    const unseen = await run('refer', 'draft', ...leads, '--agency', 'forestry', '--by', '甲')
    expect(unseen).toMatchObject({ code: EXIT.refused, stderr: expect.stringContaining('另一人复核') })
    expect((await run('leads', 'pass-review', ...leads, '--by', '甲')).stderr).toContain('复核人不能是确认人')
    await json('leads', 'pass-review', ...leads, '--by', '乙')
  }, 60_000)

  it('drafts, submits and approves by different people, then delivers a letter that verifies', async () => {
    const [draft] = await json('refer', 'draft', ...leads, '--agency', 'forestry', '--by', '甲')
    referral = draft.referral.id
    expect(draft).toMatchObject({ state: 'draft', referral: { kind: 'lead-transfer', leadIds: leads } })
    expect(await json('refer', 'send')).toMatchObject([{ delivered: [], waiting: 0 }])

    await json('refer', 'submit', referral, '--by', '甲')
    expect((await run('refer', 'approve', referral, '--by', '甲')).stderr).toContain('审批人不能是起草人')
    const [approved] = await json('refer', 'approve', referral, '--by', '丙')
    const year = Number(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4))
    expect(approved).toMatchObject({ state: 'approved', number: { year, number: 1 } })
    expect(await json('refer', 'send')).toMatchObject([
      { delivered: [`${referral}-2`], failed: [], waiting: 0 },
    ])
    const folder = path.join(home, 'sent', 'forestry')
    const [file = ''] = readdirSync(folder)
    const report = (await json('verify', path.join(folder, file)))[0]
    expect(report).toMatchObject({ ok: true, kind: 'referral' })
    expect(report.evidenceIds).toHaveLength(2)
    expect((await json('leads', 'show', leads[0] ?? ''))[0]).toMatchObject({ state: 'referred' })
  }, 60_000)

  it('lets a receiver without a system check it and write a receipt', async () => {
    const [file = ''] = readdirSync(path.join(home, 'sent', 'forestry'))
    const zip = path.join(home, 'sent', 'forestry', file)
    const out = path.join(home, 'answer.json')
    const incomplete = await run('refer', 'receive', zip, '--answer', 'return', '--by', '丁', '--out', out)
    expect(incomplete).toMatchObject({ code: EXIT.input, stderr: expect.stringContaining('回执不完整') })
    const { stdout, code } = await run(
      'refer',
      'receive',
      zip,
      '--answer',
      'accept',
      '--by',
      '丁',
      '--out',
      out,
    )
    expect(code).toBe(EXIT.ok)
    expect(stdout).toContain('青监移〔')
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({
      referralId: referral,
      answer: 'accept',
      by: '丁',
    })
    expect((await run('refer', 'receive', out)).code).toBe(EXIT.input)
  }, 60_000)

  it('names each file of a letter that was changed', async () => {
    const [file = ''] = readdirSync(path.join(home, 'sent', 'forestry'))
    const bytes = readFileSync(path.join(home, 'sent', 'forestry', file))
    const damaged = path.join(home, 'damaged.zip')
    const at = bytes.indexOf('移送函.docx')
    bytes[at + 400] = (bytes[at + 400] ?? 0) ^ 1
    writeFileSync(damaged, bytes)
    const { code, stdout } = await run('verify', damaged)
    expect(code).toBe(EXIT.verifyFailed)
    expect(stdout).toContain('移送函.docx')
  })

  it('puts receipts on record once, and closes the leads with the letter', async () => {
    const outcome = { kind: 'administrative-penalty', finesWan: 2.5, seizures: [{ productsKg: 7 }] }
    const receipt = path.join(home, 'receipt.json')
    writeFileSync(receipt, JSON.stringify({ referralId: referral, answer: 'report', by: '丁', outcome }))
    expect((await run('refer', 'receipt', receipt)).code).toBe(EXIT.refused)
    expect(await json('refer', 'accept', referral, '--by', '丁')).toMatchObject([{ state: 'accepted' }])
    expect(await json('refer', 'receipt', receipt)).toMatchObject([{ state: 'reported', seen: 5 }])
    expect(await json('refer', 'receipt', receipt)).toMatchObject([{ state: 'reported', seen: 5 }])
    const both = { ...outcome, seizures: [{ productsKg: 7, productsPieces: 3 }] }
    writeFileSync(
      receipt,
      JSON.stringify({ referralId: referral, answer: 'report', by: '丁', outcome: both }),
    )
    expect((await run('refer', 'receipt', receipt)).stderr).toContain('不能两者都填')
    expect(await json('refer', 'close', referral, '--by', '甲')).toMatchObject([{ state: 'closed' }])
    expect((await json('leads', 'show', leads[0] ?? ''))[0]).toMatchObject({ state: 'closed' })
  }, 60_000)
})

describe('notices', () => {
  it('writes to a platform and to a body elsewhere, of confirmed leads alone', async () => {
    const notice = path.join(home, 'notice.docx')
    expect((await run('refer', 'notice', '--site', 'hotline', '--out', notice)).stdout).toContain('2 条')
    expect(await docxText(notice)).toContain('https://a.test/1')
    expect((await run('refer', 'notice', '--site', 'nowhere', '--out', notice)).code).toBe(EXIT.input)
    const assist = path.join(home, 'assist.docx')
    const [lead] = await json('leads', 'list')
    expect((await run('refer', 'assist', lead.id, '--to', '某某市林业局', '--out', assist)).code).toBe(
      EXIT.ok,
    )
    expect(await docxText(assist)).toContain('某某市林业局')
    const reply = path.join(home, 'reply.docx')
    expect((await run('refer', 'reply', lead.id, '--out', reply)).code).toBe(EXIT.ok)
    const said = await docxText(reply)
    expect(said).toContain(lead.id)
    for (const secret of ['山货老板', 'a.test', '穿山甲片']) expect(said).not.toContain(secret)
  }, 60_000)
})

describe('refer to the police', () => {
  let referral: string

  it('wants two approvals, and tries again until the receiver says that it has the letter', async () => {
    const feed = path.join(home, 'more.jsonl')
    const row = {
      id: '3',
      title: '出象牙手串 野生 无证 加微',
      body: '两公斤，走私过来的',
      price: '80000',
      url: 'https://a.test/3',
    }
    writeFileSync(feed, `${JSON.stringify({ ...row, platform: 'secondhand', seller: '海外代理' })}\n`)
    await run('import', feed, '--source', 'hotline')
    const [lead] = (await json('leads', 'list', '--state', 'pending')).map(({ id }) => id)
    await json('leads', 'confirm', lead, '--by', '甲', '--reason', '图文一致')
    await json('leads', 'pass-review', lead, '--by', '乙')
    const [draft] = await json('refer', 'draft', lead, '--agency', 'public-security', '--by', '甲')
    referral = draft.referral.id
    expect(draft.referral.kind).toBe('suspected-crime')
    await json('refer', 'submit', referral, '--by', '甲')
    expect(await json('refer', 'approve', referral, '--by', '乙')).toMatchObject([{ state: 'submitted' }])
    expect((await run('refer', 'approve', referral, '--by', '乙')).stderr).toContain(
      '第二审批人不能与第一审批人相同',
    )
    await json('refer', 'approve', referral, '--by', '丙')

    answer = 'refuse'
    expect((await run('refer', 'send')).code).toBe(EXIT.partial)
    expect(await json('refer', 'outbox')).toMatchObject([
      { state: 'waiting', tries: 1, lastError: '接收方答复 503' },
    ])
    // Not due yet: nothing is sent.
    expect(await json('refer', 'send')).toMatchObject([{ delivered: [], failed: [], waiting: 1 }])
  }, 60_000)

  it('is kept waiting with the reason while its channel has no secret', async () => {
    renameSync(path.join(home, 'secret'), path.join(home, 'secret.away'))
    makeDue(home)
    expect((await run('refer', 'send')).code).toBe(EXIT.partial)
    expect(await json('refer', 'outbox')).toMatchObject([
      { state: 'waiting', tries: 2, lastError: expect.stringContaining('密钥') },
    ])
    renameSync(path.join(home, 'secret.away'), path.join(home, 'secret'))
  }, 60_000)

  it('goes out once more under the same key when the acknowledgement was lost', async () => {
    answer = 'drop'
    makeDue(home)
    expect((await run('refer', 'send')).code).toBe(EXIT.partial)
    answer = 'acknowledge'
    makeDue(home)
    expect(await json('refer', 'send')).toMatchObject([{ delivered: [`${referral}-3`], waiting: 0 }])
    expect([...received]).toEqual([
      [`${referral}-3`, { sha256: expect.any(String), copies: 2, hasValidSignature: true }],
    ])
  }, 60_000)

  it('takes a letter back with a note to whoever has it', async () => {
    expect(await json('refer', 'withdraw', referral, '--by', '甲', '--reason', '重复移送')).toMatchObject([
      { state: 'withdrawn' },
    ])
    expect(await json('refer', 'send')).toMatchObject([{ delivered: [`${referral}-5`] }])
    expect([...received.keys()]).toEqual([`${referral}-3`, `${referral}-5`])
    expect((await run('refer', 'accept', referral, '--by', '丁')).code).toBe(EXIT.refused)
  }, 60_000)
})

async function docxText(file: string): Promise<string> {
  const zip = await ZipTree.open(readFileSync(file), file)
  const xml = await zip.read('word/document.xml')
  return Buffer.from(xml ?? new Uint8Array())
    .toString('utf8')
    .replaceAll(/<[^>]+>/g, '')
}
