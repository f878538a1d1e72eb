import { promisify } from 'node:util'
import {
  brotliDecompress,
  constants,
  gunzip,
  inflate,
  inflateRaw,
  type ZstdOptions,
  zstdDecompress,
} from 'node:zlib'
import { FetchError } from '../../domain/errors.ts'

/** More layers than any server sends; each one multiplies what a bomb can do. */
const MAX_CODINGS = 3
/** No page shrinks to less than a three-hundredth; what unpacks to a little more than that is let be. */
const MAX_RATIO = 300
const MIN_ALLOWED_BYTES = 1_000_000
/** RFC 9659: what a decoder of the web must be ready to keep, and no more. */
const ZSTD_WINDOW_LOG = 23
const gunzipAsync = promisify(gunzip)
const inflateAsync = promisify(inflate)
const inflateRawAsync = promisify(inflateRaw)
const brotliAsync = promisify(brotliDecompress)
const zstdAsync = promisify(zstdDecompress)

export interface Encoded {
  readonly body: Uint8Array
  /** Cut short on purpose: decoded as far as it goes. */
  readonly truncated: boolean
}

/**
 * Undoes the content encoding.
 * @throws {FetchError} `too-large` beyond `maxBytes` or a ratio no page has; `bad-encoding` when the bytes are not what the
 * header says.
 */
export async function decodeBody(
  { body, truncated }: Encoded,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > MAX_CODINGS)
    throw new FetchError('bad-encoding', `${codings.length} content encodings`)

  let decoded = body
  for (const coding of codings.reverse()) {
    decoded = await decodeOne({ body: decoded, truncated }, coding, maxBytes)
  }
  return decoded
}

async function decodeOne(
  { body, truncated }: Encoded,
  coding: string,
  maxBytes: number,
): Promise<Uint8Array> {
  if (body.length === 0) return body
  const most = Math.min(maxBytes, Math.max(MIN_ALLOWED_BYTES, body.length * MAX_RATIO))
  const limits = { maxOutputLength: most }
  // Browsers forgive a missing gzip trailer, and servers count on it; Brotli has no such habit.
  const zlib = { ...limits, finishFlush: constants.Z_SYNC_FLUSH }
  const brotli = truncated ? { ...limits, finishFlush: constants.BROTLI_OPERATION_FLUSH } : limits
  try {
    switch (coding) {
      case 'gzip':
      case 'x-gzip':
        return await gunzipAsync(body, zlib)
      case 'br':
        return await brotliAsync(body, brotli)
      case 'zstd':
        return await zstdAsync(body, zstdOptions(most, truncated))
      case 'deflate':
        return isZlib(body) ? await inflateAsync(body, zlib) : await inflateRawAsync(body, zlib)
      default:
        throw new FetchError('bad-encoding', `unknown content encoding ${coding.slice(0, 40)}`)
    }
  } catch (cause) {
    if (cause instanceof FetchError) throw cause
    if (codeOf(cause) === 'ERR_BUFFER_TOO_LARGE') {
      throw new FetchError('too-large', `the ${coding} body unpacks to more than ${most} bytes`, { cause })
    }
    throw new FetchError('bad-encoding', `the body is not valid ${coding}`, { cause })
  }
}

function zstdOptions(maxOutputLength: number, truncated: boolean): ZstdOptions {
  return {
    maxOutputLength,
    params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
    ...(truncated && { finishFlush: constants.ZSTD_e_flush }),
  }
}

/** "deflate" means zlib; some servers send the raw stream. RFC 1950: method 8, header a multiple of 31. */
function isZlib([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
