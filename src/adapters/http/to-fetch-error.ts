import { FetchError, type FetchFailure } from '../../domain/errors.ts'

const REASONS: readonly [RegExp, FetchFailure][] = [
  [/^(UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [/^(ENOTFOUND|EAI_\w+|ENODATA)$/, 'dns'],
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)\w*)$/,
    'tls-untrusted',
  ],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'tls-expired'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'tls-wrong-host'],
  [/^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/, 'tls'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'too-large'],
  [/^(UND_ERR_|HPE_|ERR_HTTP2_|E[A-Z]+$)/, 'connection'],
]

/** Names what the network did. What is not the network's doing is a bug, and is returned as it is. */
export function toFetchError(error: unknown, url: string, signal: AbortSignal | undefined): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof FetchError) return cause
  }
  if (signal?.aborted) return new FetchError('aborted', `${url}: stopped`, { cause: error })
  if (!(error instanceof Error)) return error
  if (error.name === 'TimeoutError')
    return new FetchError('timeout', `${url}: took too long`, { cause: error })
  // The parser's errors carry a code only for some of the ways an answer can be broken.
  if (error.name === 'HTTPParserError')
    return new FetchError('connection', `${url}: not HTTP`, { cause: error })
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const reason = REASONS.find(([pattern]) => pattern.test(code))?.[1]
  return reason === undefined
    ? error
    : new FetchError(reason, `${url}: ${error.message || code}`, { cause: error })
}
