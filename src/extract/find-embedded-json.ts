import { type LooseJson, parseLooseJson, parseLooseString } from './parse-loose-json.ts'

/** Smaller objects are options of scripts, not data. */
const MIN_CHARS = 40
const MAX_ATTEMPTS = 4000
/** A failed attempt is read again from the next candidate; this bounds the sum of all attempts. */
const READ_BUDGET_FACTOR = 4

/** Every object and array that a script, a JSON or JSONP response or a dump of one holds. */
export function findEmbeddedJson(text: string): unknown[] {
  const whole = strictJson(text)
  if (whole !== undefined) return [whole]
  const dump = readPropertyDump(text)
  return dump === undefined ? scanLiterals(text) : [dump]
}

function strictJson(text: string): unknown {
  const first = /^[\s\uFEFF]{0,200}([{[])/.exec(text)
  // Numbers beyond 2^53 lose their last digits in JSON.parse: such documents go to the reader that keeps them.
  if (first === null || /[:[,]\s{0,3}\d{17}/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** After `=`, `(`, `:`, `return`, a quote, or at the start of a line. */
const CANDIDATE =
  /(?:[=(:?]|\breturn|&&|\|\||^|'''|""")[ \t\r\n]{0,20}(?=[{[])|JSON\s?\.\s?parse\s?\(\s?(?=['"`])|(?<=[=(]\s?)(?=['"]\s{0,5}[{[]\\?["'{[])/gm

function scanLiterals(text: string): unknown[] {
  const found: unknown[] = []
  let budget = text.length * READ_BUDGET_FACTOR + 10_000
  CANDIDATE.lastIndex = 0
  for (let attempt = 0; attempt < MAX_ATTEMPTS && budget > 0; attempt += 1) {
    const match = CANDIDATE.exec(text)
    if (match === null) break
    const at = match.index + match[0].length
    const read = isOpening(text[at]) ? parseLooseJson(text, at) : parseQuoted(text, at)
    budget -= read.end - at + MIN_CHARS
    const isData = read.value !== undefined && read.end - at >= MIN_CHARS
    CANDIDATE.lastIndex = isData ? read.end : Math.max(at, match.index + 1)
    if (isData) found.push(read.value)
  }
  return found
}

function isOpening(char: string | undefined): boolean {
  return char === '{' || char === '['
}

/** A document inside a string: JSON.parse('…' + '…'). */
function parseQuoted(text: string, at: number): LooseJson {
  const { value, end } = parseLooseString(text, at)
  return { value: findInString(value), end }
}

/** The document that a string holds, if it holds one. */
export function findInString(text: string): unknown {
  if (!/^\s{0,20}[{[]/.test(text)) return undefined
  return parseLooseJson(text).value
}

/** `key : value` lines: how developer tools print the top level of a response. */
function readPropertyDump(text: string): Record<string, unknown> | undefined {
  const lines = text.slice(0, 2_000_000).split('\n')
  const entries = lines
    .map((line) => /^\s{0,20}\*?\s{0,5}(\w{1,60}) : ?(.*)$/.exec(line))
    .filter((line) => line !== null)
  const filled = lines.filter((line) => line.trim() !== '').length
  if (entries.length < 2 || entries.length < filled * 0.8) return undefined
  return Object.fromEntries(entries.map(([, key, value]) => [key, dumpValue((value as string).trim())]))
}

function dumpValue(text: string): unknown {
  return findInString(text) ?? text
}
