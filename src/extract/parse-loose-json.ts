import { LIMITS } from './limits.ts'

export interface LooseJson {
  /** undefined when there is no object or array at the start. */
  readonly value: unknown
  /** Offset behind what was looked at, also after a failure: what the attempt cost. */
  readonly end: number
}

/**
 * Reads one object or array at `start`, as pages really write them: JSON, but also JavaScript and Python literals,
 * comments, trailing commas, single quotes, bare keys, and expressions, which are skipped. A document cut short
 * gives what could be read. Linear in the text; never throws.
 */
export function parseLooseJson(text: string, start = 0, names: Names = NO_NAMES): LooseJson {
  const reader = new LooseReader(text, start, names)
  reader.skipBlank()
  return { value: reader.readContainer(0), end: reader.at }
}

/** What bare words stand for: the arguments of the function that a state is wrapped in. */
export type Names = ReadonlyMap<string, unknown>

const NO_NAMES: Names = new Map()

/** The arguments of a call, from behind its opening bracket: every place kept, `undefined` where nothing can be read. */
export function parseLooseArguments(text: string, start: number): unknown[] {
  return new LooseReader(text, start, NO_NAMES).readArguments()
}

/** Reads one string at `start`, pieces joined by `+` included. */
export function parseLooseString(text: string, start: number): { value: string; end: number } {
  const reader = new LooseReader(text, start, NO_NAMES)
  return { value: reader.readConcatenation(), end: reader.at }
}

const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
}
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '',
}
const CLOSER: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

class LooseReader {
  at: number
  readonly #text: string
  readonly #names: Names
  #nodes = 0
  #inCall = false

  constructor(text: string, start: number, names: Names) {
    this.#text = text
    this.at = start
    this.#names = names
  }

  readArguments(): unknown[] {
    const found: unknown[] = []
    this.#inCall = true
    while (this.#more(')')) {
      const before = this.at
      found.push(this.#readValue(0))
      if (this.at === before) this.at += 1
    }
    return found
  }

  readContainer(depth: number): unknown {
    const char = this.#text[this.at]
    if (char === '{') return this.#readObject(depth)
    if (char === '[') return this.#readArray(depth)
    return undefined
  }

  #readObject(depth: number): Record<string, unknown> | undefined {
    const found: Record<string, unknown> = Object.create(null)
    this.at += 1
    while (this.#more('}')) {
      const key = this.#readKey()
      if (key === undefined) return undefined
      this.skipBlank()
      if (this.#text[this.at] !== ':') return undefined
      this.at += 1
      const value = this.#readValue(depth)
      if (value !== undefined) found[key] = value
    }
    return found
  }

  #readArray(depth: number): unknown[] {
    const found: unknown[] = []
    this.at += 1
    while (this.#more(']')) {
      const before = this.at
      const value = this.#readValue(depth)
      if (value !== undefined) found.push(value)
      if (this.at === before) this.at += 1
    }
    return found
  }

  /** Moves to the next entry; false behind the closing sign or at the end of the text. */
  #more(closer: string): boolean {
    this.skipBlank()
    while (this.#text[this.at] === ',') {
      this.at += 1
      this.skipBlank()
    }
    this.#nodes += 1
    if (this.at >= this.#text.length || this.#nodes > LIMITS.jsonNodes) return false
    if (this.#text[this.at] !== closer) return true
    this.at += 1
    return false
  }

  #readKey(): string | undefined {
    const char = this.#text[this.at]
    if (isQuote(char)) return this.readString()
    const word = sticky(/[\w$\u00A1-\uFFFF-]{1,100}/y, this.#text, this.at)
    if (word === undefined) return undefined
    this.at += word.length
    return word
  }

  #readValue(depth: number): unknown {
    this.skipBlank()
    const char = this.#text[this.at]
    const value = this.#readSimple(char, depth)
    this.skipBlank()
    if (!this.#atDelimiter()) this.#skipExpression()
    return value
  }

  #readSimple(char: string | undefined, depth: number): unknown {
    if (isQuote(char)) return this.readConcatenation()
    if (char === '{' || char === '[') {
      if (depth < LIMITS.jsonDepth) return this.readContainer(depth + 1)
      this.#skipExpression()
      return undefined
    }
    const word = sticky(
      /[+-]?(?:[\d.]{1,400}(?:[eE][+-]?\d{1,4})?(?![\w$])|[\w.$]{1,400})/y,
      this.#text,
      this.at,
    )
    if (word === undefined) return undefined
    this.at += word.length
    if (word in WORDS) return WORDS[word]
    if (this.#names.has(word)) return this.#names.get(word)
    return /^[+-]?(?:\d|\.\d)[\d.eE+-]{0,40}$/.test(word) ? numberOrText(word) : undefined
  }

  /** 'a' + 'b', as generated source writes long documents. */
  readConcatenation(): string {
    const parts = [this.readString()]
    for (;;) {
      const mark = this.at
      this.skipBlank()
      if (this.#text[this.at] !== '+') break
      this.at += 1
      this.skipBlank()
      if (!isQuote(this.#text[this.at])) {
        this.at = mark
        break
      }
      parts.push(this.readString())
    }
    return parts.join('')
  }

  /** Reads from one quote to the next of its kind. */
  readString(): string {
    const quote = this.#text[this.at] as string
    let from = this.at + 1
    let read = ''
    for (let at = from; ; at += 1) {
      const char = this.#text[at]
      if (char === undefined || char === quote) {
        this.at = Math.min(at + 1, this.#text.length)
        return read + this.#text.slice(from, at)
      }
      if (char !== '\\') continue
      const [plain, length] = unescapeAt(this.#text, at)
      read += this.#text.slice(from, at) + plain
      at += length - 1
      from = at + 1
    }
  }

  #atDelimiter(): boolean {
    const char = this.#text[this.at]
    return (
      char === undefined || char === ',' || char === '}' || char === ']' || (char === ')' && this.#inCall)
    )
  }

  /** Skips code such as `function () {…}` or `a ? b : c` up to the comma or bracket that ends it. */
  #skipExpression(): void {
    const open: string[] = []
    while (this.at < this.#text.length) {
      const char = this.#text[this.at] as string
      if (isQuote(char)) {
        this.readString()
        continue
      }
      if (open.length === 0 && this.#atDelimiter()) return
      const closer = CLOSER[char]
      if (closer !== undefined) open.push(closer)
      else if (char === open.at(-1)) open.pop()
      this.at += 1
    }
  }

  skipBlank(): void {
    for (;;) {
      const blank = sticky(/\s+/y, this.#text, this.at)
      if (blank !== undefined) this.at += blank.length
      if (this.#text[this.at] !== '/') return
      const end = this.#commentEnd()
      if (end === undefined) return
      this.at = end
    }
  }

  #commentEnd(): number | undefined {
    const next = this.#text[this.at + 1]
    if (next !== '/' && next !== '*') return undefined
    const sign = next === '/' ? '\n' : '*/'
    const end = this.#text.indexOf(sign, this.at + 2)
    return end < 0 ? this.#text.length : end + sign.length
  }
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'" || char === '`'
}

function sticky(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** Item numbers beyond 2^53 would be rounded to another item's; they stay text. */
function numberOrText(word: string): number | string | undefined {
  const value = Number(word)
  if (Number.isNaN(value)) return undefined
  return /^\d+$/.test(word) && !Number.isSafeInteger(value) ? word : value
}

function unescapeAt(text: string, at: number): readonly [string, number] {
  const sign = text[at + 1]
  if (sign === undefined) return ['', 1]
  if (sign === '\n') return ['', 2]
  if (sign !== 'u' && sign !== 'x') return [ESCAPES[sign] ?? sign, 2]
  const digits = text.slice(at + 2, at + (sign === 'u' ? 6 : 4))
  if (!/^[0-9a-fA-F]+$/.test(digits)) return [sign, 2]
  return [String.fromCharCode(Number.parseInt(digits, 16)), 2 + digits.length]
}
