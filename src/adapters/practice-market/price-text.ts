/** The number in a price as written, for markup that wants one: "280/盒" → "280", "12万" → "120000", "面议" → none. */
export function priceNumber(raw: string | undefined): string | undefined {
  const [, digits, ten] = /^[¥￥\s]*(\d{1,9}(?:\.\d{1,2})?)\s*(万)?/.exec(raw ?? '') ?? []
  if (digits === undefined) return undefined
  return ten === undefined ? digits : String(Math.round(Number(digits) * 10_000))
}

/** How a site prints it: a yuan sign before a number, words as they are. */
export function yuanSign(raw: string): string {
  return /^\d/.test(raw) ? '¥' : ''
}
