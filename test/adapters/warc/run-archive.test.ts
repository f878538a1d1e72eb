import { createHash } from 'node:crypto'
import {
  appendFileSync,
  createReadStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import { RunArchive } from '../../../src/adapters/warc/run-archive.ts'
import type { ArchivedPage } from '../../../src/crawl/page-archive.ts'
import { StorageError } from '../../../src/domain/errors.ts'
import type { FetchedPage, Header, HttpExchange } from '../../../src/domain/page.ts'

const NOW = '2026-01-01T00:00:00.000Z'
const root = mkdtempSync(path.join(tmpdir(), 'qingshao-archive-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function open(
  folder: string,
  ends: ReadonlyMap<string, number> = new Map(),
  maxFileBytes?: number,
): Promise<RunArchive> {
  const limit = maxFileBytes === undefined ? {} : { maxFileBytes }
  return RunArchive.open({ folder, runId: 'R1', software: 'test', createdAt: NOW, ends, ...limit })
}

function newFolder(): string {
  return mkdtempSync(path.join(root, 'run-'))
}

function aPage(name: string, body: Uint8Array, hops: readonly HttpExchange[] = []): FetchedPage {
  const url = `https://shop.example/${encodeURIComponent(name)}`
  return {
    siteId: 'shop',
    url,
    finalUrl: url,
    status: 200,
    contentType: 'text/html',
    lane: 'http',
    fetchedAt: NOW,
    body,
    bodyIsUtf8: false,
    exchanges: [...hops, anExchange(url, body)],
  }
}

function anExchange(url: string, body: Uint8Array, headers: readonly Header[] = []): HttpExchange {
  return {
    url,
    method: 'GET',
    requestHeaders: [['Cookie', 'session=secret-of-ours'], ...headers],
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    responseHeaders: [
      ['Content-Type', 'text/html'],
      ['Set-Cookie', 'id=secret-of-theirs'],
    ],
    body: Buffer.from(body),
    bodyDecoded: false,
    truncated: false,
    remoteAddress: '127.0.0.1',
    startedAt: NOW,
    durationMs: 3,
  }
}

/** The records of one file, by a reader that is not ours; throws unless the file reads to its last byte. */
async function recordsOf(file: string): Promise<{ type: string; url: string; body: Uint8Array }[]> {
  const records: { type: string; url: string; body: Uint8Array }[] = []
  const parser = new WARCParser(createReadStream(file), { throwOnExpectedRecord: true } as object)
  for await (const record of parser) {
    const body = await record.readFully(true)
    records.push({ type: record.warcType ?? '', url: record.warcTargetURI ?? '', body })
  }
  return records
}

function warcFiles(folder: string): string[] {
  const run = path.join(folder, 'R1')
  return readdirSync(run)
    .toSorted()
    .map((name) => path.join(run, name))
}

function bytesAt(folder: string, { file, offset, length }: ArchivedPage): Buffer {
  return readFileSync(path.join(folder, file)).subarray(offset, offset + length)
}

describe('RunArchive', () => {
  it('keeps any pages, appended in any overlap, each at the place it answers with', async () => {
    const Bodies = fc.array(fc.uint8Array({ maxLength: 9000 }), { minLength: 1, maxLength: 12 })
    const kept = fc.asyncProperty(Bodies, fc.integer({ min: 1, max: 20_000 }), async (bodies, limit) => {
      const folder = newFolder()
      const archive = await open(folder, new Map(), limit)
      const places = await Promise.all(
        bodies.map(async (body, number) => {
          const place = await archive.append(aPage(`p${number}`, body))
          if (number % 3 === 0) await archive.sync()
          return place
        }),
      )
      await archive.close()

      for (const [number, place] of places.entries()) {
        const body = bodies[number] ?? new Uint8Array()
        expect(place.bodySha256).toBe(createHash('sha256').update(body).digest('hex'))
        const text = gunzipSync(bytesAt(folder, place))
        expect(text.includes(`WARC-Target-URI: https://shop.example/p${number}\r\n`)).toBe(true)
        expect(text.includes(Buffer.from(body))).toBe(true)
      }
      const records = (await Promise.all(warcFiles(folder).map(recordsOf))).flat()
      const responses = records.filter(({ type }) => type === 'response')
      expect(responses.map(({ url }) => url).toSorted()).toEqual(
        bodies.map((_, number) => `https://shop.example/p${number}`).toSorted(),
      )
    })
    await fc.assert(kept, { numRuns: 25 })
  })

  it('begins a new file when one is full, and each with what the format asks for', async () => {
    const folder = newFolder()
    const archive = await open(folder, new Map(), 4000)
    for (let number = 0; number < 6; number += 1)
      await archive.append(aPage(`p${number}`, Buffer.alloc(3000, number)))
    await archive.close()
    const files = warcFiles(folder)
    expect(files.length).toBeGreaterThan(1)
    for (const file of files) expect((await recordsOf(file))[0]?.type).toBe('warcinfo')
  })

  it('keeps every hop of a redirect with the page, and no secret of either side', async () => {
    const folder = newFolder()
    const archive = await open(folder)
    const hop = anExchange('https://shop.example/old', Buffer.from('moved'), [
      ['Authorization', 'Bearer x1y2'],
    ])
    const place = await archive.append(aPage('new', Buffer.from('here'), [hop]))
    await archive.close()
    const urls = (await recordsOf(path.join(folder, place.file))).flatMap(({ type, url }) =>
      type === 'response' ? [url] : [],
    )
    expect(urls).toEqual(['https://shop.example/old', 'https://shop.example/new'])
    const text = gunzipSync(readFileSync(path.join(folder, place.file))).toString('latin1')
    expect(text).not.toMatch(/secret-of|x1y2/)
    expect(text).toContain('[redacted sha256:')
  })

  it('cuts off what nobody recorded, and goes on in a new file', async () => {
    const folder = newFolder()
    const first = await open(folder, new Map(), 5000)
    const recorded = await first.append(aPage('recorded', Buffer.from('one')))
    await first.append(aPage('lost', Buffer.from('two')))
    await first.close()
    const [file = ''] = warcFiles(folder)
    appendFileSync(file, Buffer.from('1f8b0800000000000003', 'hex'))
    writeFileSync(path.join(folder, 'R1', 'pages-00007.warc.gz'), 'torn before anything was recorded')
    writeFileSync(path.join(folder, 'R1', 'notes.txt'), 'not ours')

    const end = recorded.offset + recorded.length
    const second = await open(folder, new Map([[recorded.file, end]]))
    const next = await second.append(aPage('next', Buffer.from('three')))
    await second.close()
    expect(statSync(file).size).toBe(end)
    expect((await recordsOf(file)).filter(({ type }) => type === 'response')).toHaveLength(1)
    expect(next.file).toBe('R1/pages-00008.warc.gz')
    expect(readdirSync(path.join(folder, 'R1'))).toEqual([
      'notes.txt',
      'pages-00001.warc.gz',
      'pages-00008.warc.gz',
    ])
  })

  it('says so when it cannot write, every time, and can still be closed', async () => {
    const folder = newFolder()
    const archive = await open(folder)
    // Its folder goes away under it: the first file cannot be made.
    rmSync(path.join(folder, 'R1'), { recursive: true })
    writeFileSync(path.join(folder, 'R1'), 'a file where the folder was')
    await archive.append(aPage('a', Buffer.from('one')))
    await expect(archive.sync()).rejects.toBeInstanceOf(StorageError)
    await archive.append(aPage('b', Buffer.from('two')))
    await expect(archive.sync()).rejects.toBeInstanceOf(StorageError)
    await archive.close()
  })
})
