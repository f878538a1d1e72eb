import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { WARCParser } from 'warcio'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { Manifest } from '../../src/domain/evidence.ts'
import type { HttpExchange } from '../../src/domain/page.ts'
import {
  aBundle,
  aListing,
  anExchange,
  aPage,
  aPng,
  aRendering,
  tempFolder,
} from '../support/evidence-builders.ts'

async function warcText(path: string): Promise<string> {
  return gunzipSync(await readFile(join(path, 'archive/exchange.warc.gz'))).toString('latin1')
}

async function manifestOf(path: string): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')))
}

describe('captureEvidence', () => {
  it('seals page, rendering, text and assessment into a bundle that verifies', async () => {
    const root = await tempFolder()
    const ref = await aBundle(root)
    const report = await verifyPath(ref.path)
    expect(report).toMatchObject({ kind: 'bundle', ok: true, problems: [], evidenceIds: [ref.evidenceId] })
    expect((await manifestOf(ref.path)).files.map(({ path }) => path)).toEqual([
      'archive/exchange.warc.gz',
      'assessment.json',
      'environment.json',
      'indexes/index.cdxj',
      'pages/pages.jsonl',
      'rendered/page.html',
      'rendered/screenshot.png',
      'text/listing.json',
      'text/listing.txt',
      'text/page.txt',
    ])
    expect(ref.evidenceId).toMatch(/^E20261122-[0-9a-f]{12}$/)
    expect(ref.screenshot).toBe('rendered/screenshot.png')
    expect(await readdir(root)).toEqual([ref.evidenceId])
    expect((await stat(join(ref.path, 'manifest.json'))).mode & 0o777).toBe(0o444)
  })

  it('writes a WARC that another reader understands, with headers as received', async () => {
    const { path } = await aBundle(await tempFolder())
    const records: { type: string; status: unknown; digest: unknown; ip: unknown; text: string }[] = []
    const warc = await readFile(join(path, 'archive/exchange.warc.gz'))
    for await (const record of WARCParser.iterRecords([warc])) {
      const text = await record.contentText()
      const { httpHeaders, warcPayloadDigest: digest } = record
      const ip = record.warcHeader('WARC-IP-Address')
      records.push({ type: record.warcType, status: httpHeaders?.statusCode, digest, ip, text })
    }
    expect(records.map(({ type }) => type)).toEqual([
      'warcinfo',
      ...['response', 'request', 'metadata'],
      ...['response', 'request', 'metadata'],
    ])
    expect(records[1]).toMatchObject({ status: 200, ip: '192.0.2.7' })
    expect(records[1]?.text).toBe('<html>\r\n\r\nbody with an empty line</html>')
    expect(await warcText(path)).toContain('X-Twice: one\r\nx-TWICE: two\r\n')
    expect(await warcText(path)).toContain('X-Bytes: caf\u00e9\r\n')
  })

  it('keeps session secrets out and says so', async () => {
    const { path } = await aBundle(await tempFolder())
    const text = await warcText(path)
    expect(text).not.toContain('very-secret-session')
    expect(text).not.toContain('other-secret')
    expect(text).toMatch(/\r\nCookie: \[redacted sha256:[0-9a-f]{64}\]\r\n/)
    expect(text).toContain('redacted-headers: Cookie, Set-Cookie')
    expect((await manifestOf(path)).caveats.join()).toContain('已替换为散列值')
  })

  it('marks a response that was cut short and one the browser had decoded', async () => {
    const page = aPage({ exchanges: [anExchange({ truncated: true })] })
    const { path } = await aBundle(await tempFolder(), { page })
    const text = await warcText(path)
    expect(text).toContain('WARC-Truncated: length')
    expect(text).toContain('content-encoding-undone: gzip')
    expect(text).toContain('content-encoding: gzip\r\n')
    expect((await manifestOf(path)).caveats.join()).toMatch(/超过大小限度.*浏览器解压/)
  })

  it('seals a feed listing that has no page, and says what is missing', async () => {
    const ref = await aBundle(await tempFolder(), { page: undefined, rendered: undefined })
    expect(await verifyPath(ref.path)).toMatchObject({ ok: true })
    const { files, caveats } = await manifestOf(ref.path)
    expect(files.map(({ path }) => path)).toEqual([
      'archive/exchange.warc.gz',
      'assessment.json',
      'environment.json',
      'indexes/index.cdxj',
      'pages/pages.jsonl',
      'text/listing.json',
      'text/listing.txt',
    ])
    expect(caveats).toEqual([
      '本信息由数据文件导入，没有抓取时的网页响应。',
      '没有网络请求与响应的原始记录。',
      '没有页面可见文字。',
      '没有页面截图和绘制后的页面结构。',
    ])
    expect(ref.screenshot).toBeUndefined()
  })

  it('says why there is no rendering, and leaves out a screenshot that is no picture', async () => {
    const root = await tempFolder()
    const undrawn = await aBundle(root, { rendered: undefined, notRendered: '浏览器超时', pageText: '文字' })
    expect((await manifestOf(undrawn.path)).caveats).toContain('没有页面截图和绘制后的页面结构：浏览器超时')
    const blank = await aBundle(root, { rendered: aRendering({ screenshotPng: new Uint8Array() }) })
    expect((await manifestOf(blank.path)).caveats).toContain('浏览器没有生成可用的截图。')
    expect(await readdir(join(blank.path, 'rendered'))).toEqual(['page.html'])
  })

  it('keeps of an API list only the response that holds this listing', async () => {
    const json = (body: string, url: string) =>
      anExchange({ url, responseHeaders: [['content-type', 'application/json']], body: Buffer.from(body) })
    const page = aPage({
      lane: 'browser',
      exchanges: [
        anExchange(),
        json('{"items":[{"id":"12"},{"id":"13"}]}', 'https://shop.example/api?p=1'),
        json('{"items":[{"id":"77"}]}', 'https://shop.example/api?p=2'),
      ],
    })
    const { path } = await aBundle(await tempFolder(), { page, rendered: undefined })
    const text = await warcText(path)
    expect(text).toContain('WARC-Target-URI: https://shop.example/api?p=2')
    expect(text).not.toContain('api?p=1')
    expect(text).toContain('body with an empty line')
  })

  it('keeps every form of the page, tall pages in several pictures, and the seller beside it', async () => {
    const tall = {
      lowerScreenshots: [aPng(64, 64), aPng(64, 32)],
      pdf: Buffer.from('%PDF-1.4'),
      mhtml: Buffer.from('From:'),
    }
    const sellerPage = {
      rendered: aRendering({
        text: '演练文玩铺的全部宝贝',
        exchanges: [anExchange({ url: 'https://shop.example/shop/seller-9' })],
      }),
    }
    const ref = await aBundle(await tempFolder(), { rendered: aRendering(tall), sellerPage })
    expect(await verifyPath(ref.path)).toMatchObject({ ok: true })
    const { files, caveats } = await manifestOf(ref.path)
    const madeBy = new Map(files.map((file) => [file.path, file.madeBy]))
    expect(madeBy.get('rendered/screenshot-2.png')).toContain('自上而下第 2 幅，共 3 幅')
    for (const path of [
      'rendered/screenshot-3.png',
      'rendered/page.pdf',
      'rendered/page.mhtml',
      'seller/page.html',
      'seller/page.txt',
      'seller/screenshot.png',
    ])
      expect([...madeBy.keys()]).toContain(path)
    const text = await warcText(ref.path)
    expect(text).toContain('WARC-Target-URI: https://shop.example/shop/seller-9')
    expect(text).toContain('seen: seller')
    expect(caveats.join()).not.toContain('没有卖家页面')
  })

  it('says which forms and which pictures are missing, and why there is no page of the seller', async () => {
    const listing = aListing({
      images: ['/i/1.jpg', '//cdn.example/2.webp', 'https://shop.example/i/gone.jpg'],
    })
    const picture = (url: string, type: string, more: Partial<HttpExchange> = {}) =>
      anExchange({ url, responseHeaders: [['Content-Type', type]], body: Buffer.from(url), ...more })
    const rendered = aRendering({
      notTaken: ['浏览器没有生成 PDF。'],
      exchanges: [
        picture('https://shop.example/i/1.jpg', '', {
          status: 302,
          responseHeaders: [['Location', 'https://cdn.example/1.jpg']],
        }),
        picture('https://cdn.example/1.jpg', 'image/jpeg'),
        picture('https://cdn.example/2.webp', 'IMAGE/WEBP; q=1'),
        picture('https://shop.example/i/gone.jpg', 'text/html', { status: 404 }),
      ],
    })
    const sellerPage = { notRendered: 'robots.txt 第 3 行不允许抓取' }
    const { path } = await aBundle(await tempFolder(), { listing, rendered, sellerPage })
    const { files, caveats } = await manifestOf(path)
    expect(files.map((file) => file.path).filter((each) => each.startsWith('pictures/'))).toEqual([
      'pictures/1.jpg',
      'pictures/2.webp',
    ])
    expect(await readFile(join(path, 'pictures/1.jpg'), 'utf8')).toBe('https://cdn.example/1.jpg')
    expect(caveats).toContain('信息所载图片 3 张，其中 1 张没有取得原图。')
    expect(caveats).toContain('浏览器没有生成 PDF。')
    expect(caveats).toContain('没有卖家页面：robots.txt 第 3 行不允许抓取')
  })

  it('gives two captures of one listing two names', async () => {
    const root = await tempFolder()
    const [one, two] = [await aBundle(root), await aBundle(root)]
    expect(one.evidenceId).not.toBe(two.evidenceId)
  })
})
