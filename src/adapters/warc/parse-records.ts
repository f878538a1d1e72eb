import { findHeadEnd, readWarc, type StoredRecord } from '../../capture/read-warc.ts'
import type { Header, HttpExchange } from '../../domain/page.ts'

/** Far above one page with its hops. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024

/**
 * The exchanges in whole gzip members of records as `exchangeRecords` writes them, in their order.
 * @throws {RangeError} when they cannot be read.
 */
export function parseExchanges(packed: Uint8Array): HttpExchange[] {
  const records = readWarc(packed, MAX_UNPACKED_BYTES)
  const broken = records.find(({ problem }) => problem !== null)
  if (broken !== undefined) throw new RangeError(`WARC 记录${broken.problem}`)
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

function toExchange({ headers, block }: StoredRecord, request: StoredRecord | undefined): HttpExchange {
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

function parseHttp(block: Uint8Array): { first: string; fields: Header[]; body: Uint8Array } {
  const headEnd = findHeadEnd(block)
  const head = Buffer.from(block.subarray(0, Math.max(0, headEnd))).toString('latin1')
  const [first = '', ...fields] = head.split('\r\n')
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
