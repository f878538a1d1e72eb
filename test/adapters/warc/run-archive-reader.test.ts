import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { UndiciPageFetcher } from '../../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteFrontier } from '../../../src/adapters/sqlite/sqlite-frontier.ts'
import { RunArchive } from '../../../src/adapters/warc/run-archive.ts'
import { RunArchiveReader } from '../../../src/adapters/warc/run-archive-reader.ts'
import { crawlSite } from '../../../src/crawl/crawl-site.ts'
import { RobotsTxt } from '../../../src/crawl/robots.ts'
import { EvidenceError } from '../../../src/domain/errors.ts'
import type { FetchedPage } from '../../../src/domain/page.ts'
import { aSite, startServer, systemClock } from '../http/loopback-server.ts'

const root = mkdtempSync(path.join(tmpdir(), 'qingshao-reader-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const HTML = '<!doctype html><meta charset=gbk><h1>\u4fdd\u6e29\u676f</h1>'.repeat(300)
const BODIES: Readonly<Record<string, { encoding?: string; body: Buffer }>> = {
  '/item/plain': { body: Buffer.from(HTML) },
  '/item/gzip': { encoding: 'gzip', body: gzipSync(HTML) },
  '/item/brotli': { encoding: 'br', body: brotliCompressSync(HTML) },
  '/item/bytes': { body: Buffer.from([0, 0xff, 0x0d, 0x0a, 0x0d, 0x0a, 0x1f, 0x8b, 0]) },
  '/item/empty': { body: Buffer.alloc(0) },
}

/** Crawls the bodies above into a home; answers with the pages as they were fetched. */
async function crawlInto(home: string): Promise<{ origin: string; pages: FetchedPage[] }> {
  const server = await startServer((request, response) => {
    const { url = '' } = request
    const { encoding, body } = BODIES[url] ?? {}
    if (url === '/robots.txt') return response.writeHead(404).end()
    if (url === '/item/moved') return response.writeHead(302, { location: '/item/plain' }).end()
    if (body === undefined) return response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': 'text/html',
      ...(encoding && { 'content-encoding': encoding }),
    })
    response.end(body)
  })
  const fetcher = new UndiciPageFetcher({ clock: systemClock, userAgent: 'T/1', allowPrivate: true })
  let archive: RunArchive | undefined
  const frontier = new SqliteFrontier(path.join(home, 'frontier.db'), {
    runId: 'R1',
    syncArchive: async () => archive?.sync(),
  })
  archive = await RunArchive.open({
    folder: path.join(home, 'pages'),
    runId: 'R1',
    software: 'test',
    createdAt: systemClock.now(),
    ends: frontier.archiveEnds(),
  })
  const pages: FetchedPage[] = []
  await crawlSite(
    aSite(server.origin, { seeds: [...Object.keys(BODIES), '/item/moved', '/item/none'] }),
    {
      fetcher,
      frontier,
      archive,
      robots: new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'T' }),
      clock: systemClock,
      onPage: async (page) => {
        pages.push(page)
        return { pageClass: page.status === 200 ? 'ok' : 'gone', links: [] }
      },
    },
    {},
  )
  await archive.close()
  await Promise.all([frontier.close(), fetcher.close(), server.close()])
  return { origin: server.origin, pages }
}

describe('RunArchiveReader', () => {
  const home = mkdtempSync(path.join(root, 'home-'))
  const open = () =>
    new RunArchiveReader({ frontierFile: path.join(home, 'frontier.db'), folder: path.join(home, 'pages') })

  it('gives a page back as it was fetched, whatever its encoding and the way to it', async () => {
    const { origin, pages } = await crawlInto(home)
    const reader = open()
    const seen = pages.filter(({ status }) => status === 200)
    expect(seen).toHaveLength(Object.keys(BODIES).length + 1)
    for (const page of seen) {
      const read = await reader.read('practice', page.url)
      expect(Buffer.from(read?.body ?? []).equals(page.body), page.url).toBe(true)
      expect(read).toMatchObject({ url: page.url, finalUrl: page.finalUrl, contentType: page.contentType })
      expect(read?.exchanges.map(({ url, status }) => [url, status])).toEqual(
        page.exchanges.map(({ url, status }) => [url, status]),
      )
    }
    expect(await reader.read('practice', `${origin}/item/none`)).toBeUndefined()
    expect(await reader.read('practice', `${origin}/item/never`)).toBeUndefined()
    expect(await reader.read('other', seen[0]?.url ?? '')).toBeUndefined()

    const file = path.join(home, 'pages', 'R1', 'pages-00001.warc.gz')
    const whole = readFileSync(file)
    const flipped = Buffer.from(whole.map((byte, at) => (at > 2000 ? byte ^ 0x5a : byte)))
    writeFileSync(file, flipped)
    await expect(reader.read('practice', `${origin}/item/brotli`)).rejects.toBeInstanceOf(EvidenceError)
    truncateSync(file, 100)
    await expect(reader.read('practice', `${origin}/item/gzip`)).rejects.toBeInstanceOf(EvidenceError)
    rmSync(file)
    expect(await reader.read('practice', `${origin}/item/gzip`)).toBeUndefined()
    reader.close()
  })

  it('knows nothing where nothing was crawled', async () => {
    const folder = mkdtempSync(path.join(root, 'bare-'))
    const reader = new RunArchiveReader({ frontierFile: path.join(folder, 'frontier.db'), folder })
    expect(await reader.read('practice', 'https://shop.example/')).toBeUndefined()
    reader.close()
  })
})
