export interface PemBlock {
  /** `CERTIFICATE`, `X509 CRL`, `PUBLIC KEY` … */
  readonly label: string
  readonly der: Uint8Array<ArrayBuffer>
}

/** A chain has a handful of certificates; a revocation list may be long. */
const MAX_PEM_CHARS = 8 * 1024 * 1024
const MAX_BLOCKS = 64
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g

/** @throws {RangeError} with the reason in Chinese. */
export function readPem(text: string): PemBlock[] {
  if (text.length > MAX_PEM_CHARS) throw new RangeError('PEM 文件过大')
  const blocks = [...text.matchAll(BLOCK)].map(([, label = '', body = '']) => ({ label, der: decode(body) }))
  if (blocks.length === 0) throw new RangeError('不是 PEM 文件')
  if (blocks.length > MAX_BLOCKS) throw new RangeError(`PEM 文件中超过 ${MAX_BLOCKS} 段`)
  return blocks
}

export function writePem(label: string, der: Uint8Array): string {
  const text = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''))
  return `-----BEGIN ${label}-----\n${text.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`
}

function decode(body: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(body.replaceAll(/\s/g, '')), (char) => char.charCodeAt(0))
  } catch (cause) {
    throw new RangeError('PEM 内容无法解码', { cause })
  }
}
