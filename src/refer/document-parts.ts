import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  type IRunOptions,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'

/** GB/T 9704: A4, margins 37/35/28/26 mm, which leave 156 mm of text width. */
export const MARGIN_MM = { top: 37, bottom: 35, left: 28, right: 26 } as const
export const TEXT_WIDTH_MM = 156
const TEXT_WIDTH = convertMillimetersToTwip(TEXT_WIDTH_MM)

const LATIN = 'Times New Roman'
export const BODY_FONT = { ascii: LATIN, hAnsi: LATIN, cs: LATIN, eastAsia: '仿宋_GB2312' }
const HEADING_FONT = { ...BODY_FONT, eastAsia: '黑体' }
const TITLE_FONT = { ...BODY_FONT, eastAsia: '方正小标宋简体' }
const HASH_FONT = 'Courier New'

/** Half-points, as the format counts: 2号 22 pt, 3号 16 pt, 小四 12 pt. */
const TITLE_SIZE = 44
export const BODY_SIZE = 32
const TABLE_SIZE = 24
const HASH_SIZE = 14
/** 22 lines on 225 mm. */
const LINE = { line: 28 * 20, lineRule: LineRuleType.EXACTLY }
const RULE = { style: BorderStyle.SINGLE, size: 6, color: '000000' }
const BOX_RULE = { style: BorderStyle.SINGLE, size: 18, color: '000000' }

/** XML has no place for control characters and half surrogates; the length stays, so that spans stay right. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is being removed
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
}

export function run(text: string, options: IRunOptions = {}): TextRun {
  return new TextRun({ text: printable(text), ...options })
}

export function title(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { after: 240 },
    children: [run(text, { font: TITLE_FONT, size: TITLE_SIZE })],
  })
}

export function heading(text: string): Paragraph {
  return new Paragraph({
    keepNext: true,
    spacing: { before: 160, ...LINE },
    indent: { firstLine: 2 * BODY_SIZE * 10 },
    children: [run(text, { font: HEADING_FONT, size: BODY_SIZE })],
  })
}

export function paragraph(text: string, { flushLeft = false } = {}): Paragraph {
  return new Paragraph({
    spacing: LINE,
    ...(flushLeft ? {} : { indent: { firstLine: 2 * BODY_SIZE * 10 } }),
    children: [run(text)],
  })
}

/** Who signs, and the day: from the right, four characters in. */
export function signature(lines: readonly string[]): Paragraph[] {
  return lines.map(
    (text) =>
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        keepNext: true,
        indent: { right: 4 * BODY_SIZE * 10 },
        spacing: LINE,
        children: [run(text)],
      }),
  )
}

export function note(text: string): Paragraph {
  return new Paragraph({ spacing: { before: 60, after: 60 }, children: [run(text, { size: TABLE_SIZE })] })
}

/** Quoted text: one paragraph a line, set off from our own words by a rule on the left. */
export function quoteLine(children: readonly TextRun[]): Paragraph {
  return new Paragraph({
    indent: { left: 320 },
    spacing: { after: 40 },
    border: { left: { style: BorderStyle.SINGLE, size: 12, color: '7F7F7F', space: 8 } },
    children,
  })
}

export function quoteRun(text: string, hit: boolean): TextRun {
  return run(text, hit ? { size: TABLE_SIZE, bold: true, highlight: 'yellow' } : { size: TABLE_SIZE })
}

/** The statement on the first page: nobody may overlook it. */
export function statementBox(text: string): Table {
  const sides = { top: BOX_RULE, bottom: BOX_RULE, left: BOX_RULE, right: BOX_RULE }
  const cell = new TableCell({
    borders: sides,
    margins: { top: 120, bottom: 120, left: 160, right: 160 },
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    children: [new Paragraph({ children: [run(text, { font: HEADING_FONT, size: 28 })] })],
  })
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: [TEXT_WIDTH],
    rows: [new TableRow({ cantSplit: true, children: [cell] })],
  })
}

export type CellContent = string | readonly Paragraph[]

export interface TableOptions {
  /** Shares of the text width; they add up to 1. */
  readonly shares: readonly number[]
  readonly head?: readonly string[]
  /** Sets the first column as the names of the rows. */
  readonly named?: boolean
  /** No row runs over a page break: for tables of short rows. */
  readonly wholeRows?: boolean
}

export function table(rows: readonly (readonly CellContent[])[], options: TableOptions): Table {
  const widths = options.shares.map((share) => Math.round(share * TEXT_WIDTH))
  const body = rows.map(
    (cells) =>
      new TableRow({
        cantSplit: options.wholeRows === true,
        children: cells.map((content, column) =>
          tableCell(content, { width: widths[column] ?? 0, strong: options.named === true && column === 0 }),
        ),
      }),
  )
  const head = options.head && [
    new TableRow({
      tableHeader: true,
      cantSplit: true,
      children: options.head.map((text, column) =>
        tableCell(text, { width: widths[column] ?? 0, strong: true }),
      ),
    }),
  ]
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    rows: [...(head ?? []), ...body],
  })
}

function tableCell(content: CellContent, { width, strong }: { width: number; strong: boolean }): TableCell {
  return new TableCell({
    borders: { top: RULE, bottom: RULE, left: RULE, right: RULE },
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    ...(strong ? { shading: { fill: 'F2F2F2' } } : {}),
    children: typeof content === 'string' ? [cellText(content, strong)] : content,
  })
}

function cellText(text: string, strong: boolean): Paragraph {
  return new Paragraph({ children: [run(text, { size: TABLE_SIZE, bold: strong })] })
}

export function cellRuns(children: readonly TextRun[]): Paragraph[] {
  return [new Paragraph({ children })]
}

export function hashLines(lines: readonly string[]): Paragraph[] {
  return lines.map((text) => new Paragraph({ children: [run(text, { font: HASH_FONT, size: HASH_SIZE })] }))
}
