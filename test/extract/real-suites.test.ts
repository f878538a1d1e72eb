import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodePage } from '../../src/extract/decode-page.ts'
import { parseHtml } from '../../src/extract/parse-html.ts'
import { parsePrice } from '../../src/extract/parse-price.ts'
import { readJsonLd } from '../../src/extract/read-json-ld.ts'
import { readMicrodata } from '../../src/extract/read-microdata.ts'
import { hasSuites, SHARED, unless } from '../support/shared-folder.ts'

/** Cases of other projects. The floors lie a little below what was reached when they were set. */
const FLOOR = { price: 0.96, charset: 1, schema: 0.9 }

interface Case {
  readonly input: unknown
  readonly expected: unknown
  readonly kind?: string
}
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
