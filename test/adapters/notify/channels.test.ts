import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { MailChannel } from '../../../src/adapters/notify/mail-channel.ts'
import { WebhookChannel } from '../../../src/adapters/notify/webhook-channel.ts'
import { SqliteOutbox } from '../../../src/adapters/sqlite/sqlite-outbox.ts'
import { Notice } from '../../../src/domain/notice.ts'
import { deliverNotices } from '../../../src/jobs/notify.ts'

const SECRET = 'a secret for the test only'
const never = new AbortController().signal
const aNotice = (key: string) =>
  Notice.parse({
    key,
    kind: 'run-finished',
    title: '清哨：完成',
    lines: ['批次 R1'],
    at: '2026-11-28T00:00:00.000Z',
  })

class MovedClock {
  ms = Date.parse('2026-11-28T00:00:00Z')
  now = () => new Date(this.ms).toISOString()
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function anOutbox() {
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-outbox-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  const open = () => {
    const outbox = new SqliteOutbox(path.join(folder, 'outbox.db'))
    closers.push(() => outbox.close())
    return outbox
  }
  return open
}

/** Answers by turns; `drop` reads the whole request and hangs up without a word. */
async function aHook(answers: readonly (number | 'drop')[]) {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const answer = answers[seen.length] ?? 200
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      if (answer === 'drop') request.socket.destroy()
      else response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen }
}

describe('WebhookChannel with the outbox', () => {
  it('signs, and sends again under the same key what was not acknowledged, also after a restart', async () => {
    const clock = new MovedClock()
    const { url, seen } = await aHook(['drop', 503, 200])
    const open = anOutbox()
    const channels = [new WebhookChannel({ id: 'duty', url, secret: SECRET, clock })]
    await open().enqueue(aNotice('run:a'), ['webhook:duty'])
    for (let turn = 0; turn < 6; turn += 1) {
      // Each turn is a new process: only the file remembers.
      const outbox = open()
      await outbox.enqueue(aNotice('run:a'), ['webhook:duty'])
      await deliverNotices({ outbox, channels, clock }, never)
      clock.ms += 60_000
    }
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['run:a', 'run:a', 'run:a'])
    const { headers, body } = seen[2] as (typeof seen)[number]
    const signed = createHmac('sha256', SECRET)
      .update(`${headers['x-qingshao-timestamp']}.${body}`)
      .digest('hex')
    expect(headers['x-qingshao-signature']).toBe(`sha256=${signed}`)
    expect(await open().counts()).toEqual({ waiting: 0, sent: 1, givenUp: 0, lastError: undefined })
  })

  it('waits longer each time, and gives up after days, not before', async () => {
    const clock = new MovedClock()
    const { url, seen } = await aHook(Array(1000).fill(500))
    const outbox = anOutbox()()
    const channels = [new WebhookChannel({ id: 'duty', url, secret: SECRET, clock })]
    await outbox.enqueue(aNotice('run:a'), ['webhook:duty'])
    for (let minute = 0; minute < 60; minute += 1, clock.ms += 60_000)
      await deliverNotices({ outbox, channels, clock }, never)
    expect(seen.length).toBeGreaterThan(4)
    expect(seen.length).toBeLessThan(15)
    expect((await outbox.counts()).waiting).toBe(1)
    clock.ms += 5 * 86_400_000
    await deliverNotices({ outbox, channels, clock }, never)
    expect(await outbox.counts()).toMatchObject({
      waiting: 0,
      givenUp: 1,
      lastError: 'webhook:duty 答复 500',
    })
  })
})

describe('MailChannel', () => {
  it('mails through a real server, once for a key, and after an outage', async () => {
    const clock = new MovedClock()
    const mails: string[] = []
    const start = (port: number) =>
      new Promise<SMTPServer>((resolve) => {
        const server = new SMTPServer({
          authOptional: true,
          disabledCommands: ['STARTTLS'],
          onData: (stream, _, done) => {
            const chunks: Buffer[] = []
            stream.on('data', (chunk: Buffer) => chunks.push(chunk))
            stream.on('end', () => {
              mails.push(Buffer.concat(chunks).toString())
              done()
            })
          },
        })
        server.listen(port, '127.0.0.1', () => resolve(server))
      })
    const first = await start(0)
    const { port } = first.server.address() as AddressInfo
    await new Promise<void>((resolve) => first.close(() => resolve()))
    const mail = new MailChannel({
      host: '127.0.0.1',
      port,
      secure: false,
      from: '清哨 <monitor@unit.example>',
      to: ['duty@unit.example'],
    })
    const outbox = anOutbox()()
    await outbox.enqueue(aNotice('run:a'), ['mail'])
    expect(await deliverNotices({ outbox, channels: [mail], clock }, never)).toBe(0)
    const again = await start(port)
    closers.push(() => new Promise<void>((resolve) => again.close(() => resolve())))
    clock.ms += 60_000
    expect(await deliverNotices({ outbox, channels: [mail], clock }, never)).toBe(1)
    clock.ms += 60_000
    await outbox.enqueue(aNotice('run:a'), ['mail'])
    expect(await deliverNotices({ outbox, channels: [mail], clock }, never)).toBe(0)
    expect(mails).toHaveLength(1)
    expect(mails[0]).toMatch(/Message-ID: <[0-9a-f]{32}@unit\.example>/i)
  })
})
