import { randomUUID } from 'node:crypto'
import { type Header, type HttpExchange, headerIn } from '../domain/page.ts'
import { sha256Hex } from './hashing.ts'
import { redactHeaders } from './redact-headers.ts'

export interface WarcExchange {
  readonly exchange: HttpExchange
  /** `crawl` as found, `render` as drawn for the screenshot, `seller` while the seller's page was drawn. */
  readonly seen: 'crawl' | 'render' | 'seller'
}

export interface WarcInfo {
  readonly evidenceId: string
  readonly software: string
  /** ISO 8601 UTC. */
  readonly createdAt: string
}

interface WarcRecord {
  readonly type: 'warcinfo' | 'request' | 'response' | 'metadata'
  readonly id: string
  readonly date: string
  readonly headers: readonly Header[]
  readonly contentType: string
  readonly block: Buffer
  /** Where the payload starts in the block; absent for records without a payload of their own. */
  readonly payloadAt?: number
}

// Written here and not by a library because header lines go in byte for byte: in order, duplicates kept, original case, and
// bytes above 0x7f as the server sent them. Whoever writes the file packs each record as a gzip member of its own.

/** The record every WARC file begins with, not yet packed. `id` is what the other records refer to. */
export function warcInfoRecord(
  { evidenceId, software, createdAt }: WarcInfo,
  id: string,
  filename: string,
): Buffer {
  const fields: Header[] = [
    ['software', software],
    ['format', 'WARC File Format 1.1'],
    ['conformsTo', 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
    ['isPartOf', evidenceId],
    [
      'secrets',
      'values of cookie, authorization and token headers are replaced by [redacted sha256:<hash of the value>]',
    ],
  ]
  return serialize({
    type: 'warcinfo',
    id,
    date: createdAt,
    headers: [['WARC-Filename', filename]],
    contentType: 'application/warc-fields',
    block: Buffer.from(lines(fields), 'utf8'),
  })
}

/** Response, request and notes of one exchange, not yet packed. */
export function exchangeRecords({ exchange, seen }: WarcExchange, infoId: string): Buffer[] {
  const request = redactHeaders(exchange.requestHeaders)
  const response = redactHeaders(exchange.responseHeaders)
  const responseId = recordId()
  const requestHead = httpHead(requestLine(exchange), asMessage(request.headers))
  const responseHead = httpHead(statusLine(exchange), response.headers)
  const base = {
    date: exchange.startedAt,
    headers: [
      ['WARC-Target-URI', targetUri(exchange.url)],
      ...(exchange.remoteAddress ? [['WARC-IP-Address', exchange.remoteAddress] as const] : []),
      ['WARC-Warcinfo-ID', infoId],
    ] as Header[],
  }
  const records: WarcRecord[] = [
    {
      ...base,
      type: 'response',
      id: responseId,
      headers: exchange.truncated ? [...base.headers, ['WARC-Truncated', 'length']] : base.headers,
      contentType: 'application/http;msgtype=response',
      block: Buffer.concat([responseHead, exchange.body]),
      payloadAt: responseHead.length,
    },
    {
      ...base,
      type: 'request',
      id: recordId(),
      headers: [...base.headers, ['WARC-Concurrent-To', responseId]],
      contentType: 'application/http;msgtype=request',
      block: requestHead,
      payloadAt: requestHead.length,
    },
    {
      ...base,
      type: 'metadata',
      id: recordId(),
      headers: [...base.headers, ['WARC-Refers-To', responseId]],
      contentType: 'application/warc-fields',
      block: Buffer.from(
        lines(captureNotes(exchange, seen, [...request.redacted, ...response.redacted])),
        'utf8',
      ),
    },
  ]
  return records.map(serialize)
}

/** What a reader of the response record must know and cannot see in it. */
function captureNotes(exchange: HttpExchange, seen: WarcExchange['seen'], redacted: string[]): Header[] {
  const sent = (name: string) => headerIn(exchange.responseHeaders, name)?.trim() ?? ''
  const encoding = sent('content-encoding')
  const notes: Header[] = [
    ['seen', seen],
    ['fetchTimeMs', String(Math.round(exchange.durationMs))],
    ['httpVersion', exchange.httpVersion],
  ]
  if (exchange.bodyDecoded && encoding)
    notes.push([
      'content-encoding-undone',
      `${encoding}: the browser handed over the body already decoded; headers are as received`,
    ])
  if (sent('transfer-encoding'))
    notes.push([
      'transfer-encoding-undone',
      `${sent('transfer-encoding')}: the body is without chunk framing; headers are as received`,
    ])
  if (redacted.length > 0) notes.push(['redacted-headers', [...new Set(redacted)].join(', ')])
  return notes
}

function serialize({ type, id, date, headers, contentType, block, payloadAt }: WarcRecord): Buffer {
  const digests: Header[] = [['WARC-Block-Digest', `sha256:${sha256Hex(block)}`]]
  if (payloadAt !== undefined)
    digests.unshift(['WARC-Payload-Digest', `sha256:${sha256Hex(block.subarray(payloadAt))}`])
  const head = lines([
    ['WARC-Type', type],
    ['WARC-Record-ID', id],
    ['WARC-Date', date],
    ...headers,
    ...digests,
    ['Content-Type', contentType],
    ['Content-Length', String(block.length)],
  ])
  return Buffer.concat([Buffer.from(`WARC/1.1\r\n${head}\r\n`, 'utf8'), block, Buffer.from('\r\n\r\n')])
}

/** HTTP/2 says in headers what HTTP/1 says in its first line and `Host`: a reader of the record expects the latter. */
function asMessage(headers: readonly Header[]): Header[] {
  return headers.flatMap(([name, value]): Header[] => {
    if (name === ':authority') return [['host', value]]
    return name.startsWith(':') ? [] : [[name, value]]
  })
}

function requestLine({ method, url }: HttpExchange): string {
  const { pathname, search } = new URL(targetUri(url))
  return `${method} ${pathname}${search} HTTP/1.1`
}

function statusLine({ httpVersion, status, statusText }: HttpExchange): string {
  const version = /^\d/.test(httpVersion) ? `HTTP/${httpVersion}` : httpVersion.replace(/^h(?=\d)/, 'HTTP/')
  return `${version || 'HTTP/1.1'} ${status} ${oneLine(statusText)}`
}

/** One byte a character: HTTP clients hand header bytes over as Latin-1, and so they go back. */
function httpHead(first: string, headers: readonly Header[]): Buffer {
  const text = `${first}\r\n${lines(headers)}\r\n`
  return Buffer.from(text, isLatin1(text) ? 'latin1' : 'utf8')
}

function isLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false
  return true
}

function lines(headers: readonly Header[]): string {
  return headers.map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}\r\n`).join('')
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\0]/g, ' ')
}

/** A name and password in a URL are secrets as well. */
function targetUri(url: string): string {
  const target = new URL(url)
  target.username = ''
  target.password = ''
  target.hash = ''
  return target.href
}

export function recordId(): string {
  return `<urn:uuid:${randomUUID()}>`
}
