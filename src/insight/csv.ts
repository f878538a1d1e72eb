/** RFC 4180, with a byte order mark so that spreadsheet programs read it as UTF-8. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map((cell) => csvCell(String(cell))).join(',')).join('\r\n')}\r\n`
}

/** A seller writes the text: a cell that starts like a formula must not run in a spreadsheet. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
