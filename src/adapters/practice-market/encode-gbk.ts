import { gbkPair } from '../../domain/gbk-query.ts'

/** GBK bytes of markup. What GBK lacks (emoji, zero-width signs) becomes a numeric character reference. */
export function encodeGbk(markup: string): Uint8Array {
  const bytes: number[] = []
  for (const char of markup) {
    const code = char.codePointAt(0) as number
    const pair = gbkPair(char)
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
