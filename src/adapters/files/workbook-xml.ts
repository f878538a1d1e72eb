import { Parser } from 'htmlparser2'

/** Excel counts days from here; 1900-02-29, which never was, is among them. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30)
const EPOCH_1904_MS = Date.UTC(1904, 0, 1)
const DAY_MS = 86_400_000
/** Built-in number formats that show a date or a time, Chinese and Japanese ones among them. */
const BUILT_IN_DATES = new Set([
  ...[14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47],
  ...[27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58],
])
const MAX_TEXT = 400_000

interface Handler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
}

/** Entities beyond XML's five do not exist here, so nothing expands. Prefixes are dropped: some programs write `x:row`. */
export function xmlReader(handler: Handler): { write(text: string): void; end(): void } {
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  return new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(local(name), attributes),
      onclosetag: (name) => handler.close?.(local(name)),
      ontext: (text) => handler.text?.(text),
    },
    { xmlMode: true, decodeEntities: true },
  )
}

/** Text of `<t>` inside one element; the reading aid `<rPh>` says the same in another script. */
class TextCollector {
  #text = ''
  #inText = false
  #inAid = false

  open(name: string): void {
    if (name === 't') this.#inText = true
    if (name === 'rPh') this.#inAid = true
  }

  close(name: string): void {
    if (name === 't') this.#inText = false
    if (name === 'rPh') this.#inAid = false
  }

  add(text: string): void {
    if (this.#inText && !this.#inAid && this.#text.length < MAX_TEXT) this.#text += text
  }

  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}

/** xl/sharedStrings.xml: the texts that cells point at by number. */
export function sharedStringsHandler(strings: string[]): Handler {
  const collector = new TextCollector()
  return {
    open: (name) => collector.open(name),
    text: (text) => collector.add(text),
    close: (name) => {
      collector.close(name)
      if (name === 'si') strings.push(collector.take())
    },
  }
}

/** xl/styles.xml: by style number, whether it shows a date. */
export function stylesHandler(dates: boolean[]): Handler {
  const custom = new Map<string, string>()
  let inCells = false
  return {
    open: (name, attributes) => {
      if (name === 'numFmt') custom.set(attributes.numFmtId ?? '', attributes.formatCode ?? '')
      if (name === 'cellXfs') inCells = true
      if (name === 'xf' && inCells) dates.push(showsDate(attributes.numFmtId ?? '0', custom))
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false
    },
  }
}

function showsDate(id: string, custom: ReadonlyMap<string, string>): boolean {
  const code = custom.get(id)
  if (code === undefined) return BUILT_IN_DATES.has(Number(id))
  // What stands in quotes or brackets is text, a colour or a locale: "d" in "[Red]" is none.
  return /[ymdhs年月日]/i.test(code.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, '').replaceAll(/general/gi, ''))
}

export interface SheetRow {
  /** As the sheet numbers it, from 1. */
  readonly line: number
  readonly cells: Map<number, string>
}

export interface SheetContext {
  readonly strings: readonly string[]
  readonly dates: readonly boolean[]
  readonly from1904: boolean
  /** Cells further right are not read. */
  readonly maxColumns: number
}

/** xl/worksheets/sheetN.xml: one call a row that has a cell with text. */
export function sheetHandler(context: SheetContext, onRow: (row: SheetRow) => void): Handler {
  const inline = new TextCollector()
  let row: SheetRow = { line: 0, cells: new Map() }
  let cell = { column: -1, type: '', style: 0 }
  let value = ''
  let inValue = false
  const startCell = (attributes: Readonly<Record<string, string>>) => {
    const column = attributes.r === undefined ? cell.column + 1 : columnOf(attributes.r)
    cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0) }
    value = ''
    inline.take()
  }
  const endCell = () => {
    const text = cell.type === 'inlineStr' ? inline.take() : cellText(value, cell, context)
    if (text !== '' && cell.column < context.maxColumns) row.cells.set(cell.column, text)
  }
  return {
    open: (name, attributes) => {
      inline.open(name)
      if (name === 'row') {
        row = { line: Number(attributes.r) || row.line + 1, cells: new Map() }
        cell = { column: -1, type: '', style: 0 }
      } else if (name === 'c') startCell(attributes)
      else if (name === 'v') inValue = true
    },
    text: (text) => {
      inline.add(text)
      if (inValue && value.length < MAX_TEXT) value += text
    },
    close: (name) => {
      inline.close(name)
      if (name === 'v') inValue = false
      else if (name === 'c') endCell()
      else if (name === 'row' && row.cells.size > 0) onRow(row)
    },
  }
}

/** `AB12` → 27. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference.toUpperCase()) {
    if (letter < 'A' || letter > 'Z') break
    column = column * 26 + letter.charCodeAt(0) - 64
  }
  return column - 1
}

function cellText(
  value: string,
  { type, style }: { type: string; style: number },
  { strings, dates, from1904 }: SheetContext,
): string {
  if (type === 's') return strings[Number(value)] ?? ''
  // An error such as #REF! says nothing.
  if (type === 'e') return ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type !== 'n' || value === '') return value
  return dates[style] === true ? dateText(Number(value), from1904) : numberText(value)
}

function dateText(serial: number, from1904: boolean): string {
  const ms = Math.round(serial * DAY_MS) + (from1904 ? EPOCH_1904_MS : EPOCH_1900_MS)
  const date = new Date(Math.round(ms / 1000) * 1000)
  if (Number.isNaN(date.getTime())) return String(serial)
  const [day = '', time = ''] = date.toISOString().split(/[TZ.]/)
  return time === '00:00:00' ? day : `${day} ${time}`
}

/** Files hold 0.1 + 0.2 and 1.38E10: shown as a person would see them. */
function numberText(value: string): string {
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return Number.isInteger(number) && Math.abs(number) < 1e21
    ? BigInt(number).toString()
    : String(Number(number.toPrecision(15)))
}
