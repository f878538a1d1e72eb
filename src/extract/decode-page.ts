import type { FetchedPage } from '../domain/page.ts'
import { LIMITS } from './limits.ts'

export interface DecodedPage {
  /** Name of the encoding as TextDecoder gives it: utf-8, gb18030, big5, utf-16le … */
  readonly charset: string
  readonly text: string
}

type Encoded = Pick<FetchedPage, 'body' | 'contentType' | 'bodyIsUtf8'>

/**
 * Order: byte order mark, HTTP header, `<meta>` or XML declaration, then the bytes themselves.
 * A declaration under which the bytes do not decode cleanly is overruled: Chinese shops send GBK as UTF-8 and back.
 */
export function decodePage(page: Encoded): DecodedPage {
  const body = page.body.subarray(0, LIMITS.bodyBytes)
  if (page.bodyIsUtf8) return { charset: 'utf-8', text: decode('utf-8', body) }
  const marked = bomCharset(body)
  if (marked !== undefined) return { charset: marked, text: decode(marked, body) }
  const declared = [labelIn(page.contentType ?? ''), metaLabel(body)]
    .map(canonicalCharset)
    .filter((label) => label !== undefined)
  for (const charset of declared) {
    const text = cleanText(charset, body)
    if (text !== undefined) return { charset, text }
  }
  const charset = guessCharset(body, declared)
  return { charset, text: decode(charset, body) }
}

function bomCharset(body: Uint8Array): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8'
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be'
  if (body[0] === 0x84 && body[1] === 0x31 && body[2] === 0x95 && body[3] === 0x33) return 'gb18030'
  return undefined
}

/** Browsers look for a declaration in the first 1024 bytes; some shops put scripts before it. */
const PRESCAN_BYTES = 8192

function metaLabel(body: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(body.subarray(0, PRESCAN_BYTES))
  const inMeta = /<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w:-]{2,30})/i.exec(head)?.[1]
  return inMeta ?? /^\s{0,20}<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}["']([\w:-]{2,30})/i.exec(head)?.[1]
}

function labelIn(contentType: string): string | undefined {
  return /charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w:-]{2,30})/i.exec(contentType)?.[1]
}

/** undefined for labels nobody knows. GB2312 and GBK pages use characters of GB18030, which contains both. */
function canonicalCharset(label: string | undefined): string | undefined {
  if (label === undefined) return undefined
  try {
    const name = new TextDecoder(label.trim()).encoding
    return name === 'gbk' ? 'gb18030' : name
  } catch {
    return undefined
  }
}

function decode(charset: string, body: Uint8Array): string {
  return new TextDecoder(charset).decode(body)
}

/** Bad sequences that a readable page may hold: comments cut in the middle of a character, a broken ad. */
const TOLERATED_SHARE = 0.002

/** Undefined when the bytes are not of this encoding. */
function cleanText(charset: string, body: Uint8Array): string | undefined {
  // Every byte string is clean Latin-1; it says nothing about a page that holds more than ASCII.
  if (charset === 'windows-1252' && !isAscii(body)) return undefined
  if (charset.startsWith('utf-16') && looksUtf16(body) !== charset) return undefined
  const text = decode(charset, body)
  const isByteWise = charset === 'windows-1252' || charset.startsWith('utf-16')
  return isByteWise || isClean(text, body) ? text : undefined
}

function isClean(text: string, body: Uint8Array): boolean {
  const broken = countReplacements(text)
  return broken === 0 || broken <= Math.floor(countNonAscii(body) * TOLERATED_SHARE)
}

function isAscii(body: Uint8Array): boolean {
  return body.every((byte) => byte < 0x80)
}

function countNonAscii(body: Uint8Array): number {
  let count = 0
  for (const byte of body) if (byte >= 0x80) count += 1
  return count
}

function countReplacements(text: string): number {
  let count = 0
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count += 1
  return count
}

/** UTF-16 without a mark: nearly every other byte of markup is zero. */
function looksUtf16(body: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = body.subarray(0, 2000)
  let even = 0
  let odd = 0
  for (const [at, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  if (odd > sample.length / 5 && even < odd / 10) return 'utf-16le'
  if (even > sample.length / 5 && odd < even / 10) return 'utf-16be'
  return undefined
}

function guessCharset(body: Uint8Array, declared: readonly string[]): string {
  const wide = looksUtf16(body)
  if (wide !== undefined) return wide
  if (cleanText('utf-8', body) !== undefined) return 'utf-8'
  const candidates = ['utf-8', 'gb18030', 'big5', ...declared.filter((name) => !name.startsWith('utf-16'))]
  const scored = [...new Set(candidates)].map((charset) => ({ charset, score: legibility(charset, body) }))
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).charset
}

/** The commonest characters of Chinese prose, simplified and traditional: about 30% of running text. */
const COMMON = new Set(
  '的一是不了在人有我他这那中大来上个国到说们为子和你地出道也时年得就下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市品' +
    '這來個國說們為時會過學對裡後麼沒於發當無開經頭動兩長樣現將與進實點種聲話兒問機給幾業間電門東聽氣關並內軍產萬網頁論壇請',
)

/** Share of legible characters among the non-ASCII ones; replaced characters weigh against. */
function legibility(charset: string, body: Uint8Array): number {
  const text = decode(charset, body.subarray(0, 200_000))
  let wide = 0
  let common = 0
  let broken = 0
  for (const char of text) {
    if (char < '\u0080') continue
    wide += 1
    if (COMMON.has(char)) common += 1
    else if (char === '\uFFFD' || (char >= '\uE000' && char <= '\uF8FF')) broken += 1
  }
  return wide === 0 ? 0 : (common - 3 * broken) / wide
}
