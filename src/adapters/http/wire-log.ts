import diagnostics from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Header } from '../../domain/page.ts'

/** What really went out for one request, for the evidence. */
export interface WireRecord {
  requestHeaders: readonly Header[]
  remoteAddress: string | undefined
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

  constructor() {
    diagnostics.subscribe('undici:request:create', this.#onCreate)
    diagnostics.subscribe('undici:client:sendHeaders', this.#onSend)
  }

  close(): void {
    diagnostics.unsubscribe('undici:request:create', this.#onCreate)
    diagnostics.unsubscribe('undici:client:sendHeaders', this.#onSend)
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
    if (record === undefined) return
    record.requestHeaders = parseHeaderLines(headers)
    record.remoteAddress = socket.remoteAddress
  }
}

function parseHeaderLines(block: string): Header[] {
  return block
    .split('\r\n')
    .slice(1)
    .flatMap((line): Header[] => {
      const end = line.indexOf(': ')
      return end === -1 ? [] : [[line.slice(0, end), line.slice(end + 2)]]
    })
}
