import { step } from './automaton.ts'
import type { Cell, SoundHit } from './cell.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { FoldKind, foldTable } from './fold-table.ts'
import { isAstralNoise } from './scan-glyphs.ts'
import { syllableTable } from './syllables.ts'
import { FUNCTION_WORDS } from './tables/function-words.ts'

/**
 * Finds terms by sound among Chinese characters alone: 川山甲. Gives only readings in which some characters are the
 * term's own and at least one is not; the rest cannot pass the gates and would be most of what is found.
 */
export function scanSounds(text: string, lexicon: CompiledLexicon): SoundHit[] {
  const { ofUnit } = syllableTable()
  const { sounds } = lexicon
  const hits: SoundHit[] = []
  let state = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = ofUnit[text.charCodeAt(at)] as number
    if (code === 0) {
      const width = skippedWidth(text, at)
      if (width === 0) state = 0
      else at += width - 1
      continue
    }
    state = step(sounds, state, code)
    if (sounds.ends[state] === 1) report(text, state, at, lexicon, hits)
  }
  return hits
}

/** Units of noise that begin at an offset; 0 when something else stands there. */
function skippedWidth(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit < 0xd800 || unit > 0xdbff) return (foldTable().kind[unit] ?? 0) >= FoldKind.noise ? 1 : 0
  return isAstralNoise(text.codePointAt(at) ?? 0) ? 2 : 0
}

function report(
  text: string,
  ending: number,
  last: number,
  { sounds, soundPatterns, terms }: CompiledLexicon,
  hits: SoundHit[],
): void {
  for (let state = ending; state !== 0; state = sounds.shorter[state] ?? 0) {
    for (
      let pattern = sounds.firstPattern[state] ?? -1;
      pattern >= 0;
      pattern = sounds.nextPattern[pattern] ?? -1
    ) {
      const term = soundPatterns[pattern]?.term ?? 0
      const cells = cellsOf(text, last, terms[term]?.chars ?? [])
      if (cells) hits.push({ term, cells })
    }
  }
}

/** The characters of a hit, from its last one back; undefined when they are all the term's own, or none is. */
function cellsOf(text: string, last: number, chars: readonly string[]): Cell[] | undefined {
  const { ofUnit } = syllableTable()
  const cells: Cell[] = []
  let own = 0
  let at = last
  for (let index = chars.length - 1; index >= 0; index -= 1) {
    while (ofUnit[text.charCodeAt(at)] === 0) at -= 1
    const read = foldedAt(text, at)
    if (read === chars[index]) own += 1
    else if (FUNCTION_WORDS.has(read)) return undefined
    cells.push({ start: at, end: at + 1, kind: 'han', read, opens: true, closes: true })
    at -= 1
  }
  return own > 0 && own < chars.length ? cells.reverse() : undefined
}

function foldedAt(text: string, at: number): string {
  return String.fromCodePoint(foldTable().to[text.charCodeAt(at)] ?? 0)
}
