import { compilePattern } from './compile-rule.ts'

/** A character class, an escape, a character, or a group, and how often it may stand. */
interface Piece {
  readonly text: string
  readonly alternatives: readonly (readonly Piece[])[] | undefined
  readonly min: number
  readonly max: number
}

/**
 * What makes a pattern costly or meaningless. The engine is linear whatever is written, but a pattern is copied
 * into other tools, and one that explodes elsewhere hardly ever says what its author meant.
 */
export function patternRisks(pattern: string): string[] {
  const alternatives = new PatternReader(pattern).read()
  const risks = new Set(alternatives.flatMap((pieces) => risksIn(pieces)))
  if (compilePattern(pattern).matcher('').find()) risks.add('模式可以匹配空文字，等于没有条件')
  return [...risks]
}

function risksIn(pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece, index) => [
    ...adjacentRisk(piece, pieces[index + 1]),
    ...nestedRisks(piece),
    ...(piece.alternatives ?? []).flatMap(risksIn),
  ])
}

function adjacentRisk(piece: Piece, next: Piece | undefined): string[] {
  if (!next || piece.max !== Infinity || next.max !== Infinity) return []
  const overlap = piece.text === next.text || piece.text === '.' || next.text === '.'
  return overlap ? [`相邻的不限次重复会反复回溯：${quoted(piece)}${quoted(next)}`] : []
}

function nestedRisks(piece: Piece): string[] {
  const { alternatives, min, max } = piece
  if (!alternatives || max < 2) return []
  const inner = alternatives.flat().flatMap(withInner)
  const explodes = inner.some((one) => one.max > 1 && one.max !== one.min && isUnbounded(piece, one))
  const empty = max === Infinity && alternatives.some((pieces) => pieces.every((one) => one.min === 0))
  const doubled = max === Infinity && min !== max && overlaps(alternatives)
  return [
    explodes && `重复之中又有重复，会反复回溯：${quoted(piece)}`,
    empty && `不限次重复的内容可以为空：${quoted(piece)}`,
    doubled && `不限次重复的几个选项开头相同，会反复回溯：${quoted(piece)}`,
  ].filter((risk) => risk !== false)
}

function isUnbounded(outer: Piece, inner: Piece): boolean {
  return outer.max === Infinity || inner.max === Infinity
}

function withInner(piece: Piece): Piece[] {
  return [piece, ...(piece.alternatives ?? []).flat().flatMap(withInner)]
}

function overlaps(alternatives: readonly (readonly Piece[])[]): boolean {
  const heads = alternatives.map(([head]) => head?.text ?? '')
  return heads.length > 1 && (heads.includes('.') || new Set(heads).size < heads.length)
}

function quoted({ text, min, max }: Piece): string {
  if (min === 1 && max === 1) return text
  if (max === Infinity) return `${text}${min === 0 ? '*' : min === 1 ? '+' : `{${min},}`}`
  return `${text}{${min},${max}}`
}

/** Reads as much of the syntax of RE2 as shows where repeats stand. */
class PatternReader {
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  read(): Piece[][] {
    const alternatives: Piece[][] = [[]]
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ')') {
      if (this.#pattern[this.#at] === '|') {
        this.#at += 1
        alternatives.push([])
      } else alternatives.at(-1)?.push(this.#piece())
    }
    return alternatives
  }

  #piece(): Piece {
    const start = this.#at
    const alternatives = this.#pattern[start] === '(' ? this.#group() : undefined
    if (!alternatives) this.#at += ATOM.exec(this.#pattern.slice(start))?.[0].length ?? 1
    return { text: this.#pattern.slice(start, this.#at), alternatives, ...this.#repeat() }
  }

  #group(): Piece[][] {
    this.#at += GROUP_HEAD.exec(this.#pattern.slice(this.#at))?.[0].length ?? 1
    const alternatives = this.read()
    this.#at += 1
    return alternatives
  }

  #repeat(): { min: number; max: number } {
    const found = REPEAT.exec(this.#pattern.slice(this.#at))
    if (!found) return { min: 1, max: 1 }
    this.#at += found[0].length
    const [, sign, from, comma, to] = found
    if (sign) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity }
    const min = Number(from)
    return { min, max: comma === undefined ? min : to ? Number(to) : Infinity }
  }
}

const ATOM = /^(?:\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|.)/su
const GROUP_HEAD = /^\((?:\?(?:P?<\w+>|[a-zA-Z-]*:))?/
const REPEAT = /^(?:([*+?])|\{(\d+)(,)?(\d+)?\})\??/
