import diagnostics from 'node:diagnostics_channel'
import type { ClientHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Header } from '../../domain/page.ts'

/** What really went over the wire for one request, for the evidence. */
export interface WireRecord {
  requestHeaders: readonly Header[]
  remoteAddress: string | undefined
  httpVersion: '1.1' | '2'
  /** HTTP/2 only: the list as it came. The client folds it into an object, which loses repeated names. */
  responseHeaders: readonly Header[] | undefined
}

export function newWireRecord(): WireRecord {
  return { requestHeaders: [], remoteAddress: undefined, httpVersion: '1.1', responseHeaders: undefined }
}

interface SendMessage {
  readonly request: object
  readonly headers: string
  readonly socket: Socket
}

/**
 * Sees requests as they are written to the socket. The client adds headers of its own and keeps
 * connections alive, so neither the headers nor the peer can be known from outside.
 */
export class WireLog {
  readonly #records = new WeakMap<object, WireRecord>()
  #starting: WireRecord | undefined
  /** Headers were announced; if a stream is made of them, that is the next thing that happens. */
  #sending: WireRecord | undefined

  constructor() {
    diagnostics.subscribe('undici:request:create', this.#onCreate)
    diagnostics.subscribe('undici:client:sendHeaders', this.#onSend)
    diagnostics.subscribe('http2.client.stream.created', this.#onStream)
  }

  close(): void {
    diagnostics.unsubscribe('undici:request:create', this.#onCreate)
    diagnostics.unsubscribe('undici:client:sendHeaders', this.#onSend)
    diagnostics.unsubscribe('http2.client.stream.created', this.#onStream)
  }

  /** Runs `start`, which must create its request before it returns, and fills `record` when it is sent. */
  watch<T>(record: WireRecord, start: () => T): T {
    this.#starting = record
    try {
      return start()
    } finally {
      this.#starting = undefined
    }
  }

  readonly #onCreate = (message: unknown): void => {
    const { request } = message as { request: object }
    if (this.#starting !== undefined) this.#records.set(request, this.#starting)
    this.#starting = undefined
  }

  readonly #onSend = (message: unknown): void => {
    const { request, headers, socket } = message as SendMessage
    const record = this.#records.get(request)
    this.#sending = record
    if (record === undefined) return
    record.requestHeaders = parseHeaderLines(headers)
    record.remoteAddress = socket.remoteAddress
  }

  readonly #onStream = (message: unknown): void => {
    const { stream } = message as { stream: ClientHttp2Stream }
    const record = this.#sending
    this.#sending = undefined
    if (record === undefined) return
    record.httpVersion = '2'
    // The third argument, name and value in turn, is not in the types of the client's side.
    stream.on('response', (...args: readonly unknown[]) => {
      const raw = args[2] as readonly string[]
      record.responseHeaders = toHeaders(raw).filter(([name]) => !name.startsWith(':'))
    })
  }
}

/** Name, value, name, value. */
export function toHeaders(flat: readonly string[]): Header[] {
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, index): Header => {
    return [flat[index * 2] ?? '', flat[index * 2 + 1] ?? '']
  })
}

/** HTTP/1.1 begins with the request line; HTTP/2 has none, its parts are headers whose names begin with a colon. */
function parseHeaderLines(block: string): Header[] {
  return block.split('\r\n').flatMap((line, index): Header[] => {
    const end = line.indexOf(': ')
    const isRequestLine = index === 0 && / HTTP\/1\.\d$/.test(line)
    return end === -1 || isRequestLine ? [] : [[line.slice(0, end), line.slice(end + 2)]]
  })
}
