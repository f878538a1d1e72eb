/** Node decodes GBK but does not encode it: the table is the decoder turned round, built on first use. */
let table: ReadonlyMap<string, readonly [number, number]> | undefined

/** The two bytes of a character in GBK; undefined for what GBK lacks. */
export function gbkPair(char: string): readonly [number, number] | undefined {
  table ??= buildTable()
  return table.get(char)
}

/**
 * Text for a query string of a GBK site, percent-encoded: 象牙 → %CF%F3%D1%C0. What GBK lacks becomes a numeric
 * character reference, as browsers send it.
 */
export function encodeGbkQuery(text: string): string {
  return [...text].map(encodeChar).join('')
}

/** Escapes what is not ASCII in an address as the browser does that shows a GBK page: the path in UTF-8, the query in GBK. */
export function escapeGbkHref(href: string): string {
  const at = href.indexOf('?')
  if (at < 0) return href
  const query = href.slice(at).replace(/[^\0-\x7f]/gu, encodeChar)
  return href.slice(0, at) + query
}

function encodeChar(char: string): string {
  const pair = gbkPair(char)
  if (pair !== undefined) return pair.map((byte) => `%${byte.toString(16).toUpperCase()}`).join('')
  const code = char.codePointAt(0) as number
  return encodeURIComponent(code < 0x80 ? char : `&#${code};`)
}

function buildTable(): Map<string, readonly [number, number]> {
  const decoder = new TextDecoder('gb18030')
  const pairs = new Map<string, readonly [number, number]>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const char = decoder.decode(Uint8Array.of(lead, trail))
      if (isAssigned(char) && !pairs.has(char)) pairs.set(char, [lead, trail])
    }
  }
  return pairs
}

/** Unassigned pairs decode to a private-use character or to the replacement character. */
function isAssigned(char: string): boolean {
  const code = char.codePointAt(0) ?? 0
  return code >= 0x80 && [...char].length === 1 && code !== 0xfffd && (code < 0xe000 || code > 0xf8ff)
}
