import { step } from './automaton.ts'
import { type CompiledLexicon, SKIP, SPECIAL } from './compiled-lexicon.ts'

/** A pattern as found: its folded characters stand between the offsets, with nothing but noise among them. */
export interface GlyphHit {
  readonly pattern: number
  readonly start: number
  readonly end: number
}

/** Reads a text once and gives every pattern in it, nested ones included, in order of their ends. */
export function scanGlyphs(text: string, lexicon: CompiledLexicon): GlyphHit[] {
  const { codeOfUnit, glyphs } = lexicon
  const hits: GlyphHit[] = []
  let state = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = codeOfUnit[text.charCodeAt(at)] as number
    if (code === SKIP) continue
    if (code === SPECIAL) {
      state = readSpecial(text, at, state, lexicon, hits)
      at += widthAt(text, at) - 1
      continue
    }
    state = code === 0 ? 0 : step(glyphs, state, code)
    if (glyphs.ends[state] === 1) report(text, state, at + 1, lexicon, hits)
  }
  return hits
}

/** Surrogate pairs, and single units that fold to several characters. Gives the state behind them. */
function readSpecial(
  text: string,
  at: number,
  from: number,
  lexicon: CompiledLexicon,
  hits: GlyphHit[],
): number {
  const point = text.codePointAt(at) ?? 0
  const codes = lexicon.specialCodes.get(point)
  if (codes === undefined) return isAstralNoise(point) ? from : 0
  const end = at + widthAt(text, at)
  let state = from
  for (const code of codes) {
    state = code === 0 ? 0 : step(lexicon.glyphs, state, code)
    if (lexicon.glyphs.ends[state] === 1) report(text, state, end, lexicon, hits)
  }
  return state
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** Emoji, pictographs, tags and variation selectors are skipped; a letter that no term has is not. */
export function isAstralNoise(point: number): boolean {
  if (point >= 0x1f000 && point <= 0x1faff) return true
  if (point >= 0x20000 && point <= 0x3ffff) return false
  return point > 0xffff && ASTRAL_NOISE.test(String.fromCodePoint(point))
}

const ASTRAL_NOISE = /[\p{P}\p{S}\p{Z}\p{M}\p{Cf}]/u

function report(text: string, ending: number, end: number, lexicon: CompiledLexicon, hits: GlyphHit[]): void {
  const { glyphs, glyphPatterns } = lexicon
  for (let state = ending; state !== 0; state = glyphs.shorter[state] ?? 0) {
    for (
      let pattern = glyphs.firstPattern[state] ?? -1;
      pattern >= 0;
      pattern = glyphs.nextPattern[pattern] ?? -1
    ) {
      const length = glyphPatterns[pattern]?.chars.length ?? 0
      hits.push({ pattern, start: startOf(text, end, length, lexicon), end })
    }
  }
}

/** Walks back over the characters of a hit. Only hits pay for it; keeping positions would cost every character. */
function startOf(
  text: string,
  end: number,
  length: number,
  { codeOfUnit, specialCodes }: CompiledLexicon,
): number {
  let at = end
  for (let left = length; left > 0 && at > 0; ) {
    at -= widthAt(text, at - 2)
    const code = codeOfUnit[text.charCodeAt(at)]
    if (code === SPECIAL) left -= specialCodes.get(text.codePointAt(at) ?? 0)?.length ?? 0
    else if (code !== SKIP) left -= 1
  }
  return at
}
