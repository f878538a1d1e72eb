import { InputError } from '../domain/errors.ts'
import type { IntakeSource } from '../domain/intake-source.ts'
import type { FeedListing } from '../domain/labelled-listing.ts'
import type { Listing } from '../domain/listing.ts'
import { PAGE_CLASS_LABEL } from '../domain/page.ts'
import { extractPage } from '../extract/extract-page.ts'
import {
  type FeedParse,
  parseCsv,
  parseJsonLines,
  parseTable,
  parseTitles,
  type Reject,
  type TableParse,
  type TableRow,
} from '../extract/parse-feed.ts'
import { feedListings } from './import-feed.ts'

export const INTAKE_FORMATS = ['jsonl', 'csv', 'xlsx', '12315', 'html', 'titles'] as const
export type IntakeFormat = (typeof INTAKE_FORMATS)[number]

const BY_EXTENSION: Readonly<Record<string, IntakeFormat>> = {
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'csv',
  xlsx: 'xlsx',
  html: 'html',
  htm: 'html',
  txt: 'titles',
}
const ZIP_MAGIC = 'PK'
/** Browsers write it into what they save. */
const SAVED_FROM = /<!--\s*saved from url=\(\d+\)(https?:\/\/[^\s<>"]+?)\s*-->/

export interface IntakePorts {
  /** `.gz` unpacked. @throws {InputError} */
  readBytes(file: string): Uint8Array
  /** @throws {InputError} */
  readWorkbook(bytes: Uint8Array, name: string): Promise<TableRow[]>
  /** ISO 8601 UTC. */
  now(): string
}

export interface Intake {
  readonly listings: readonly Listing[]
  readonly rejects: readonly Reject[]
  /** How the columns were read, where there are columns. */
  readonly table: Pick<TableParse, 'headings' | 'columns'> | undefined
  /** The text stops in the middle of its last line: it may still be on its way. */
  readonly looksCut: boolean
}

/**
 * What a file holds, as listings of the source.
 * @throws {InputError} the file cannot be read as what it claims to be.
 */
export async function readIntake(
  file: string,
  { source, format }: { source: IntakeSource; format?: IntakeFormat | undefined },
  ports: IntakePorts,
): Promise<Intake> {
  const kind = format ?? formatOf(file)
  const intake = await readAs(kind, file, source, ports)
  const origin = source.origin ?? (kind === '12315' ? ('complaint' as const) : undefined)
  return origin === undefined
    ? intake
    : { ...intake, listings: intake.listings.map((listing) => ({ ...listing, origin })) }
}

async function readAs(
  kind: IntakeFormat,
  file: string,
  source: IntakeSource,
  ports: IntakePorts,
): Promise<Intake> {
  const bytes = ports.readBytes(file)
  if (kind === 'html') return readHtml(file, bytes, { source, now: ports.now() })
  const { id, columns: mapping, platform } = source
  const options = { mapping, platform, ...(kind === '12315' && { preset: '12315' as const }) }
  if (kind === 'xlsx' || (kind === '12315' && isZip(bytes))) {
    return tableIntake(parseTable(await ports.readWorkbook(bytes, file), options), id, false)
  }
  const text = decodeText(bytes)
  const looksCut = !/[\r\n]$/.test(text)
  if (kind === 'csv' || kind === '12315') return tableIntake(parseCsv(text, options), id, looksCut)
  const feed = kind === 'jsonl' ? parseJsonLines(text, options) : parseTitles(text)
  return { ...listingsOf(feed, id), table: undefined, looksCut }
}

export function formatOf(file: string): IntakeFormat {
  const extension = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase() ?? ''
  const format = BY_EXTENSION[extension]
  if (format === undefined)
    throw new InputError(`不能从扩展名判断 ${file} 的格式：用 --format ${INTAKE_FORMATS.join('|')} 指明`)
  return format
}

function tableIntake(table: TableParse, sourceId: string, looksCut: boolean): Intake {
  const { headings, columns } = table
  return { ...listingsOf(table, sourceId), table: { headings, columns }, looksCut }
}

function listingsOf(feed: FeedParse<FeedListing>, sourceId: string): Pick<Intake, 'listings' | 'rejects'> {
  return { listings: feedListings(feed, sourceId), rejects: feed.rejects }
}

/** Office programs in China still write GBK. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function isZip(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 2)) === ZIP_MAGIC
}

function readHtml(
  file: string,
  body: Uint8Array,
  { source, now }: { source: IntakeSource; now: string },
): Intake {
  const head = new TextDecoder('latin1').decode(body.subarray(0, 4000))
  const url = SAVED_FROM.exec(head)?.[1] ?? `https://saved.example/${source.id}/`
  const { pageClass, listings } = extractPage({
    siteId: source.id,
    url,
    finalUrl: url,
    status: 200,
    contentType: undefined,
    lane: 'http',
    fetchedAt: now,
    body,
    bodyIsUtf8: false,
    exchanges: [],
  })
  if (pageClass !== 'ok')
    throw new InputError(`${file} 不是商品或帖子的网页，而是“${PAGE_CLASS_LABEL[pageClass]}”`)
  if (listings.length === 0) throw new InputError(`${file} 里没有找到商品或帖子`)
  return {
    listings,
    rejects: [],
    table: undefined,
    looksCut: !/<\/html>\s*$/i.test(decodeText(body.subarray(-200))),
  }
}
