import { gunzipSync } from 'node:zlib'
import type { Header, HttpExchange } from '../../domain/page.ts'

/** Far above one page with its hops. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024

interface WarcRecord {
  readonly headers: ReadonlyMap<string, string>
  readonly block: Buffer
}

/** The exchanges in whole gzip members of records as `exchangeRecords` writes them, in their order. */
export function parseExchanges(packed: Uint8Array): HttpExchange[] {
  const records = parseRecords(gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES }))
  const requests = new Map(
    records.flatMap((record) => {
      const to = record.headers.get('warc-concurrent-to')
      return to === undefined ? [] : [[to, record] as const]
    }),
  )
  return records
    .filter(({ headers }) => headers.get('warc-type') === 'response')
    .map((response) => toExchange(response, requests.get(response.headers.get('warc-record-id') ?? '')))
}

function parseRecords(bytes: Buffer): WarcRecord[] {
  const records: WarcRecord[] = []
  for (let at = 0; at < bytes.length; ) {
    const headEnd = bytes.indexOf('\r\n\r\n', at)
    if (headEnd < 0) break
    const [, ...fields] = bytes.toString('utf8', at, headEnd).split('\r\n')
    const headers = new Map(fields.map(toHeader).map(([name, value]) => [name.toLowerCase(), value]))
    const blockAt = headEnd + 4
    const length = Number(headers.get('content-length'))
    records.push({ headers, block: bytes.subarray(blockAt, blockAt + length) })
    at = blockAt + length + 4
  }
  return records
}

function toExchange({ headers, block }: WarcRecord, request: WarcRecord | undefined): HttpExchange {
  const { first, fields, body } = parseHttp(block)
  const [, httpVersion = '1.1', status = '0', statusText = ''] =
    /^HTTP\/(\S+) (\d+) ?(.*)$/s.exec(first) ?? []
  return {
    url: headers.get('warc-target-uri') ?? '',
    method: 'GET',
    requestHeaders: request === undefined ? [] : parseHttp(request.block).fields,
    status: Number(status),
    statusText,
    httpVersion,
    responseHeaders: fields,
    body,
    bodyDecoded: false,
    truncated: headers.get('warc-truncated') !== undefined,
    remoteAddress: headers.get('warc-ip-address'),
    startedAt: headers.get('warc-date') ?? '',
    durationMs: 0,
  }
}

function parseHttp(block: Buffer): { first: string; fields: Header[]; body: Buffer } {
  const headEnd = block.indexOf('\r\n\r\n')
  const [first = '', ...fields] = block.toString('latin1', 0, headEnd).split('\r\n')
  return {
    first,
    fields: fields.filter((line) => line !== '').map(toHeader),
    body: block.subarray(headEnd + 4),
  }
}

function toHeader(line: string): Header {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()]
}
