import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalizeUrl, requestUrl } from '../../src/crawl/canonicalize-url.ts'
import { decodePage } from '../../src/extract/decode-page.ts'
import { parseHtml } from '../../src/extract/parse-html.ts'
import { parsePrice } from '../../src/extract/parse-price.ts'
import { readJsonLd } from '../../src/extract/read-json-ld.ts'
import { readMicrodata } from '../../src/extract/read-microdata.ts'
import { hasSuites, SHARED, unless } from '../support/shared-folder.ts'

/** Cases of other projects. The floors lie a little below what was reached when they were set. */
const FLOOR = { price: 0.98, currency: 0.97, charset: 1, schema: 0.9, url: 0.79 }

interface Case {
  readonly input: unknown
  readonly expected: unknown
  readonly kind?: string
}
interface UrlCase {
  readonly func: string
  readonly input: readonly (string | { bytes_latin1: string })[]
  readonly kwargs?: { readonly remove?: boolean } | null
  readonly expected: string
}

/** price-parser gives the sign as written; the ISO code of those that we claim to know. */
const CODES: Readonly<Record<string, string>> = {
  '€': 'EUR',
  EUR: 'EUR',
  euro: 'EUR',
  $: 'USD',
  US$: 'USD',
  USD: 'USD',
  '£': 'GBP',
  GBP: 'GBP',
  'руб.': 'RUB',
  руб: 'RUB',
  '₽': 'RUB',
  Kč: 'CZK',
  zł: 'PLN',
  Zł: 'PLN',
  PLN: 'PLN',
  R$: 'BRL',
  lei: 'RON',
  LEI: 'RON',
  'грн.': 'UAH',
  грн: 'UAH',
  CHF: 'CHF',
  DKK: 'DKK',
  '₫': 'VND',
  TL: 'TRY',
  Ft: 'HUF',
  C$: 'CAD',
  NOK: 'NOK',
  SGD: 'SGD',
  'лв.': 'BGN',
  A$: 'AUD',
  AUD: 'AUD',
  円: 'JPY',
  '฿': 'THB',
  '₹': 'INR',
  AED: 'AED',
}
const codeOf = (sign: string | null) => (sign === null ? undefined : CODES[sign])

const suite = (name: string) =>
  readFileSync(resolve(SHARED, 'real/suites', name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case)
const file = (name: unknown) => readFileSync(resolve(SHARED, 'real/suites', String(name)))

function report(what: string, cases: readonly unknown[], failed: readonly unknown[]): number {
  const share = (cases.length - failed.length) / cases.length
  console.log(`${what}: ${cases.length - failed.length} of ${cases.length} (${(share * 100).toFixed(1)}%)`)
  return share
}

describe.skipIf(!hasSuites)(`other projects' cases${unless(hasSuites)}`, () => {
  it('reads the amounts of price-parser’s cases', () => {
    const cases = suite('price_parser.jsonl')
    const failed = cases.filter(({ input, expected }) => {
      const price = parsePrice((input as { price: string | null }).price ?? '')
      const { amount } = expected as { amount: number | string | null | undefined }
      if (amount === null || amount === undefined) return price?.amountMinor !== undefined
      const wanted = Number(String(amount).replace(/[^\d.]/g, ''))
      const scale = ['JPY', 'KRW', 'VND'].includes(price?.currency ?? '') ? 1 : 100
      return price?.amountMinor !== Math.round(wanted * scale)
    })
    expect(report('price-parser', cases, failed)).toBeGreaterThanOrEqual(FLOOR.price)
  })

  it('names the currencies of price-parser’s cases that we know', () => {
    const cases = suite('price_parser.jsonl').filter(
      ({ input, expected }) =>
        codeOf((expected as { currency: string | null }).currency) !== undefined &&
        (input as { price: string | null }).price?.includes((expected as { currency: string }).currency),
    )
    const failed = cases.filter(({ input, expected }) => {
      const price = parsePrice((input as { price: string }).price)
      return price?.currency !== codeOf((expected as { currency: string }).currency)
    })
    expect(cases.length).toBeGreaterThan(340)
    expect(report('price-parser currencies', cases, failed)).toBeGreaterThanOrEqual(FLOOR.currency)
  })

  it('writes w3lib’s URLs in its canonical form', () => {
    const cases = (suite('w3lib_url.jsonl') as unknown as UrlCase[]).filter(
      ({ func }) => func === 'canonicalize_url',
    )
    const failed = cases.filter(({ input: [raw], expected }) => {
      if (raw === undefined) return true
      const text = typeof raw === 'string' ? raw : Buffer.from(raw.bytes_latin1, 'latin1').toString('utf8')
      return canonicalizeUrl(text, { origin: 'http://www.example.com', dropParams: [] }) !== expected
    })
    expect(cases.length).toBe(34)
    expect(report('w3lib canonicalize_url', cases, failed)).toBeGreaterThanOrEqual(FLOOR.url)
    // What we refuse on purpose, and what another page's encoding would give: see docs/suites.md.
    for (const { input, expected } of failed)
      expect(`${JSON.stringify(input)} ${expected}`).toMatch(/user:pass|sftp:|cp1251|\?b=1|Россия|éxamplé/)
  })

  it('drops the parameters that w3lib’s cleaner is told to remove', () => {
    const cases = (suite('w3lib_url.jsonl') as unknown as UrlCase[]).filter(
      ({ func, kwargs }) => func === 'url_query_cleaner' && kwargs?.remove === true,
    )
    const failed = cases.filter(({ input: [raw, names], expected }) => {
      const site = { origin: 'http://www.example.com', dropParams: [names].flat() as string[] }
      return requestUrl(String(raw), site) !== `http://www.example.com/${expected}`
    })
    expect(cases.length).toBeGreaterThanOrEqual(4)
    expect(report('w3lib url_query_cleaner', cases, failed)).toBe(1)
  })

  it('tells the encodings of chardet’s Chinese files', () => {
    const cases = suite('chardet_zh.jsonl')
    const failed = cases.filter(({ input, expected }) => {
      const { charset } = decodePage({ body: file(input), contentType: undefined, bodyIsUtf8: false })
      return charset !== String(expected).toLowerCase().replace('gb2312', 'gb18030')
    })
    expect(report('chardet', cases, failed)).toBeGreaterThanOrEqual(FLOOR.charset)
  })

  it('sees every JSON-LD and microdata item of extruct’s pages, by type and name', () => {
    const cases = suite('extruct_pairs.jsonl').map((one) => ({
      ...one,
      wanted: schemaItems(JSON.parse(String(file(one.expected)))),
    }))
    const withItems = cases.filter(({ wanted }) => wanted.length > 0)
    const failed = withItems.filter(({ input, wanted }) => {
      const $ = parseHtml(decodePage({ body: file(input), contentType: undefined, bodyIsUtf8: false }).text)
      const seen = new Set([...readJsonLd($), ...readMicrodata($)].map(labelOf))
      return !wanted.every((label) => seen.has(label))
    })
    expect(withItems.length).toBeGreaterThan(10)
    expect(report('extruct', withItems, failed)).toBeGreaterThanOrEqual(FLOOR.schema)
  })
})

/** Type and name of each top-level item in any of extruct's shapes; RDFa and bare OpenGraph pages give none. */
function schemaItems(expected: unknown): string[] {
  if (Array.isArray(expected)) return expected.flatMap(schemaItems)
  const node = expected as Record<string, unknown>
  if (node.microdata !== undefined || node['json-ld'] !== undefined) {
    return [...schemaItems(node.microdata ?? []), ...schemaItems(node['json-ld'] ?? [])]
  }
  if (typeof node.type === 'string') return [labelOf({ '@type': node.type, ...(node.properties as object) })]
  const types = [node['@type']].flat()
  return types.some((type) => typeof type === 'string' && !type.startsWith('http')) ? [labelOf(node)] : []
}

function labelOf(node: Readonly<Record<string, unknown>>): string {
  const [type] = [node['@type']].flat()
  const [name] = [node.name].flat()
  const named = typeof name === 'string' ? name.replace(/\s+/g, ' ').trim() : ''
  return `${String(type ?? '').replace(/^https?:\/\/schema\.org\//, '')} ${named}`
}
