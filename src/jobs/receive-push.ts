import { createHash, timingSafeEqual } from 'node:crypto'
import type { IntakeSource } from '../domain/intake-source.ts'
import { parseJsonLines } from '../extract/parse-feed.ts'

/** The limits of one push; a platform with more sends several. */
export const PUSH_LIMITS = { bytes: 10_000_000, lines: 50_000, namedRejects: 100 }

export interface Push {
  readonly sourceId: string
  readonly token: string | undefined
  /** Given by the sender, so that a push sent again is the same push. */
  readonly key: string | undefined
  readonly body: Uint8Array
}

export interface PushAnswer {
  readonly status: 202 | 400 | 401 | 413 | 422
  readonly body: Readonly<Record<string, unknown>>
}

export interface PushPorts {
  findSource(id: string): IntakeSource | undefined
  readReceipt(id: string): PushReceipt | undefined
  /** @throws {StorageError} */
  saveReceipt(id: string, receipt: PushReceipt): Promise<void>
  /** Lays the push into the source's drop folder: on the disk when it resolves. @throws {StorageError} */
  keep(sourceId: string, name: string, body: Uint8Array): Promise<void>
}

export interface PushReceipt {
  readonly bodySha256: string
  readonly answer: PushAnswer['body']
}

/**
 * Checks a push, keeps it, and says what will be made of each line. 202: it is on the disk and will be taken in.
 * The answer to an unknown source and to a wrong token is the same.
 */
export async function receivePush(push: Push, ports: PushPorts): Promise<PushAnswer> {
  const source = ports.findSource(push.sourceId)
  if (!source || !isAllowed(source, push.token)) return { status: 401, body: { error: '来源或令牌不对' } }
  if (push.key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(push.key))
    return { status: 400, body: { error: 'Idempotency-Key 应为 1 至 200 个可见的 ASCII 字符' } }
  const bodySha256 = sha256(push.body)
  const receiptId = sha256(`${source.id}\n${push.key ?? bodySha256}`)
  const known = ports.readReceipt(receiptId)
  if (known) {
    if (known.bodySha256 === bodySha256) return { status: 202, body: { ...known.answer, repeated: true } }
    return { status: 422, body: { error: '这个 Idempotency-Key 已用于另一份内容' } }
  }
  return await takePush(source, { body: push.body, bodySha256, receiptId }, ports)
}

async function takePush(
  source: IntakeSource,
  { body, bodySha256, receiptId }: { body: Uint8Array; bodySha256: string; receiptId: string },
  ports: PushPorts,
): Promise<PushAnswer> {
  const text = decodeUtf8(body)
  if (text === undefined) return { status: 400, body: { error: '内容不是 UTF-8' } }
  const { rows, rejects } = parseJsonLines(text, { mapping: source.columns, platform: source.platform })
  if (rows.length + rejects.length > PUSH_LIMITS.lines)
    return { status: 413, body: { error: `一次至多 ${PUSH_LIMITS.lines} 行` } }
  const counts = {
    accepted: rows.length,
    rejected: rejects.length,
    rejects: rejects.slice(0, PUSH_LIMITS.namedRejects),
  }
  if (rows.length === 0) return { status: 422, body: { error: '没有一行可用', ...counts } }
  const answer = { receipt: receiptId.slice(0, 16), ...counts }
  await ports.keep(source.id, `push-${receiptId.slice(0, 16)}.jsonl`, body)
  // After the push itself: a crash in between makes the sender send again, under the same name.
  await ports.saveReceipt(receiptId, { bodySha256, answer })
  return { status: 202, body: answer }
}

/** Compares hashes: how long it takes says nothing about the token. */
function isAllowed({ tokenSha256 }: IntakeSource, token: string | undefined): boolean {
  if (tokenSha256 === undefined || token === undefined) return false
  return timingSafeEqual(Buffer.from(tokenSha256, 'hex'), Buffer.from(sha256(token), 'hex'))
}

function decodeUtf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
