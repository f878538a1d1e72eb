import { request } from 'undici'
import { z } from 'zod'
import { DeliveryError } from '../../domain/errors.ts'
import type { DeliveryChannel, Letter } from '../../refer/delivery-channel.ts'
import { signatureOf } from '../../refer/letter-signature.ts'
import { readLimited } from '../http/read-limited.ts'

const TIMEOUT_MS = 60_000
const MAX_ANSWER_BYTES = 64 * 1024

/** What a receiver says: which letter it has, and that it has all of it. */
const Acknowledgement = z.object({ id: z.string(), sha256: z.string() })

export interface HttpsOptions {
  readonly url: string
  readonly secret: string
  readonly now: () => Date
}

/**
 * POST of the zip, signed as Standard Webhooks does (webhook-id, webhook-timestamp, webhook-signature: HMAC-SHA256 over
 * `id.timestamp.body`). The id is the idempotency key. It counts as received when the answer is 2xx and repeats id and SHA-256.
 */
export class HttpsChannel implements DeliveryChannel {
  readonly #options: HttpsOptions

  constructor(options: HttpsOptions) {
    this.#options = options
  }

  async send({ delivery, fileName, bytes }: Letter, signal: AbortSignal): Promise<string> {
    const { url, secret, now } = this.#options
    const timestamp = String(Math.floor(now().getTime() / 1000))
    const answer = await post(url, {
      body: bytes,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
        'webhook-id': delivery.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatureOf({ id: delivery.id, timestamp, bytes, secret }),
      },
    })
    if (answer.status < 200 || answer.status > 299) throw new DeliveryError(`接收方答复 ${answer.status}`)
    const said = Acknowledgement.safeParse(answer.body)
    if (!said.success) throw new DeliveryError('接收方没有确认收到：答复中没有编号和散列值')
    if (said.data.id !== delivery.id || said.data.sha256 !== delivery.sha256)
      throw new DeliveryError('接收方确认的不是这一件：编号或散列值不符')
    return `接收方确认收到（${answer.status}）`
  }
}

async function post(
  url: string,
  { body, headers, signal }: { body: Uint8Array; headers: Record<string, string>; signal: AbortSignal },
): Promise<{ status: number; body: unknown }> {
  try {
    const response = await request(url, { method: 'POST', body, headers, signal })
    return { status: response.statusCode, body: parse(await textOf(response.body)) }
  } catch (cause) {
    throw new DeliveryError(
      `不能送达 ${new URL(url).host}：${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const bytes = await readLimited(body, MAX_ANSWER_BYTES)
  if (bytes === undefined) throw new DeliveryError('接收方的答复过长')
  return bytes.toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
