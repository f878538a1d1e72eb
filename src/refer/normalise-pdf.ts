const DATE = /\/(?:CreationDate|ModDate) \(D:(\d{14})/g
const DIGITS = 14

/** The browser writes the time of printing into the file; the document's own time takes its place, byte for byte. */
export function normalisePdf(pdf: Uint8Array, createdAt: string): Uint8Array {
  const bytes = Buffer.from(pdf)
  const digits = createdAt.replaceAll(/\D/g, '').slice(0, DIGITS)
  for (const { 0: found, index } of bytes.toString('latin1').matchAll(DATE))
    bytes.write(digits, index + found.length - DIGITS, 'latin1')
  return bytes
}
