import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OperationalError, PortTakenError } from '../../domain/errors.ts'
import type { IntakeHandlers } from '../../jobs/intake-handlers.ts'
import { PUSH_LIMITS } from '../../jobs/receive-push.ts'

const REQUEST_TIMEOUT_MS = 60_000
/** Reading the keywords anew may keep the process busy for seconds. */
const HEADERS_TIMEOUT_MS = 60_000
const MAX_CONNECTIONS = 50
/** Whoever sends more than this is cut off. */
const MAX_DISCARDED_BYTES = 100_000_000
const PUSH_PATH = /^\/intake\/([a-z0-9][a-z0-9-]{0,59})$/

/** `GET /health`, `POST /intake/<source>` and `POST /receipts`. */
export class IntakeServer {
  readonly #server: Server
  readonly #handlers: IntakeHandlers

  constructor(handlers: IntakeHandlers) {
    this.#handlers = handlers
    this.#server = createServer((request, response) => void this.#answer(request, response))
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS
    this.#server.headersTimeout = HEADERS_TIMEOUT_MS
    this.#server.maxConnections = MAX_CONNECTIONS
  }

  /** Gives the port. @throws {PortTakenError} */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) =>
        reject(new PortTakenError(`不能监听 ${host}:${port}：端口被占用或无权使用`, { cause })),
      )
      this.#server.listen(port, host, resolve)
    })
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, body } = await this.#route(request)
      send(response, status, body)
    } catch (error) {
      this.#handlers.onError(error)
      // 503 asks the sender to come again: a full disk may be emptied. A bug is not hidden behind it.
      const status = error instanceof OperationalError ? 503 : 500
      send(response, status, { error: '服务端暂时不能保存' })
    }
  }

  async #route(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/health') {
      const health = await this.#handlers.health()
      return { status: health.ok ? 200 : 503, body: health }
    }
    if (pathname === '/receipts') return await this.#receipt(request)
    const sourceId = PUSH_PATH.exec(pathname)?.[1]
    if (sourceId === undefined) return { status: 404, body: { error: '没有这个地址' } }
    if (request.method !== 'POST') return { status: 405, body: { error: '只接受 POST' } }
    const body = await readLimited(request)
    if (body === undefined) return { status: 413, body: { error: `一次至多 ${PUSH_LIMITS.bytes / 1e6} MB` } }
    return await this.#handlers.push({
      sourceId,
      token: /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1],
      key: headerOf(request, 'idempotency-key'),
      body,
    })
  }

  async #receipt(request: IncomingMessage): Promise<{ status: number; body: object }> {
    if (request.method !== 'POST') return { status: 405, body: { error: '只接受 POST' } }
    const body = await readLimited(request)
    if (body === undefined) return { status: 413, body: { error: '回执过大' } }
    return await this.#handlers.receipt({
      id: headerOf(request, 'webhook-id'),
      timestamp: headerOf(request, 'webhook-timestamp'),
      signature: headerOf(request, 'webhook-signature'),
      body,
    })
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Undefined: longer than allowed. The rest is read and thrown away, or the sender would see a broken pipe in place of our answer. */
async function readLimited(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_DISCARDED_BYTES) return undefined
    if (bytes <= PUSH_LIMITS.bytes) chunks.push(chunk)
  }
  return bytes > PUSH_LIMITS.bytes ? undefined : Buffer.concat(chunks)
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    // What was not read of a request that was refused must not be taken for the next one.
    ...(status >= 400 && { connection: 'close' }),
  })
  response.end(text)
}
