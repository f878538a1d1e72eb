const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  两: 2,
  贰: 2,
  俩: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
const UNITS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }

/** 三百五 → 350, 一万二 → 12000, 二〇二四 → 2024. undefined when the text is no such number. */
export function parseChineseNumber(text: string): number | undefined {
  const chars = [...text]
  if (chars.length === 0 || chars.length > 20) return undefined
  if (chars.every((char) => char in DIGITS)) return Number(chars.map((char) => DIGITS[char]).join(''))
  const total = new NumeralSum()
  return chars.every((char) => total.add(char)) ? total.value() : undefined
}

class NumeralSum {
  #total = 0
  #section = 0
  #digit = -1
  #lastUnit = 1

  add(char: string): boolean {
    const digit = DIGITS[char]
    if (digit !== undefined) return this.#addDigit(digit)
    const unit = UNITS[char]
    if (unit !== undefined) {
      this.#section += (this.#digit < 0 ? 1 : this.#digit) * unit
      this.#lastUnit = unit
    } else if (char === '万' || char === '亿') {
      const large = char === '万' ? 10_000 : 100_000_000
      this.#total += (this.#section + Math.max(this.#digit, 0) || 1) * large
      this.#section = 0
      this.#lastUnit = large
    } else {
      return false
    }
    this.#digit = -1
    return true
  }

  #addDigit(digit: number): boolean {
    if (this.#digit > 0) return false
    this.#digit = digit
    // 零 says that a place is skipped: 三百零五 is 305, 三百五 is 350.
    if (digit === 0) this.#lastUnit = 10
    return true
  }

  value(): number {
    const tail = this.#digit > 0 ? (this.#digit * this.#lastUnit) / (this.#lastUnit > 1 ? 10 : 1) : 0
    return this.#total + this.#section + tail
  }
}
