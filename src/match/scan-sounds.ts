import type { Cell, SoundHit } from './cell.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { isAstralNoise } from './scan-glyphs.ts'
import { syllableTable } from './syllables.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'

const RING = 16

/**
 * Finds terms by sound among Chinese characters alone: 川山甲. Gives only readings in which some characters are the
 * term's own and at least one is not; the rest cannot pass the gates and would be most of what is found.
 */
export function scanSounds(text: string, lexicon: CompiledLexicon): SoundHit[] {
  const { ofUnit } = syllableTable()
  const { kind } = foldTable()
  const { base, check, fail, ends } = lexicon.sounds
  const starts = new Int32Array(RING)
  const hits: SoundHit[] = []
  let kept = 0
  let state = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    const code = ofUnit[unit] as number
    if (code === 0) {
      const pair = unit >= 0xd800 && unit <= 0xdbff
      const skipped = pair
        ? isAstralNoise(text.codePointAt(at) ?? 0)
        : (kind[unit] as number) >= FoldKind.noise
      if (!skipped) state = 0
      if (pair) at += 1
      continue
    }
    starts[kept & (RING - 1)] = at
    kept += 1
    for (;;) {
      const next = (base[state] as number) + code
      if (check[next] === state) {
        state = next
        break
      }
      if (state === 0) break
      state = fail[state] as number
    }
    if (ends[state] === 1) report(text, state, kept, lexicon, starts, hits)
  }
  return hits
}

function report(
  text: string,
  ending: number,
  kept: number,
  { sounds, soundPatterns, terms }: CompiledLexicon,
  starts: Int32Array,
  hits: SoundHit[],
): void {
  for (let state = ending; state !== 0; state = sounds.shorter[state] ?? 0) {
    for (
      let pattern = sounds.firstPattern[state] ?? -1;
      pattern >= 0;
      pattern = sounds.nextPattern[pattern] ?? -1
    ) {
      const term = soundPatterns[pattern]?.term ?? 0
      const chars = terms[term]?.chars ?? []
      if (!isWorthJudging(text, chars, kept, starts)) continue
      const cells = chars.map((_, index) =>
        hanCell(text, starts[(kept - chars.length + index) & (RING - 1)] ?? 0),
      )
      hits.push({ term, cells })
    }
  }
}

function isWorthJudging(text: string, chars: readonly string[], kept: number, starts: Int32Array): boolean {
  let own = 0
  for (let index = 0; index < chars.length; index += 1) {
    const char = foldedAt(text, starts[(kept - chars.length + index) & (RING - 1)] ?? 0)
    if (char === chars[index]) own += 1
    else if (FUNCTION_WORDS.has(char)) return false
  }
  return own > 0 && own < chars.length
}

function hanCell(text: string, start: number): Cell {
  return { start, end: start + 1, kind: 'han', read: foldedAt(text, start), opens: true, closes: true }
}

function foldedAt(text: string, at: number): string {
  return String.fromCodePoint(foldTable().to[text.charCodeAt(at)] ?? 0)
}
