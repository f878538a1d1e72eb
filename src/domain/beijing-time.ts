const ISO_UTC = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})/

/** `2026-11-21T18:05:09.123Z` → `2026-11-22 02:05:09`. China keeps one zone, UTC+8, without summer time. */
export function beijingTime(isoUtc: string): string {
  const parts = ISO_UTC.exec(isoUtc)
  if (!parts) return isoUtc
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = hour + 8 < 24 ? { year, month, day } : dayAfter(year, month, day)
  const clock = [(hour + 8) % 24, minute, second].map(twoDigits).join(':')
  return `${date.year}-${twoDigits(date.month)}-${twoDigits(date.day)} ${clock}`
}

/** `2026年11月22日 02时05分09秒`, for documents. */
export function beijingTimeInWords(isoUtc: string): string {
  const [date = '', clock = ''] = beijingTime(isoUtc).split(' ')
  const [year, month, day] = date.split('-').map(Number)
  const [hour, minute, second] = clock.split(':')
  return `${year}年${month}月${day}日 ${hour}时${minute}分${second}秒`
}

/** `20261122`, the Beijing date, for file names and document numbers. */
export function beijingDate(isoUtc: string): string {
  return beijingTime(isoUtc).slice(0, 10).replaceAll('-', '')
}

function dayAfter(year: number, month: number, day: number): { year: number; month: number; day: number } {
  if (day < daysInMonth(year, month)) return { year, month, day: day + 1 }
  return month < 12 ? { year, month: month + 1, day: 1 } : { year: year + 1, month: 1, day: 1 }
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
