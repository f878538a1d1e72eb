/** The day in 2026-04-30, 2026/4/30 09:00, 2026年4月30日 or 20260430; undefined where there is none. */
export function parseDay(text: string): string | undefined {
  const parts = /(?<!\d)((?:19|20)\d\d)(?:\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})|(\d\d)(\d\d))(?!\d)/u.exec(text)
  if (!parts) return undefined
  const [, year, month = parts[4], day = parts[5]] = parts
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  return m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
    ? `${year}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
    : undefined
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
