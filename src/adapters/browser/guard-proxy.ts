import { lookup as lookupAddress } from 'node:dns'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, isIP, type LookupFunction, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'
import { FetchError } from '../../domain/errors.ts'
import type { AddressGuard } from '../http/address-guard.ts'
import { toFetchError } from '../http/to-fetch-error.ts'

const CONNECT_TIMEOUT_MS = 10_000
interface Addresses {
  readonly remote?: string
  readonly local?: string
}

interface DnsAnswer {
  /** Those that may be connected to. */
  readonly addresses: readonly string[]
  /** ISO 8601 UTC. */
  readonly at: string
}

/** Belong to one connection, not to the message. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'upgrade',
])

/**
 * The only way out of the browser: a proxy on loopback that connects to public addresses alone.
 *
 * Intercepting requests inside the browser would not do: redirects, sockets and service workers pass by it,
 * and the browser resolves names for itself. Here every connection is made by us, with the guard's own look-up.
 */
export class GuardProxy {
  readonly #guard: AddressGuard
  readonly #server = http.createServer()
  readonly #agent: http.Agent
  readonly #openAgent: http.Agent
  readonly #sockets = new Set<Duplex>()
  readonly #addresses = new Map<string, Addresses>()
  readonly #answers = new Map<string, DnsAnswer>()
  readonly #failures = new Map<string, FetchError>()

  constructor(guard: AddressGuard) {
    this.#guard = guard
    this.#agent = new http.Agent({ keepAlive: true, lookup: this.#noting(guard.lookup) })
    this.#openAgent = new http.Agent({ keepAlive: true, lookup: this.#noting(lookupAddress) })
    this.#server.on('request', (request, response) => this.#forward(request, response))
    this.#server.on('connect', (request, client, head) => this.#tunnel(request, client, head))
    this.#server.on('connection', (socket: Socket) => this.#track(socket))
    this.#server.on('clientError', (_, socket) => socket.destroy())
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    this.#server.unref()
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#agent.destroy()
    this.#openAgent.destroy()
    this.#server.close()
  }

  /** Where the last connection to the host went. */
  remoteAddressOf(url: string): string | undefined {
    return this.connectionOf(url).remote
  }

  /** Both ends of the last connection to the host. */
  connectionOf(url: string): Addresses {
    return this.#addresses.get(hostKey(new URL(url))) ?? {}
  }

  /** What the resolver last said of the host; undefined for an address written out, and for a host that was not asked for. */
  dnsAnswerOf(url: string): DnsAnswer | undefined {
    return this.#answers.get(new URL(url).hostname)
  }

  /** Why the last connection to the host failed, if it did. */
  failureOf(url: string): FetchError | undefined {
    return this.#failures.get(hostKey(new URL(url)))
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '')
    if (url === null || !this.#passes(url)) return void response.destroy()
    const upstream = http.request(url, {
      method: request.method ?? 'GET',
      headers: endToEnd(request.rawHeaders),
      agent: this.#guard.isExempt(url.origin) ? this.#openAgent : this.#agent,
      // Chromium reads what strict parsers refuse, and so must what stands in front of it.
      insecureHTTPParser: true,
      setHost: false,
    })
    upstream.on('socket', (socket) => this.#noteAddress(url, socket))
    upstream.on('error', (error) => this.#fail(url, error, response))
    upstream.on('response', (answer) => this.#answer(answer, response))
    response.on('close', () => upstream.destroy())
    pipeline(request, upstream, () => undefined)
  }

  #answer(answer: IncomingMessage, response: ServerResponse): void {
    try {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders))
      pipeline(answer, response, () => undefined)
    } catch {
      // A header that cannot be written again: the page is unusable, the browser sees a broken answer.
      answer.destroy()
      response.destroy()
    }
  }

  #tunnel(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const url = URL.parse(`https://${request.url}`)
    if (url === null || !this.#passes(url)) return void client.destroy()
    const exempt = this.#isExempt(url)
    const upstream = connect({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 443),
      timeout: CONNECT_TIMEOUT_MS,
      lookup: this.#noting(exempt ? lookupAddress : this.#guard.lookup),
    })
    this.#track(upstream)
    this.#noteAddress(url, upstream)
    upstream.on('timeout', () => upstream.destroy(new FetchError('timeout', `${url.host}: no connection`)))
    upstream.on('error', (error) => this.#fail(url, error, client))
    client.on('error', () => upstream.destroy())
    upstream.on('connect', () => {
      upstream.setTimeout(0)
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      pipeline(upstream, client, upstream, () => undefined)
    })
  }

  /** A tunnel does not say what runs in it: leave for either scheme is leave for the host and port. */
  #isExempt(url: URL): boolean {
    return this.#guard.isExempt(url.origin) || this.#guard.isExempt(`http://${url.host}`)
  }

  #passes(url: URL): boolean {
    try {
      if (!this.#isExempt(url)) this.#guard.check(url)
      return true
    } catch (error) {
      if (!(error instanceof FetchError)) throw error
      this.#failures.set(hostKey(url), error)
      return false
    }
  }

  #fail(url: URL, cause: unknown, client: { destroy(): unknown }): void {
    const error = toFetchError(cause, url.href, undefined)
    if (error instanceof FetchError) this.#failures.set(hostKey(url), error)
    client.destroy()
  }

  #noteAddress(url: URL, socket: Socket): void {
    const note = () => {
      this.#failures.delete(hostKey(url))
      const { remoteAddress: remote, localAddress: local } = socket
      if (remote !== undefined) this.#addresses.set(hostKey(url), { remote, ...(local && { local }) })
    }
    if (socket.connecting) socket.once('connect', note)
    else note()
  }

  #noting(lookup: LookupFunction): LookupFunction {
    return (hostname, options, callback) => {
      lookup(hostname, options, (error, found, family) => {
        const addresses = typeof found === 'string' ? [found] : found.map(({ address }) => address)
        if (error === null && isIP(hostname) === 0)
          this.#answers.set(hostname, { addresses, at: new Date().toISOString() })
        callback(error, found, family)
      })
    }
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }
}

function hostKey(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
}

/** The raw list without what belongs to the connection; flat, as node writes it. */
function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) => {
    const isName = index % 2 === 0
    return isName && !HOP_BY_HOP.has(name.toLowerCase()) ? [name, rawHeaders[index + 1] ?? ''] : []
  })
}
