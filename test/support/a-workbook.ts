import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export interface WorkbookParts {
  /** What stands in `<sheetData>`. */
  readonly sheetData: string
  readonly strings?: readonly string[]
  readonly styles?: string
  readonly workbookPr?: string
  readonly hiddenFirst?: boolean
}

/** A workbook as an office program lays it down, in the few parts that count. */
export async function aWorkbook({
  sheetData,
  strings = [],
  styles = '',
  workbookPr = '',
  hiddenFirst = false,
}: WorkbookParts): Promise<Buffer> {
  const zip = new ZipFile()
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(`<?xml version="1.0"?>${xml}`), name)
  const hidden = hiddenFirst ? '<sheet name="说明" sheetId="2" state="hidden" r:id="rId2"/>' : ''
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELS}">${workbookPr}<sheets>${hidden}<sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  )
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
  )
  add(
    'xl/worksheets/sheet1.xml',
    `<worksheet xmlns="${MAIN}"><sheetData>${sheetData}</sheetData></worksheet>`,
  )
  add(
    'xl/worksheets/sheet2.xml',
    `<worksheet><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData></worksheet>`,
  )
  add(
    'xl/sharedStrings.xml',
    `<sst xmlns="${MAIN}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
  )
  add('xl/styles.xml', `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`)
  zip.end()
  return await buffer(zip.outputStream)
}

/** Rows of plain text. */
export function textRows(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) =>
    `<c t="inlineStr"><is><t>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`
  return rows.map((row, at) => `<row r="${at + 1}">${row.map(cell).join('')}</row>`).join('')
}
