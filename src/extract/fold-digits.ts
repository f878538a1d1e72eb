/** Text in which disguised digits are ASCII again, with the way back to the original offsets. */
export interface FoldedText {
  readonly text: string
  /** `offsets[i]` is where the i-th UTF-16 unit of `text` starts in the original; one more entry than units. */
  readonly offsets: readonly number[]
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

/** Undoes the disguises of digits and letters: full width, circled, keycaps, styled, Chinese numerals, zero width. */
export function foldDigits(original: string): FoldedText {
  let text = ''
  const offsets: number[] = []
  let at = 0
  for (const char of original) {
    for (const unit of foldChar(char)) {
      text += unit
      for (let i = 0; i < unit.length; i += 1) offsets.push(at)
    }
    at += char.length
  }
  offsets.push(at)
  return { text, offsets }
}

function foldChar(char: string): string {
  if (char < '\u0080') return char
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
