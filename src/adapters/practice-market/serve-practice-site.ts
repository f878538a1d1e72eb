import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Clock } from '../../domain/clock.ts'
import { html } from './html.ts'
import { htmlDocument, type PracticeSite, page, type SiteReply, type SiteRequest } from './practice-site.ts'

/** `Retry-After` of a refused page, in seconds; a caller that comes back sooner is refused again. */
const RETRY_AFTER_S = 1

/** What one request got: the honest record of how a crawler behaved. */
export interface ServedRequest {
  readonly at: string
  readonly path: string
  readonly status: number
  readonly userAgent: string | undefined
}

/** Enough for several scans of the market; older ones are dropped. */
const MAX_REQUESTS = 20_000

export interface SiteServer {
  readonly server: Server
  readonly requests: readonly ServedRequest[]
  /** Ends held-back answers, so that closing does not wait for a slow page. */
  abandon(): void
}

export function createSiteServer(site: PracticeSite, clock: Clock): SiteServer {
  const requests: ServedRequest[] = []
  const waiting = new Set<NodeJS.Timeout>()
  const firstAsked = new Map<string, number>()

  const server = createServer((message, response) => {
    message.resume()
    const reply = refuse(site, message, firstAsked, Date.parse(clock.now())) ?? answer(site, message)
    if (requests.length >= MAX_REQUESTS) requests.shift()
    requests.push({
      at: clock.now(),
      path: message.url ?? '/',
      status: reply.status,
      userAgent: message.headers['user-agent'],
    })
    if (reply.delayMs === undefined) return send(message, response, reply)
    const timer = setTimeout(() => {
      waiting.delete(timer)
      send(message, response, reply)
    }, reply.delayMs)
    waiting.add(timer)
  })
  return { server, requests, abandon: () => waiting.forEach((timer) => void clearTimeout(timer)) }
}

function parseRequest(message: IncomingMessage): SiteRequest {
  const [path = '/', ...rest] = (message.url ?? '/').split('?')
  const rawQuery = rest.join('?')
  const origin = `http://127.0.0.1:${message.socket.localPort}`
  return { origin, path, rawQuery, query: new URLSearchParams(rawQuery) }
}

function answer(site: PracticeSite, message: IncomingMessage): SiteReply {
  if (message.method !== 'GET' && message.method !== 'HEAD') {
    return { ...simplePage(site, 405, '请求方式不受支持'), headers: { allow: 'GET, HEAD' } }
  }
  return site.answer(parseRequest(message))
}

function refuse(
  site: PracticeSite,
  message: IncomingMessage,
  firstAsked: Map<string, number>,
  nowMs: number,
): SiteReply | undefined {
  const { path, query } = parseRequest(message)
  for (const noise of ['spm', 'refer']) query.delete(noise)
  const place = query.size > 0 ? `${path}?${query}` : path
  if (!site.throttled.has(place)) return undefined
  const since = firstAsked.get(place) ?? nowMs
  firstAsked.set(place, since)
  if (nowMs - since >= RETRY_AFTER_S * 1000) return undefined
  return {
    ...simplePage(site, 429, '访问过于频繁，请稍后再试'),
    headers: { 'retry-after': String(RETRY_AFTER_S) },
  }
}

function simplePage(site: PracticeSite, status: number, sentence: string): SiteReply {
  const styles = 'body{font-family:sans-serif;padding:60px;text-align:center}'
  return page(
    htmlDocument({ title: `${sentence} - ${site.name}`, styles, body: html`<h1>${sentence}</h1>` }),
    status,
  )
}

function send(message: IncomingMessage, response: ServerResponse, reply: SiteReply): void {
  const body = Buffer.from(reply.body)
  const etag = `W/"${createHash('sha1').update(body).digest('base64url').slice(0, 16)}"`
  const fresh = reply.status === 200 && message.headers['if-none-match'] === etag
  const zipped = !fresh && body.length > 1000 && /\bgzip\b/.test(message.headers['accept-encoding'] ?? '')
  const bytes = zipped ? gzipSync(body, { level: 1 }) : body

  response.statusCode = fresh ? 304 : reply.status
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
  if (reply.status === 200) response.setHeader('ETag', etag)
  response.setHeader('Vary', 'Accept-Encoding')
  if (fresh) return void response.end()
  response.setHeader('Content-Type', reply.type)
  if (zipped) response.setHeader('Content-Encoding', 'gzip')
  response.setHeader('Content-Length', bytes.length)
  response.end(message.method === 'HEAD' ? undefined : bytes)
}
