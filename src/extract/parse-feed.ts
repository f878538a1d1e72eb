import { parse } from 'csv-parse/sync'
import { InputError } from '../domain/errors.ts'
import { FeedListing } from '../domain/labelled-listing.ts'
import type { Listing } from '../domain/listing.ts'
import { parseContacts } from './parse-contacts.ts'
import { parseDay } from './parse-day.ts'
import { parsePrice } from './parse-price.ts'

/** Rows that can be used, and for each that cannot its line from 1 and the reason in Chinese. */
export interface FeedParse<T> {
  readonly rows: { readonly line: number; readonly value: T }[]
  readonly rejects: { readonly line: number; readonly reason: string }[]
}

/** One JSON object a line. A bad line is reported and the others are kept; blank lines count but say nothing. */
export function parseJsonLines(text: string): FeedParse<FeedListing> {
  const parsed = emptyParse()
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === '') continue
    const json = readJson(line.replace(/^\uFEFF/, ''))
    if (json === undefined) parsed.rejects.push({ line: index + 1, reason: '不是合法的 JSON' })
    else addRow(parsed, index + 1, json)
  }
  return parsed
}

/** One title a line, as staff copy them from a page. */
export function parseTitles(text: string): FeedParse<FeedListing> {
  const parsed = emptyParse()
  for (const [index, line] of linesOf(text).entries()) {
    const title = line.trim()
    if (title !== '') addRow(parsed, index + 1, { id: String(index + 1), title })
  }
  return parsed
}

/** Column names that are understood, the first being the one named in messages. */
export const CSV_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  title: [
    '标题',
    'title',
    '商品名称',
    '商品标题',
    '宝贝标题',
    '宝贝名称',
    '帖子标题',
    '名称',
    '主题',
    'subject',
    'name',
  ],
  body: [
    '正文',
    '描述',
    '商品描述',
    '内容',
    '详情',
    '简介',
    'body',
    'description',
    'desc',
    'content',
    'text',
  ],
  price: ['价格', '售价', '标价', '单价', '金额', 'price', 'amount'],
  seller: [
    '卖家',
    '卖家昵称',
    '店铺',
    '店铺名称',
    '发布人',
    '发布者',
    '昵称',
    '作者',
    '用户名',
    'seller',
    'nick',
    'nickname',
    'shop',
    'author',
    'user',
  ],
  region: ['地区', '所在地', '发货地', '位置', '城市', '属地', 'region', 'location', 'area', 'city'],
  shopCategory: [
    '类目',
    '商品类目',
    '店铺类目',
    '分类',
    '商品分类',
    '所属分类',
    'shopCategory',
    'shop_category',
    'category',
  ],
  observedOn: [
    '采集日期',
    '发现日期',
    '发现时间',
    '采集时间',
    '举报日期',
    '举报时间',
    'observedOn',
    'observed_on',
    'seen',
  ],
  url: ['链接', '网址', '地址链接', '商品链接', '网页地址', 'url', 'link', 'href'],
  id: ['编号', '商品编号', '商品id', '帖子id', '序号', 'id', 'itemid', 'item_id', 'key'],
  platform: ['平台', '平台类型', '来源平台', 'platform'],
  images: ['图片', '图片链接', 'images', 'image', 'pic'],
}

/**
 * A table with a heading row. A ragged row is rejected by its line number.
 * @throws {InputError} when no column can be read as the title.
 */
export function parseCsv(text: string): FeedParse<FeedListing> {
  const parsed = emptyParse()
  const records = readCsv(text, parsed)
  const [heading, ...rows] = records
  const names = (heading?.record ?? []).map((name) => name.trim())
  const columns = names.map(fieldOf)
  if (!columns.includes('title')) throw new InputError(missingTitle(names))
  for (const { record, line } of rows) addCsvRow(parsed, { record, line }, columns)
  parsed.rejects.sort((a, b) => a.line - b.line)
  return parsed
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly line: number
}

function addCsvRow(
  parsed: FeedParse<FeedListing>,
  { record, line }: CsvRecord,
  columns: readonly (string | undefined)[],
): void {
  if (record.every((cell) => cell.trim() === '')) return
  if (record.length !== columns.length) {
    parsed.rejects.push({ line, reason: `列数不符：表头 ${columns.length} 列，本行 ${record.length} 列` })
    return
  }
  const cells: Record<string, unknown> = { id: String(line) }
  for (const [at, field] of columns.entries()) {
    const cell = (record[at] as string).trim()
    if (field !== undefined && cell !== '') cells[field] = field === 'images' ? cell.split(/[\s|;；]+/) : cell
  }
  if (cells.title === undefined) parsed.rejects.push({ line, reason: '标题为空' })
  else addRow(parsed, line, cells)
}

/** A quote left open would swallow the rest of the file: such a line is reported and reading goes on behind it. */
function readCsv(text: string, parsed: FeedParse<FeedListing>): CsvRecord[] {
  const source = text.replace(/^\uFEFF/, '')
  const heading = source.slice(0, 5000).split(/\r?\n/, 1)[0] ?? ''
  const strict = tryParse(source, delimiterOf(heading))
  if (strict !== undefined) return strict
  return linesOf(source).flatMap((line, index) => {
    const [record] = tryParse(line, delimiterOf(heading)) ?? []
    if (record === undefined && line.trim() !== '')
      parsed.rejects.push({ line: index + 1, reason: '引号不成对' })
    return record === undefined ? [] : [{ record: record.record, line: index + 1 }]
  })
}

function delimiterOf(heading: string): string {
  const count = (sign: string) => heading.split(sign).length
  return ['\t', ';', '，'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',')
}

function tryParse(text: string, delimiter: string): CsvRecord[] | undefined {
  try {
    const found = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return found.map(({ record, info }) => ({ record, line: firstLine(record, info.lines) }))
  } catch {
    return undefined
  }
}

/** The parser names the line on which a record ends. */
function firstLine(record: readonly string[], lastLine: number): number {
  const breaks = record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)
  return lastLine - breaks
}

function fieldOf(name: string): string | undefined {
  const plain = name.toLowerCase().replace(/[\s_()（）:：]/g, '')
  return Object.keys(CSV_COLUMNS).find((field) =>
    CSV_COLUMNS[field]?.some((alias) => alias.replace('_', '') === plain),
  )
}

function missingTitle(names: readonly string[]): string {
  const seen = names.filter((name) => name !== '').map((name) => `“${name.slice(0, 30)}”`)
  const accepted = (CSV_COLUMNS.title as readonly string[]).join('、')
  return `没有标题列。文件里的列：${seen.slice(0, 30).join('、') || '（空）'}；可用的标题列名：${accepted}`
}

function emptyParse(): FeedParse<FeedListing> {
  return { rows: [], rejects: [] }
}

function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

function addRow(parsed: FeedParse<FeedListing>, line: number, value: unknown): void {
  const read = FeedListing.safeParse(value)
  if (!read.success) {
    parsed.rejects.push({ line, reason: '不是一条信息（应为 JSON 对象）' })
    return
  }
  const { id, title, body } = read.data
  if (title.trim() === '' && body.trim() === '') parsed.rejects.push({ line, reason: '没有标题，也没有正文' })
  // Without a number of its own a row is known by its place.
  else parsed.rows.push({ line, value: { ...read.data, id: id === '' ? `line-${line}` : id } })
}

/** A feed's row as a listing of the source, with price and contacts read off its texts. */
export function feedToListing(feed: FeedListing, sourceId: string): Listing {
  const { id, platform, title, body, seller, region, shopCategory, images, url } = feed
  const seen = parseDay(feed.observedOn)
  const price = feed.price === '' ? undefined : parsePrice(feed.price)
  return {
    id: `${sourceId}:${id}`.slice(0, 300),
    ...(url === '' ? {} : { url }),
    platform,
    title,
    body,
    ...(price === undefined ? {} : { price }),
    ...(seller === '' ? {} : { seller: { name: seller } }),
    ...(region === '' ? {} : { region }),
    ...(shopCategory === '' ? {} : { shopCategory }),
    ...(seen === undefined ? {} : { observedOn: seen }),
    images,
    contacts: parseContacts(`${title}\n${body}`),
  }
}
