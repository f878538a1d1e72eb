import { createHmac } from 'node:crypto'
import { request } from 'undici'
import type { Clock } from '../../domain/clock.ts'
import type { Notice } from '../../domain/notice.ts'
import { type NoticeChannel, NotifyError } from '../../jobs/notify.ts'

const TIMEOUT_MS = 10_000

export interface WebhookOptions {
  readonly id: string
  readonly url: string
  readonly secret: string
  readonly clock: Clock
}

/**
 * POSTs a notice as JSON. `X-Qingshao-Signature: sha256=<hex HMAC of "<X-Qingshao-Timestamp>.<body>">`; a receiver that
 * lost our answer sees the same `Idempotency-Key` again.
 */
export class WebhookChannel implements NoticeChannel {
  readonly id: string
  readonly #options: WebhookOptions

  constructor(options: WebhookOptions) {
    this.id = `webhook:${options.id}`
    this.#options = options
  }

  async send(notice: Notice, signal: AbortSignal): Promise<void> {
    const { url, secret, clock } = this.#options
    const body = JSON.stringify(notice)
    const timestamp = clock.now()
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    const status = await this.#post(url, {
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': notice.key,
        'x-qingshao-timestamp': timestamp,
        'x-qingshao-signature': `sha256=${signature}`,
      },
    })
    if (status < 200 || status > 299) throw new NotifyError(`${this.id} 答复 ${status}`)
  }

  async #post(
    url: string,
    options: { body: string; signal: AbortSignal; headers: Record<string, string> },
  ): Promise<number> {
    try {
      const { statusCode, body } = await request(url, { method: 'POST', ...options })
      await body.dump()
      return statusCode
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new NotifyError(`${this.id} 没有送达（${reason}）`, { cause: error })
    }
  }
}
