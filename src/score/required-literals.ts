/**
 * Strings of which at least one stands in every text that the pattern matches; undefined where nothing can be said.
 * It reads the plain core of the syntax. Whatever it does not know makes it say nothing, never something wrong.
 */
export function requiredLiterals(pattern: string): readonly string[] | undefined {
  const reader: Reader = { chars: [...pattern], at: 0 }
  try {
    const found = readAlternatives(reader)
    return reader.at === reader.chars.length ? found : undefined
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined
    throw error
  }
}

/** One of these strings is required; undefined: nothing is. */
type Literals = readonly string[] | undefined

interface Reader {
  readonly chars: readonly string[]
  at: number
}

interface Atom {
  /** Set where the atom is one plain character, which may join its neighbours. */
  readonly char?: string
  readonly literals: Literals
}

class UnknownSyntax extends Error {}

const MAX_CLASS = 24
const CLASS_ESCAPES = 'dDsSwWbBAz'
/** With a letter or digit behind them, escapes mean more than the character. */
const PLAIN_ESCAPE = /^[^A-Za-z0-9]$/u
const COUNT = /^\{(\d+)(?:,\d*)?\}/
const BEHIND = /[*+?{]/
const ANY: Atom = { literals: undefined }

function readAlternatives(reader: Reader): Literals {
  const alternatives = [readSequence(reader)]
  while (reader.chars[reader.at] === '|') {
    reader.at += 1
    alternatives.push(readSequence(reader))
  }
  const all: string[] = []
  for (const literals of alternatives) {
    if (!literals) return undefined
    all.push(...literals)
  }
  return [...new Set(all)]
}

function readSequence(reader: Reader): Literals {
  let best: Literals
  let run = ''
  const endRun = () => {
    if (run !== '') best = better(best, [run])
    run = ''
  }
  while (reader.at < reader.chars.length && !isEnd(reader.chars[reader.at])) {
    const { char, literals } = readAtom(reader)
    const least = readLeast(reader)
    if (char !== undefined && least !== 0) run += char
    if (char === undefined || least !== undefined) endRun()
    if (char === undefined && least !== 0) best = better(best, literals)
  }
  endRun()
  return best
}

function isEnd(char: string | undefined): boolean {
  return char === '|' || char === ')'
}

/** Longer strings are rarer; of two equally long, fewer are. */
function better(a: Literals, b: Literals): Literals {
  if (!a || !b) return a ?? b
  const difference = shortest(b) - shortest(a)
  return difference > 0 || (difference === 0 && b.length < a.length) ? b : a
}

function shortest(literals: readonly string[]): number {
  return Math.min(...literals.map((literal) => literal.length))
}

function readAtom(reader: Reader): Atom {
  const char = take(reader)
  if (char === '(') return readGroup(reader)
  if (char === '[') return readClass(reader)
  if (char === '\\') return readEscape(reader)
  if (char === '.' || char === '^' || char === '$') return ANY
  if (BEHIND.test(char)) throw new UnknownSyntax()
  return { char, literals: [char] }
}

function readGroup(reader: Reader): Atom {
  if (reader.chars[reader.at] === '?') {
    if (reader.chars[reader.at + 1] !== ':') throw new UnknownSyntax()
    reader.at += 2
  }
  const literals = readAlternatives(reader)
  if (take(reader) !== ')') throw new UnknownSyntax()
  return { literals }
}

function readClass(reader: Reader): Atom {
  const members: string[] = []
  for (let char = take(reader); char !== ']' || members.length === 0; char = take(reader)) {
    if (char === '[') throw new UnknownSyntax()
    members.push(char === '\\' ? `\\${take(reader)}` : char)
  }
  const plain = members.every((member) => member.length === 1 && member !== '-' && member !== '^')
  return plain && members.length <= MAX_CLASS ? { literals: members } : ANY
}

function readEscape(reader: Reader): Atom {
  const char = take(reader)
  if (CLASS_ESCAPES.includes(char)) return ANY
  if (!PLAIN_ESCAPE.test(char)) throw new UnknownSyntax()
  return { char, literals: [char] }
}

/** How often the atom must stand at least; undefined without a repeat behind it. */
function readLeast(reader: Reader): number | undefined {
  const next = reader.chars[reader.at]
  let least: number | undefined
  if (next === '*' || next === '?') least = 0
  if (next === '+') least = 1
  if (least !== undefined) reader.at += 1
  if (next === '{') {
    const [text, digits] = COUNT.exec(reader.chars.slice(reader.at, reader.at + 12).join('')) ?? []
    if (text === undefined) throw new UnknownSyntax()
    least = Number(digits)
    reader.at += text.length
  }
  if (least !== undefined && reader.chars[reader.at] === '?') reader.at += 1
  return least
}

function take(reader: Reader): string {
  const char = reader.chars[reader.at]
  if (char === undefined) throw new UnknownSyntax()
  reader.at += 1
  return char
}
