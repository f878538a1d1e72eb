import type { Header } from '../domain/page.ts'
import { sha256Hex } from './hashing.ts'

/** Headers that carry a session or a key. Whoever opens the packet must not be able to use it. */
const SECRET =
  /^(?:set-)?cookie2?$|^(?:proxy-)?authorization$|^(?:x-(?:auth|access|csrf|xsrf)-token|x-api-key)$/i

export interface RedactedHeaders {
  readonly headers: readonly Header[]
  /** Names of the headers whose value was replaced. */
  readonly redacted: readonly string[]
}

/** Replaces secret values by their hash: two captures of one session can still be told apart from two sessions. */
export function redactHeaders(headers: readonly Header[]): RedactedHeaders {
  const redacted: string[] = []
  const kept = headers.map(([name, value]): Header => {
    if (!SECRET.test(name)) return [name, value]
    redacted.push(name)
    return [name, `[redacted sha256:${sha256Hex(value)}]`]
  })
  return { headers: kept, redacted }
}
