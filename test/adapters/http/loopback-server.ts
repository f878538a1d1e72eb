import { createServer, type RequestListener } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { Site } from '../../../src/domain/site.ts'
import type { Certificate } from '../../support/certificates.ts'

export interface LoopbackServer {
  readonly origin: string
  /** Paths asked for, in order. */
  readonly asked: string[]
  close(): Promise<void>
}

/** A real HTTP server on a free loopback port. */
export async function startServer(listener: RequestListener): Promise<LoopbackServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  return await listen(server, 'http', asked)
}

/** The same with TLS; `h2` offers HTTP/2 and HTTP/1.1. */
export async function startSecureServer(
  listener: RequestListener,
  certificate: Certificate,
  protocol: 'h2' | 'http/1.1' = 'h2',
): Promise<LoopbackServer> {
  const asked: string[] = []
  const answer: RequestListener = (request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  }
  const server =
    protocol === 'h2'
      ? createSecureServer({ ...certificate, allowHTTP1: true }, answer as never)
      : createHttpsServer(certificate, answer)
  return await listen(server, 'https', asked)
}

async function listen(server: Server, scheme: string, asked: string[]): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function aSite(origin: string, overrides: Record<string, unknown> = {}): Site {
  return Site.parse({
    id: 'practice',
    name: '练习站',
    status: 'practice',
    platform: 'shop',
    origin,
    lane: 'http',
    seeds: ['/'],
    pages: [
      { kind: 'skip', pattern: '^/skip' },
      { kind: 'listing', pattern: '^/item/' },
      { kind: 'list', pattern: '^/list' },
    ],
    itemKey: '^/item/(\\w+)',
    ...overrides,
    politeness: { delayMs: 0, timeoutMs: 3000, ...(overrides.politeness as object | undefined) },
  })
}

export const systemClock = { now: () => new Date().toISOString() }
