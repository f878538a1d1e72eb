import { StringDecoder } from 'node:string_decoder'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { InputError } from '../../domain/errors.ts'
import {
  type SheetContext,
  type SheetRow,
  sharedStringsHandler,
  sheetHandler,
  stylesHandler,
  xmlReader,
} from './workbook-xml.ts'

/** What a platform or a hotline exports stays far below; what goes beyond is a bomb or a mistake. */
const LIMITS = { entries: 5000, unpackedBytes: 150_000_000, rows: 1_000_000, columns: 200, cells: 10_000_000 }
/** A password or the format of before 2007 makes an OLE file. */
const OLE_MAGIC = 'd0cf11e0'

export interface WorkbookRow {
  /** Each as long as the first. */
  readonly record: readonly string[]
  readonly line: number
}

/**
 * The rows of the first visible sheet of an .xlsx, cells as a person sees them, dates as 2026-04-30 09:00:00.
 *
 * Read in one pass with counted bytes and cells. Ready-made readers fill the rectangle that the last cell spans: two cells
 * far apart take all memory.
 * @throws {InputError}
 */
export async function readWorkbook(bytes: Uint8Array, name: string): Promise<WorkbookRow[]> {
  if (Buffer.from(bytes.subarray(0, 4)).toString('hex') === OLE_MAGIC)
    throw new InputError(`${name} 有密码或是旧版 .xls：请去掉密码、另存为 .xlsx`)
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes))
    return await new WorkbookReader(zip, await entriesOf(zip)).rows()
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${name}：${error.message}`, { cause: error })
    const reason = error instanceof Error ? error.message : String(error)
    throw new InputError(`${name} 不是完整的 .xlsx 工作簿（${reason}）`, { cause: error })
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  if (zip.entryCount > LIMITS.entries) throw new InputError(`压缩包内文件超过 ${LIMITS.entries} 个`)
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName.replace(/^\//, ''), entry)
  return entries
}

class WorkbookReader {
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>
  #unpacked = 0

  constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip
    this.#entries = entries
  }

  async rows(): Promise<WorkbookRow[]> {
    const { sheet, from1904 } = await this.#firstSheet()
    const strings: string[] = []
    const dates: boolean[] = []
    await this.#parse('xl/sharedStrings.xml', sharedStringsHandler(strings))
    await this.#parse('xl/styles.xml', stylesHandler(dates))
    return await this.#sheetRows(sheet, { strings, dates, from1904, maxColumns: LIMITS.columns })
  }

  async #firstSheet(): Promise<{ sheet: string; from1904: boolean }> {
    const sheets: { id: string; hidden: boolean }[] = []
    let from1904 = false
    const found = await this.#parse('xl/workbook.xml', {
      open: (name, attributes) => {
        if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '')
        if (name !== 'sheet') return
        const id = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1] ?? ''
        sheets.push({ id, hidden: attributes.state !== undefined && attributes.state !== 'visible' })
      },
    })
    if (!found) throw new InputError('其中没有工作簿（xl/workbook.xml）')
    const targets = new Map<string, string>()
    await this.#parse('xl/_rels/workbook.xml.rels', {
      open: (name, { Id = '', Target = '' }) => {
        if (name === 'Relationship') targets.set(Id, Target)
      },
    })
    const first = sheets.find(({ hidden }) => !hidden) ?? sheets[0]
    const target = first && targets.get(first.id)
    if (target === undefined) throw new InputError('其中没有工作表')
    return { sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, from1904 }
  }

  async #sheetRows(sheet: string, context: SheetContext): Promise<WorkbookRow[]> {
    const rows: SheetRow[] = []
    let cells = 0
    const handler = sheetHandler(context, (row) => {
      cells += row.cells.size
      if (rows.length >= LIMITS.rows || cells > LIMITS.cells)
        throw new InputError(`表格超过 ${LIMITS.rows} 行或 ${LIMITS.cells} 格：请分成几个文件`)
      rows.push(row)
    })
    if (!(await this.#parse(sheet, handler))) throw new InputError('其中没有工作表')
    // Cells beyond the heading have no name, so nothing can be made of them.
    const width = Math.max(0, ...[...(rows[0]?.cells.keys() ?? [])].map((column) => column + 1))
    return rows.map(({ line, cells: row }) => ({
      line,
      record: Array.from({ length: width }, (_, column) => row.get(column) ?? ''),
    }))
  }

  /** Answers whether the part is there. What it says of its own size is not believed. */
  async #parse(part: string, handler: Parameters<typeof xmlReader>[0]): Promise<boolean> {
    const entry = this.#entries.get(part)
    if (entry === undefined) return false
    const reader = xmlReader(handler)
    const decoder = new StringDecoder('utf8')
    const stream = await this.#zip.openReadStreamPromise(entry)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.#unpacked += chunk.length
      if (this.#unpacked > LIMITS.unpackedBytes)
        throw new InputError(`展开后超过 ${LIMITS.unpackedBytes / 1e6} MB`)
      reader.write(decoder.write(chunk))
    }
    reader.write(decoder.end())
    reader.end()
    return true
  }
}
