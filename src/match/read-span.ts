import { type EvasionMask, FULLWIDTH, NOISE, TRADITIONAL, VARIANT_GLYPH, ZERO_WIDTH } from './evasion-mask.ts'
import { FoldKind, foldTable } from './fold-table.ts'

/** Skipped characters between two characters of a term. */
export interface Gap {
  readonly from: number
  readonly to: number
  /** Visible ones; invisible ones are not bounded. */
  readonly noise: number
  readonly hasHidden: boolean
  readonly hasStop: boolean
  /** Nothing but blanks. */
  readonly blank: boolean
}

export interface SpanReading {
  /** Foldings of the characters, and what the gaps are filled with. */
  readonly mask: EvasionMask
  readonly gaps: readonly Gap[]
}

const FOLD_MASKS: Readonly<Record<number, EvasionMask>> = {
  [FoldKind.fullwidth]: FULLWIDTH,
  [FoldKind.traditional]: TRADITIONAL,
  [FoldKind.glyph]: VARIANT_GLYPH,
}

const MAX_NOISE_PER_GAP = 3
const MAX_NOISE = 6
const BLANK = /^\s$/u

/** Reads a span of the original text again, to say what was undone in it. */
export function readSpan(text: string, start: number, end: number): SpanReading {
  let mask = 0
  const gaps: Gap[] = []
  let gap: Gap | undefined
  for (let at = start; at < end; ) {
    const point = text.codePointAt(at) ?? 0
    const next = at + (point > 0xffff ? 2 : 1)
    const kind = foldKindOf(point)
    if (kind < FoldKind.noise) {
      mask |= FOLD_MASKS[kind] ?? 0
      if (gap) gaps.push(gap)
      gap = undefined
    } else gap = extend(gap, at, next, kind, text)
    at = next
  }
  if (gap) gaps.push(gap)
  return { mask: mask | gapMask(gaps), gaps }
}

/** Noise inside a span that is little enough to be looked through: 【鸟】【类】【捕】【捉】【器】. A sentence or a list ends a word of two or three. */
export function isBridged(gaps: readonly Gap[], length: number): boolean {
  let total = 0
  // 电捕、猎具 is a list; 电、捕、猎 is spelled out.
  const isSpelledOut = length > 2 && gaps.filter(({ noise }) => noise > 0).length === length - 1
  for (const { noise, hasStop } of gaps) {
    if (noise > MAX_NOISE_PER_GAP || (hasStop && noise === 1 && length <= 3 && !isSpelledOut)) return false
    total += noise
  }
  return total <= Math.max(MAX_NOISE, 2 * (length - 1))
}

/** Marks that belong to the last character are part of the span, or a screen would show half a character. */
export function graphemeEnd(text: string, end: number): number {
  let at = end
  while (at < text.length && TRAILING.test(text.charAt(at))) at += 1
  return at
}

const TRAILING = /^\p{M}$/u

function extend(gap: Gap | undefined, from: number, to: number, kind: FoldKind, text: string): Gap {
  const visible = kind !== FoldKind.invisible
  return {
    from: gap?.from ?? from,
    to,
    noise: (gap?.noise ?? 0) + (visible ? 1 : 0),
    hasHidden: (gap?.hasHidden ?? false) || !visible,
    hasStop: (gap?.hasStop ?? false) || kind === FoldKind.stop,
    blank: (gap?.blank ?? true) && (!visible || BLANK.test(text.slice(from, to))),
  }
}

function gapMask(gaps: readonly Gap[]): EvasionMask {
  let mask = 0
  for (const { noise, hasHidden } of gaps) mask |= (noise > 0 ? NOISE : 0) | (hasHidden ? ZERO_WIDTH : 0)
  return mask
}

function foldKindOf(point: number): FoldKind {
  const { kind, special } = foldTable()
  const other = special.get(point)
  if (other) return other.kind
  if (point <= 0xffff) return (kind[point] ?? 0) as FoldKind
  if (HIDDEN.test(String.fromCodePoint(point))) return FoldKind.invisible
  return SKIPPED.test(String.fromCodePoint(point)) ? FoldKind.noise : FoldKind.same
}

const HIDDEN = /[\p{M}\p{Cf}]/u
const SKIPPED = /[\p{P}\p{S}\p{Z}\p{C}]/u
