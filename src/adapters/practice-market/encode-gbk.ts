/** Node decodes GBK but does not encode it: the table is the decoder turned round, built on first use. */
let table: ReadonlyMap<string, readonly [number, number]> | undefined

/** GBK bytes of markup. What GBK lacks (emoji, zero-width signs) becomes a numeric character reference. */
export function encodeGbk(markup: string): Uint8Array {
  table ??= buildTable()
  const bytes: number[] = []
  for (const char of markup) {
    const code = char.codePointAt(0) as number
    const pair = table.get(char)
    if (code < 0x80) bytes.push(code)
    else if (pair) bytes.push(...pair)
    else bytes.push(...asciiBytes(`&#${code};`))
  }
  return Uint8Array.from(bytes)
}

/** Query strings of old sites carry GBK bytes; newer clients send UTF-8. */
export function decodePercentText(raw: string): string {
  const bytes = percentBytes(raw.replaceAll('+', ' '))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
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

function percentBytes(text: string): Uint8Array {
  const bytes: number[] = []
  for (let index = 0; index < text.length; index += 1) {
    const hex = text.slice(index + 1, index + 3)
    if (text[index] === '%' && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      index += 2
    } else bytes.push(...new TextEncoder().encode(text[index]))
  }
  return Uint8Array.from(bytes)
}

function asciiBytes(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0))
}
