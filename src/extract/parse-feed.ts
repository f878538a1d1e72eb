import { parse } from 'csv-parse/sync'
import { type ColumnMapping, FeedField } from '../domain/intake-source.ts'
import { FeedListing } from '../domain/labelled-listing.ts'
import type { Listing } from '../domain/listing.ts'
import type { Platform } from '../domain/vocabulary.ts'
import { assignColumns, type FeedColumns, type Preset } from './feed-columns.ts'
import { parseContacts } from './parse-contacts.ts'
import { parseDay } from './parse-day.ts'
import { parsePrice } from './parse-price.ts'
import { platformOfName } from './platform-of-host.ts'

/** Rows that can be used, and for each that cannot its line from 1 and the reason in Chinese. */
export interface FeedParse<T> {
  readonly rows: FeedRow<T>[]
  readonly rejects: Reject[]
}

export interface FeedRow<T> {
  readonly line: number
  readonly value: T
  /** The row has no number of its own; its id is its line. */
  readonly unkeyed?: true
}

export interface Reject {
  readonly line: number
  readonly reason: string
}

/** One JSON object a line. A bad line is reported and the others are kept; blank lines count but say nothing. */
export function parseJsonLines(text: string, options: FeedOptions = {}): FeedParse<FeedListing> {
  const parsed = emptyParse()
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === '') continue
    const json = readJson(line.replace(/^\uFEFF/, ''))
    if (json === undefined) parsed.rejects.push({ line: index + 1, reason: '不是合法的 JSON' })
    else addRow(parsed, { line: index + 1, value: renameFields(json, options), place: `line-${index + 1}` })
  }
  return parsed
}

/** A source may write its own names: a field that the mapping names is read from the first of them that is there. */
function renameFields(json: unknown, options: FeedOptions): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json
  const given = json as Record<string, unknown>
  const renamed = FeedField.options.flatMap((field) => {
    const name = options.mapping?.[field]?.find((candidate) => Object.hasOwn(given, candidate))
    return name === undefined ? [] : [[field, given[name]] as const]
  })
  return { ...defaultsOf(options), ...given, ...Object.fromEntries(renamed) }
}

/** One title a line, as staff copy them from a page. */
export function parseTitles(text: string): FeedParse<FeedListing> {
  const parsed = emptyParse()
  for (const [index, line] of linesOf(text).entries()) {
    const title = line.trim()
    if (title !== '') addRow(parsed, { line: index + 1, value: { title } })
  }
  return parsed
}

export interface FeedOptions {
  /** The source's own, before what the names in the file say. */
  readonly mapping?: ColumnMapping | undefined
  /** For rows that name none. */
  readonly platform?: Platform | undefined
}

export interface TableOptions extends FeedOptions {
  readonly preset?: Preset | undefined
}

export interface TableParse extends FeedParse<FeedListing> {
  readonly headings: readonly string[]
  readonly columns: FeedColumns
}

/**
 * A table with a heading row, as CSV. A ragged row is rejected by its line number.
 * @throws {InputError} when no column can be read as the title.
 */
export function parseCsv(text: string, options: TableOptions = {}): TableParse {
  const rejects: Reject[] = []
  return parseTable(readCsv(text, rejects), options, rejects)
}

export interface TableRow {
  readonly record: readonly string[]
  /** From 1. */
  readonly line: number
}

/**
 * The same for rows that a workbook gives. The first row with a cell is the heading.
 * @throws {InputError} as `parseCsv`.
 */
export function parseTable(
  records: readonly TableRow[],
  options: TableOptions = {},
  rejects: readonly Reject[] = [],
): TableParse {
  const parsed = { rows: [] as FeedRow<FeedListing>[], rejects: [...rejects] }
  const at = records.findIndex(({ record }) => record.some((cell) => cell.trim() !== ''))
  const headings = (records[at]?.record ?? []).map((name) => name.trim())
  const columns = assignColumns(headings, options)
  const defaults = defaultsOf(options)
  for (const row of records.slice(at + 1)) addTableRow(parsed, row, columns, defaults)
  parsed.rejects.sort((a, b) => a.line - b.line)
  return { ...parsed, headings, columns }
}

function addTableRow(
  parsed: FeedParse<FeedListing>,
  { record, line }: TableRow,
  { fields, preset }: FeedColumns,
  defaults: object,
): void {
  if (record.every((cell) => cell.trim() === '')) return
  if (record.length !== fields.length) {
    parsed.rejects.push({ line, reason: `列数不符：表头 ${fields.length} 列，本行 ${record.length} 列` })
    return
  }
  const cells = gatherCells(record, fields)
  const needsTitle = preset === undefined && fields.includes('title')
  if (needsTitle && cells.title === undefined) parsed.rejects.push({ line, reason: '标题为空' })
  else addRow(parsed, { line, value: { ...defaults, ...cells, ...listsOf(cells) } })
}

function gatherCells(
  record: readonly string[],
  fields: FeedColumns['fields'],
): Partial<Record<FeedField, string>> {
  const cells: Partial<Record<FeedField, string>> = {}
  for (const [at, field] of fields.entries()) {
    const cell = (record[at] as string).trim()
    if (field === undefined || cell === '') continue
    if (cells[field] === undefined) cells[field] = cell
    else if (field === 'body') cells.body = `${cells.body}\n${cell}`
  }
  return cells
}

function listsOf({ images, platform }: Partial<Record<FeedField, string>>): object {
  return {
    ...(images !== undefined && { images: images.split(/[\s|;；]+/) }),
    ...(platform !== undefined && { platform: platformOfName(platform) }),
  }
}

/** A quote left open would swallow the rest of the file: such a line is reported and reading goes on behind it. */
function readCsv(text: string, rejects: Reject[]): TableRow[] {
  const source = text.replace(/^\uFEFF/, '')
  const heading = source.slice(0, 5000).split(/\r?\n/, 1)[0] ?? ''
  const strict = tryParse(source, delimiterOf(heading))
  if (strict !== undefined) return strict
  return linesOf(source).flatMap((line, index) => {
    const [record] = tryParse(line, delimiterOf(heading)) ?? []
    if (record === undefined && line.trim() !== '') rejects.push({ line: index + 1, reason: '引号不成对' })
    return record === undefined ? [] : [{ record: record.record, line: index + 1 }]
  })
}

function delimiterOf(heading: string): string {
  const count = (sign: string) => heading.split(sign).length
  return ['\t', ';', '，'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',')
}

function tryParse(text: string, delimiter: string): TableRow[] | undefined {
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

function defaultsOf({ platform }: FeedOptions): object {
  return platform === undefined ? {} : { platform }
}

/** Without a number of its own a row is known by its place. */
function addRow(
  parsed: FeedParse<FeedListing>,
  { line, value, place = String(line) }: { line: number; value: unknown; place?: string },
): void {
  const read = FeedListing.safeParse(value)
  if (!read.success) {
    parsed.rejects.push({ line, reason: '不是一条信息（应为 JSON 对象）' })
    return
  }
  const { id, title, body } = read.data
  if (title.trim() === '' && body.trim() === '') parsed.rejects.push({ line, reason: '没有标题，也没有正文' })
  else if (id === '') parsed.rows.push({ line, value: { ...read.data, id: place }, unkeyed: true })
  else parsed.rows.push({ line, value: read.data })
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
