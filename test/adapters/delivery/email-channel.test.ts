import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EmailChannel } from '../../../src/adapters/delivery/email-channel.ts'
import { DeliveryError, InputError } from '../../../src/domain/errors.ts'
import type { Letter } from '../../../src/refer/delivery-channel.ts'

let folder: string
let server: SMTPServer
let port: number
const mails: string[] = []
const bytes = Buffer.from('the letter, which nobody reads on the way')

const letter: Letter = {
  fileName: '移送函.zip',
  bytes,
  delivery: {
    id: 'R1-3',
    referralId: 'R1',
    purpose: 'referral',
    channel: 'mail',
    path: '',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    state: 'waiting',
    tries: 0,
    createdAt: '2026-11-28T01:00:00.000Z',
    nextAt: '2026-11-28T01:00:00.000Z',
  },
}

const channel = (certificatePem: string, to = port) =>
  new EmailChannel({
    host: '127.0.0.1',
    port: to,
    secure: false,
    from: 'a@example.cn',
    to: 'b@example.cn',
    certificatePem,
  })

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-mail-'))
  const at = (name: string) => path.join(folder, name)
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=receiver', '-days', '2']
  execFileSync('openssl', [...request, '-keyout', at('key.pem'), '-out', at('cert.pem')], { stdio: 'pipe' })
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'))
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.server.address() as AddressInfo).port
})

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()))
  rmSync(folder, { recursive: true, force: true })
})

describe('EmailChannel', () => {
  it('sends what the receiver alone can open, with openssl', async () => {
    const pem = readFileSync(path.join(folder, 'cert.pem'), 'utf8')
    expect(await channel(pem).send(letter)).toContain('已接受')
    const mail = mails[0] ?? ''
    expect(mail).toContain('Message-ID: <R1-3@example.cn>')
    expect(mail).not.toContain(bytes.toString('base64').slice(0, 20))
    const base64 = mail.split('pkcs7-mime')[1]?.split('\r\n\r\n')[1]?.split('--')[0] ?? ''
    writeFileSync(path.join(folder, 'mail.p7m'), Buffer.from(base64, 'base64'))
    const args = ['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'mail.p7m', '-inkey', 'key.pem']
    expect(execFileSync('openssl', args, { cwd: folder }).equals(bytes)).toBe(true)
  })

  it('says when there is no server, and sends nothing in the clear without a certificate', async () => {
    const pem = readFileSync(path.join(folder, 'cert.pem'), 'utf8')
    await expect(channel(pem, 1).send(letter)).rejects.toThrow(DeliveryError)
    await expect(channel('no certificate').send(letter)).rejects.toThrow(InputError)
    expect(mails).toHaveLength(1)
  })
})
