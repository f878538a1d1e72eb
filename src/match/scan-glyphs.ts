import { type CompiledLexicon, SKIP, SPECIAL } from './compiled-lexicon.ts'

/** A pattern as found: its folded characters stand between the offsets, with nothing but noise among them. */
export interface GlyphHit {
  readonly pattern: number
  readonly start: number
  readonly end: number
}

/** Kept positions behind the reader: a power of two above the longest pattern. */
const RING = 128

/** Reads a text once and gives every pattern in it, nested ones included, in order of their ends. */
export function scanGlyphs(text: string, lexicon: CompiledLexicon): GlyphHit[] {
  const { codeOfUnit, glyphs } = lexicon
  const { base, check, fail, ends } = glyphs
  const starts = new Int32Array(RING)
  const hits: GlyphHit[] = []
  let kept = 0
  let state = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = codeOfUnit[text.charCodeAt(at)] as number
    if (code === SKIP) continue
    if (code === SPECIAL) {
      const scan = readSpecial(text, at, state, kept, lexicon, starts, hits)
      state = scan.state
      kept = scan.kept
      at += scan.width - 1
      continue
    }
    if (code === 0) {
      state = 0
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
    if (ends[state] === 1) report(state, at + 1, kept, lexicon, starts, hits)
  }
  return hits
}

/** Surrogate pairs, and single units that fold to several characters. */
function readSpecial(
  text: string,
  at: number,
  from: number,
  keptBefore: number,
  lexicon: CompiledLexicon,
  starts: Int32Array,
  hits: GlyphHit[],
): { state: number; kept: number; width: number } {
  const point = text.codePointAt(at) ?? 0
  const width = point > 0xffff ? 2 : 1
  const codes = lexicon.specialCodes.get(point)
  if (codes === undefined) return { state: isAstralNoise(point) ? from : 0, kept: keptBefore, width }
  const { base, check, fail, ends } = lexicon.glyphs
  let state = from
  let kept = keptBefore
  for (const code of codes) {
    starts[kept & (RING - 1)] = at
    kept += 1
    while (state !== 0 && check[(base[state] ?? 0) + code] !== state) state = fail[state] ?? 0
    const next = (base[state] ?? 0) + code
    state = code !== 0 && check[next] === state ? next : 0
    if (ends[state] === 1) report(state, at + width, kept, lexicon, starts, hits)
  }
  return { state, kept, width }
}

/** Emoji, pictographs, tags and variation selectors are skipped; a letter that no term has is not. */
export function isAstralNoise(point: number): boolean {
  if (point >= 0x1f000 && point <= 0x1faff) return true
  if (point >= 0x20000 && point <= 0x3ffff) return false
  return point > 0xffff && ASTRAL_NOISE.test(String.fromCodePoint(point))
}

const ASTRAL_NOISE = /[\p{P}\p{S}\p{Z}\p{M}\p{Cf}]/u

function report(
  ending: number,
  end: number,
  kept: number,
  { glyphs, glyphPatterns }: CompiledLexicon,
  starts: Int32Array,
  hits: GlyphHit[],
): void {
  for (let state = ending; state !== 0; state = glyphs.shorter[state] ?? 0) {
    for (
      let pattern = glyphs.firstPattern[state] ?? -1;
      pattern >= 0;
      pattern = glyphs.nextPattern[pattern] ?? -1
    ) {
      const length = glyphPatterns[pattern]?.chars.length ?? 0
      if (length > RING) continue
      hits.push({ pattern, start: starts[(kept - length) & (RING - 1)] ?? 0, end })
    }
  }
}
