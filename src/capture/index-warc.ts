import type { StoredRecord } from './read-warc.ts'
import { findHeadEnd, splitField } from './read-warc.ts'

/** What a CDXJ line says of one response; the names are those of the CDXJ format. */
export interface CdxEntry {
  readonly urlkey: string
  /** 14 digits, UTC. */
  readonly timestamp: string
  /** As in the record: ISO 8601 UTC. */
  readonly date: string
  readonly url: string
  readonly mime: string
  readonly status: string
  readonly digest: string
  readonly length: string
  readonly offset: string
}

/**
 * The responses to GET requests: what a replay program can look up by URL. A response to anything else would be
 * shown in place of the page of the same URL, so it stays in the WARC only.
 */
export function indexRecords(records: readonly StoredRecord[]): CdxEntry[] {
  return records.flatMap((record, index) => {
    const request = records[index + 1]
    const asked = request?.headers.get('warc-type') === 'request' ? headLine(request.block) : 'GET '
    return record.headers.get('warc-type') === 'response' && asked.startsWith('GET ') ? [entryOf(record)] : []
  })
}

/** indexes/index.cdxj: sorted by bytes, as a binary search needs it. */
export function cdxjOf(entries: readonly CdxEntry[], filename: string): string {
  const lines = entries.map(({ urlkey, timestamp, url, mime, status, digest, length, offset }) => {
    const fields = { url, mime, status, digest, length, offset, filename }
    return `${urlkey} ${timestamp} ${JSON.stringify(fields)}\n`
  })
  return lines.sort((a, b) => (a < b ? -1 : 1)).join('')
}

function entryOf({ headers, block, offset, length }: StoredRecord): CdxEntry {
  const url = headers.get('warc-target-uri') ?? ''
  const date = headers.get('warc-date') ?? ''
  const http = new Map(httpHead(block).split('\r\n').slice(1).map(splitField))
  return {
    urlkey: surtOf(url),
    timestamp: date.replaceAll(/\D/g, '').slice(0, 14),
    date,
    url,
    mime: (http.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? '',
    status: headLine(block).split(' ')[1] ?? '',
    digest: headers.get('warc-payload-digest') ?? '',
    length: String(length),
    offset: String(offset),
  }
}

function httpHead(block: Uint8Array): string {
  return new TextDecoder('latin1').decode(block.subarray(0, Math.max(0, findHeadEnd(block))))
}

function headLine(block: Uint8Array): string {
  return httpHead(block).split('\r\n', 1)[0] ?? ''
}

/** The key that replay programs look up: host backwards, path, query sorted, all in lower case, `www.` dropped. */
export function surtOf(url: string): string {
  if (!/^https?:/.test(url) || !URL.canParse(url)) return url
  const { hostname, port, pathname, search } = new URL(
    url.replace(/^(https?:\/\/)www\d*\./, '$1').toLowerCase(),
  )
  const query = search ? `?${search.slice(1).split('&').sort().join('&')}` : ''
  return `${hostname.split('.').reverse().join(',')}${port ? `:${port}` : ''})${pathname}${query}`
}
