import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface CertificateOrder {
  /** DNS names and IPv4 addresses the certificate is for. */
  readonly names: readonly string[]
  readonly notBefore?: Date
  readonly notAfter?: Date
}

const DAY_MS = 86_400_000

/** An authority of the tests' own: made anew each time, so that no key lies in the repository and nothing runs out. */
export class TestAuthority {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #name = `Test authority ${randomBytes(4).toString('hex')}`
  readonly cert: string

  constructor() {
    this.cert = pem(
      this.#sign({ subject: this.#name, key: this.#keys.publicKey, extensions: [basicConstraints(true)] }),
    )
  }

  issue({ names, notBefore, notAfter }: CertificateOrder): Certificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const extensions = [basicConstraints(false), alternativeNames(names)]
    const subject = names[0] ?? 'nobody'
    const der = this.#sign({ subject, key: publicKey, extensions, notBefore, notAfter })
    return { cert: pem(der), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  }

  /** RFC 5280, as little of it as TLS clients ask for. */
  #sign(content: {
    subject: string
    key: KeyObject
    extensions: Buffer[]
    notBefore?: Date | undefined
    notAfter?: Date | undefined
  }): Buffer {
    const from = content.notBefore ?? new Date(Date.now() - DAY_MS)
    const until = content.notAfter ?? new Date(Date.now() + 30 * DAY_MS)
    const algorithm = sequence(oid('2a8648ce3d040302'))
    const body = sequence(
      tag(0xa0, tag(0x02, Buffer.from([2]))),
      tag(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      algorithm,
      commonName(this.#name),
      sequence(time(from), time(until)),
      commonName(content.subject),
      content.key.export({ type: 'spki', format: 'der' }),
      tag(0xa3, sequence(...content.extensions)),
    )
    const signature = createSign('sha256').update(body).sign(this.#keys.privateKey)
    return sequence(body, algorithm, tag(0x03, Buffer.concat([Buffer.from([0]), signature])))
  }
}

function basicConstraints(isAuthority: boolean): Buffer {
  const value = sequence(...(isAuthority ? [tag(0x01, Buffer.from([0xff]))] : []))
  return sequence(oid('551d13'), tag(0x01, Buffer.from([0xff])), tag(0x04, value))
}

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) =>
    /^[\d.]+$/.test(name)
      ? tag(0x87, Buffer.from(name.split('.').map(Number)))
      : tag(0x82, Buffer.from(name)),
  )
  return sequence(oid('551d11'), tag(0x04, sequence(...entries)))
}

function commonName(name: string): Buffer {
  return sequence(tag(0x31, sequence(oid('550403'), tag(0x0c, Buffer.from(name)))))
}

function time(date: Date): Buffer {
  return tag(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))
}

function oid(hex: string): Buffer {
  return tag(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts))
}

/** DER: tag, length, content. */
function tag(number: number, content: Buffer): Buffer {
  const { length } = content
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([number, ...(length < 0x80 ? [length] : long)]), content])
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
