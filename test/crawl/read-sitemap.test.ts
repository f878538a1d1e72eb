import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSitemap } from '../../src/crawl/read-sitemap.ts'
import '../support/property-seed.ts'

const read = (text: string) => readSitemap(Buffer.from(text))
const URLSET = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

describe('readSitemap', () => {
  it('reads pages, what changed last first, and not the pictures on them', () => {
    const text = `\uFEFF<?xml version="1.0"?><!-- made at night --><urlset ${URLSET} xmlns:image="x">
      <url><loc> https://a.example/1?x=1&amp;y=2 </loc><lastmod>2026-11-01</lastmod>
        <image:image><image:loc>https://a.example/p.jpg</image:loc></image:image></url>
      <url><loc><![CDATA[https://a.example/2]]></loc><lastmod>2026-11-20T10:00:00+08:00</lastmod></url>
      <url><loc>https://a.example/3</loc><lastmod>lately</lastmod></url><url><lastmod>2026-11-20</lastmod></url></urlset>`
    expect(read(text)).toEqual({
      kind: 'pages',
      entries: [
        { url: 'https://a.example/2', lastModified: '2026-11-20T02:00:00.000Z' },
        { url: 'https://a.example/1?x=1&y=2', lastModified: '2026-11-01T23:59:59.000Z' },
        { url: 'https://a.example/3' },
      ],
    })
  })

  it('reads an index, packed', () => {
    const text = `<sitemapindex ${URLSET}><sitemap><loc>/a.xml.gz</loc></sitemap></sitemapindex>`
    expect(readSitemap(gzipSync(text))).toEqual({ kind: 'index', entries: [{ url: '/a.xml.gz' }] })
  })

  it('reads RSS and Atom', () => {
    const rss = `<rss version="2.0"><channel><link>https://a.example/</link><item><title>x</title><link>/t/1</link>
      <pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>`
    expect(read(rss)).toEqual({
      kind: 'feed',
      entries: [{ url: '/t/1', lastModified: '2026-11-20T08:00:00.000Z' }],
    })
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><link href="/self"/><entry><link rel="edit" href="/e"/>
      <link href="/t/2"/><updated>2026-11-20T08:00:00Z</updated></entry></feed>`
    expect(read(atom)?.entries).toEqual([{ url: '/t/2', lastModified: '2026-11-20T08:00:00.000Z' }])
  })

  it.each([
    '<html><body><a href="/x">x</a></body></html>',
    '{"items":[]}',
    '',
    '<?xml version="1.0"?><note/>',
  ])('is not fooled by %s', (text) => expect(read(text)).toBeUndefined())

  it('expands no entities of the document’s own, and nothing outside it', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
      <!ENTITY c "&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
      <urlset ${URLSET}><url><loc>https://a.example/&c;&f;</loc></url></urlset>`
    expect(read(bomb)?.entries).toEqual([{ url: 'https://a.example/&c;&f;' }])
  })

  it('takes 50,000 pages and no more, and of a bomb nothing', () => {
    const pages = Array.from({ length: 50_010 }, (_, index) => `<url><loc>/${index}</loc></url>`).join('')
    expect(read(`<urlset ${URLSET}>${pages}</urlset>`)?.entries).toHaveLength(50_000)
    expect(readSitemap(gzipSync(Buffer.alloc(60_000_000, ' ')))).toBeUndefined()
  })

  it('takes any bytes, cut and broken', () => {
    const whole = Buffer.from(
      `<urlset ${URLSET}><url><loc>/1</loc><lastmod>2026-11-20</lastmod></url></urlset>`,
    )
    fc.assert(
      fc.property(fc.nat(whole.length), fc.uint8Array({ maxLength: 40 }), (cut, noise) => {
        const broken = Buffer.concat([whole.subarray(0, cut), noise, whole.subarray(cut)])
        for (const { url } of readSitemap(broken)?.entries ?? []) expect(url.length).toBeLessThanOrEqual(4000)
        readSitemap(Buffer.concat([Buffer.from([0x1f, 0x8b]), noise]))
      }),
    )
  })
})
