import type { Contact } from './listing.ts'

const DOT = '•'

/** Keeps the ends and hides the middle; short values are hidden whole. */
export function maskValue(value: string): string {
  const shown = value.length >= 7 ? 2 : value.length >= 4 ? 1 : 0
  return (
    value.slice(0, shown) +
    DOT.repeat(Math.max(1, value.length - shown * 2)) +
    value.slice(value.length - shown)
  )
}

/** Hides every contact in a text without moving a character, so that spans into the text stay true. */
export function maskText(text: string, contacts: readonly Contact[]): string {
  let masked = text
  for (const { raw, value } of contacts) {
    for (const written of new Set([raw, value])) {
      if (written.length >= 4) masked = masked.replaceAll(written, hideKeepingLength(written))
    }
  }
  return masked
}

function hideKeepingLength(written: string): string {
  const kept = Math.min(3, Math.floor(written.length / 4))
  const hidden = written.slice(kept, written.length - kept).replace(/[^\s]/g, DOT)
  return written.slice(0, kept) + hidden + written.slice(written.length - kept)
}
