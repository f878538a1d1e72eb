import { argon2Sync, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { SessionError } from '../../domain/errors.ts'

const Base64 = z.base64()
/** RFC 9106, second recommended option: 64 MiB, three passes. */
const ARGON2 = { memory: 65_536, passes: 3, parallelism: 4 } as const

const Kdf = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('key-file') }),
  z.strictObject({
    kind: z.literal('argon2id'),
    salt: Base64,
    // Bounds: a file that somebody altered must not make us take all memory.
    memory: z.int().min(8192).max(1_048_576),
    passes: z.int().min(1).max(16),
    parallelism: z.int().min(1).max(16),
  }),
])
type Kdf = z.infer<typeof Kdf>

const SealedSession = z.strictObject({
  format: z.literal('qingshao-session'),
  version: z.literal(1),
  siteId: z.string(),
  kdf: Kdf,
  iv: Base64,
  tag: Base64,
  sealed: Base64,
})

export type SessionSecret =
  | { readonly kind: 'key-file'; readonly key: Uint8Array }
  | { readonly kind: 'passphrase'; readonly passphrase: string }

/** AES-256-GCM. Everything around the ciphertext is authenticated with it: it cannot be given to another site. */
export function sealSession(siteId: string, plain: string, secret: SessionSecret): string {
  const kdf: Kdf =
    secret.kind === 'key-file'
      ? { kind: 'key-file' }
      : { kind: 'argon2id', salt: randomBytes(16).toString('base64'), ...ARGON2 }
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, kdf), iv)
  cipher.setAAD(headerOf(siteId, kdf))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return JSON.stringify({
    format: 'qingshao-session',
    version: 1,
    siteId,
    kdf,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  })
}

/** @throws {SessionError} altered, of another site, or sealed with another key. */
export function openSession(siteId: string, text: string, secret: SessionSecret): string {
  const { kdf, iv, tag, sealed, siteId: named } = parseSealed(siteId, text)
  if (named !== siteId) throw new SessionError(`站点 ${siteId} 的会话文件属于 ${named}`)
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, kdf), Buffer.from(iv, 'base64'), {
      authTagLength: 16,
    })
    decipher.setAAD(headerOf(siteId, kdf))
    decipher.setAuthTag(Buffer.from(tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]).toString('utf8')
  } catch (error) {
    if (error instanceof SessionError) throw error
    throw new SessionError(`站点 ${siteId} 的会话打不开：密钥不符或文件被改动，请重新登录`, { cause: error })
  }
}

function parseSealed(siteId: string, text: string): z.infer<typeof SealedSession> {
  try {
    return SealedSession.parse(JSON.parse(text))
  } catch (error) {
    throw new SessionError(`站点 ${siteId} 的会话文件格式不对，请重新登录`, { cause: error })
  }
}

function keyOf(secret: SessionSecret, kdf: Kdf): Buffer {
  if (secret.kind === 'key-file' && kdf.kind === 'key-file') return Buffer.from(secret.key)
  if (secret.kind !== 'passphrase' || kdf.kind !== 'argon2id')
    throw new SessionError(
      kdf.kind === 'argon2id'
        ? '会话以口令加密：设置环境变量 QINGSHAO_SESSION_PASSPHRASE'
        : '会话以密钥文件加密：取消环境变量 QINGSHAO_SESSION_PASSPHRASE',
    )
  const { memory, passes, parallelism, salt } = kdf
  return argon2Sync('argon2id', {
    message: Buffer.from(secret.passphrase.normalize('NFC')),
    nonce: Buffer.from(salt, 'base64'),
    tagLength: 32,
    memory,
    passes,
    parallelism,
  })
}

function headerOf(siteId: string, kdf: Kdf): Buffer {
  return Buffer.from(JSON.stringify(['qingshao-session', 1, siteId, kdf]))
}
