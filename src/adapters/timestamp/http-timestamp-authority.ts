import { request } from 'undici'
import type { TimestampAuthority } from '../../capture/seal-ports.ts'
import type { ImprintAlgorithm } from '../../capture/timestamp-query.ts'
import { TimestampError } from '../../domain/errors.ts'
import { readLimited } from '../http/read-limited.ts'

export interface HttpTimestampOptions {
  readonly name: string
  readonly url: string
  readonly imprint: ImprintAlgorithm
  readonly certificatesPem: string
  readonly timeoutMs?: number
  /** How long an authority that failed is left alone. */
  readonly restMs?: number
  /** Milliseconds that only grow. */
  readonly elapsed?: () => number
}

/** A capture waits no longer: what is late is retried. */
const TIMEOUT_MS = 5_000
/** One dead authority must not cost every capture of a night its timeout. */
const REST_MS = 60_000
const MAX_RESPONSE_BYTES = 256 * 1024
const MEDIA_TYPES = {
  timestamp: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
  ocsp: { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' },
}

/**
 * RFC 3161 over HTTP. The address is the operator's own setting and may lie in a private network, so that the guard
 * for crawled addresses does not apply; redirects are not followed.
 */
export class HttpTimestampAuthority implements TimestampAuthority {
  readonly name: string
  readonly imprint: ImprintAlgorithm
  readonly certificatesPem: string
  readonly #url: string
  readonly #timeoutMs: number
  readonly #restMs: number
  readonly #elapsed: () => number
  #failedAt: number | undefined
  #statusFailedAt: number | undefined

  constructor({ name, url, imprint, certificatesPem, ...limits }: HttpTimestampOptions) {
    this.name = name
    this.imprint = imprint
    this.certificatesPem = certificatesPem
    this.#url = url
    this.#timeoutMs = limits.timeoutMs ?? TIMEOUT_MS
    this.#restMs = limits.restMs ?? REST_MS
    this.#elapsed = limits.elapsed ?? (() => performance.now())
  }

  async stamp(query: Uint8Array): Promise<Uint8Array> {
    if (this.#rests(this.#failedAt)) throw new TimestampError('刚才没有答复，稍后再试')
    try {
      const answer = await this.#post(query, this.#url, 'timestamp')
      this.#failedAt = undefined
      return answer
    } catch (cause) {
      this.#failedAt = this.#elapsed()
      if (cause instanceof TimestampError) throw cause
      throw new TimestampError(`没有答复（${cause instanceof Error ? cause.message : String(cause)}）`, {
        cause,
      })
    }
  }

  #rests(failedAt: number | undefined): boolean {
    return failedAt !== undefined && this.#elapsed() - failedAt < this.#restMs
  }

  /** The address stands in a certificate that the operator's roots vouch for, as the authority's own does in the settings. */
  async askStatus(responder: string, query: Uint8Array): Promise<Uint8Array> {
    if (this.#rests(this.#statusFailedAt)) throw new TimestampError('刚才没有答复，稍后再试')
    try {
      return await this.#post(query, responder, 'ocsp')
    } catch (cause) {
      this.#statusFailedAt = this.#elapsed()
      throw new TimestampError('证书状态查询没有答复', { cause })
    }
  }

  async #post(query: Uint8Array, url: string, kind: keyof typeof MEDIA_TYPES): Promise<Uint8Array> {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: MEDIA_TYPES[kind],
      body: query,
      signal: AbortSignal.timeout(this.#timeoutMs),
    })
    const answer = await readLimited(body, MAX_RESPONSE_BYTES)
    if (answer === undefined) throw new TimestampError('答复过长')
    if (statusCode !== 200) throw new TimestampError(`答复状态 ${statusCode}`)
    return Uint8Array.from(answer)
  }
}
