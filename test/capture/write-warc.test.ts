import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { checkWarc } from '../../src/capture/check-warc.ts'
import { exchangeRecords, recordId } from '../../src/capture/write-warc.ts'
import type { HttpExchange } from '../../src/domain/page.ts'

const EXCHANGE: HttpExchange = {
  url: 'https://shop.example/item/1',
  method: 'GET',
  requestHeaders: [
    [':authority', 'shop.example'],
    [':method', 'GET'],
    ['user-agent', 'QingshaoMonitor/1'],
  ],
  status: 200,
  statusText: '',
  httpVersion: '2',
  responseHeaders: [['content-type', 'text/html']],
  body: Buffer.from('<p>1</p>'),
  bodyDecoded: false,
  truncated: false,
  remoteAddress: '203.0.113.7',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 12,
}

it('writes an HTTP/2 exchange so that readers of HTTP/1 understand it, and says which it was', () => {
  const records = exchangeRecords({ exchange: EXCHANGE, seen: 'crawl' }, recordId())
  const warc = Buffer.concat(records.map((record) => gzipSync(record)))
  const text = gunzipSync(warc).toString('latin1')
  expect(checkWarc(warc).problems).toEqual([])
  expect(text).toContain('\r\n\r\nHTTP/2 200 \r\ncontent-type: text/html\r\n')
  expect(text).toContain(
    'GET /item/1 HTTP/1.1\r\nhost: shop.example\r\nuser-agent: QingshaoMonitor/1\r\n\r\n',
  )
  expect(text).not.toContain(':authority')
  expect(text).toContain('httpVersion: 2\r\n')
})
