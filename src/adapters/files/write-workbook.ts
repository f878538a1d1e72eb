import { writeXlsx } from 'hucre/xlsx'
import type { Sheet } from '../../insight/ledger.ts'
import { replaceFile } from '../evidence/durable-write.ts'

/** XLSX holds 32,767 characters a cell and 1,048,576 rows a sheet; a ledger beyond that is cut with a word. */
const MAX_CELL = 32_000
const MAX_ROWS = 1_000_000

/** Texts stay texts: what a seller wrote is never a formula. @throws {StorageError} */
export async function writeWorkbook(file: string, sheets: readonly Sheet[]): Promise<void> {
  const bytes = await writeXlsx({
    sheets: sheets.map(({ name, head, rows }) => ({
      name,
      rows: [head, ...rows.slice(0, MAX_ROWS)].map((row) => row.map(cellOf)),
      freezePane: { rows: 1 },
    })),
  })
  await replaceFile(file, bytes)
}

function cellOf(value: string | number): string | number {
  if (typeof value === 'number') return value
  const text = value.toWellFormed()
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}（以下略）` : text
}
