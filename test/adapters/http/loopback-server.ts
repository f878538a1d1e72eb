import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Site } from '../../../src/domain/site.ts'

export interface LoopbackServer {
  readonly origin: string
  /** Paths asked for, in order. */
  readonly asked: string[]
  close(): Promise<void>
}

/** A real HTTP server on a free loopback port. */
export async function startServer(listener: RequestListener): Promise<LoopbackServer> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
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
