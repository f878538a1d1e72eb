/** Text in which disguised digits are ASCII again, with the way back to the original offsets. */
export interface FoldedText {
  readonly text: string
  /** Where the UTF-16 unit at `at` of `text` starts in the original; the length of `text` gives the original's. */
  originalAt(at: number): number
}

const CHINESE_DIGITS = '零一二三四五六七八九'
const BANKER_DIGITS = '〇壹贰叁肆伍陆柒捌玖'
const OTHER: Readonly<Record<string, string>> = {
  幺: '1',
  两: '2',
  '⓪': '0',
  '⓿': '0',
  '🄋': '0',
  '➕': '+',
  '❤': '心',
}
/** First code point of runs that stand for 1, 2, 3 … */
const RUNS_FROM_ONE = [0x2460, 0x2474, 0x2488, 0x2776, 0x2780, 0x278a, 0x24f5] as const
const INVISIBLE = /[\u200B-\u200F\u2060\uFEFF\u00AD]|\uFE0E|\uFE0F|\u20E3/u

/** What each code point beyond ASCII becomes, looked up once; a page repeats a few hundred of them. */
const folds = new Map<number, string>()

/** Undoes the disguises of digits and letters: full width, circled, keycaps, styled, Chinese numerals, zero width. */
export function foldDigits(original: string): FoldedText {
  const parts: string[] = []
  /** Where in the folded text, and by how much from there on, the original is ahead. */
  const shifts: { readonly from: number; readonly ahead: number }[] = []
  let kept = 0
  let length = 0
  for (let at = 0; at < original.length; at += 1) {
    if (original.charCodeAt(at) < 0x80) continue
    const code = original.codePointAt(at) as number
    const width = code > 0xffff ? 2 : 1
    const fold = foldOf(code)
    if (fold !== undefined) {
      parts.push(original.slice(kept, at), fold)
      length += at - kept + fold.length
      kept = at + width
      if (fold.length !== width) shifts.push({ from: length, ahead: kept - length })
    }
    at += width - 1
  }
  if (kept === 0) return { text: original, originalAt: (at) => at }
  parts.push(original.slice(kept))
  return { text: parts.join(''), originalAt: (at) => at + aheadAt(shifts, at) }
}

function aheadAt(shifts: readonly { readonly from: number; readonly ahead: number }[], at: number): number {
  let low = 0
  let high = shifts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((shifts[middle]?.from ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return shifts[low - 1]?.ahead ?? 0
}

/** Undefined for what stays as it is. */
function foldOf(code: number): string | undefined {
  const known = folds.get(code)
  if (known !== undefined) return known === UNCHANGED ? undefined : known
  const char = String.fromCodePoint(code)
  const fold = foldChar(char)
  folds.set(code, fold === char ? UNCHANGED : fold)
  return fold === char ? undefined : fold
}
/** No character folds to this. */
const UNCHANGED = '\0'

function foldChar(char: string): string {
  if (INVISIBLE.test(char)) return ''
  return OTHER[char] ?? numeralDigit(char) ?? runDigit(char) ?? styledChar(char)
}

function numeralDigit(char: string): string | undefined {
  const at = Math.max(CHINESE_DIGITS.indexOf(char), BANKER_DIGITS.indexOf(char))
  return at >= 0 ? String(at) : undefined
}

function runDigit(char: string): string | undefined {
  const code = char.codePointAt(0) ?? 0
  const start = RUNS_FROM_ONE.find((first) => code >= first && code < first + 9)
  return start === undefined ? undefined : String(code - start + 1)
}

/** NFKC turns full width, mathematical and circled letters into ASCII; anything else stays as written. */
function styledChar(char: string): string {
  const plain = char.normalize('NFKC')
  return plain.length === 1 && plain < '\u0080' ? plain : char
}
