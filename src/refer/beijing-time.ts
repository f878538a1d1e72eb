const BEIJING_OFFSET_MS = 8 * 3600_000

/** 2026年11月22日 13时05分06秒 */
export function beijingTime(iso: string): string {
  const [date = '', time = ''] = shifted(iso).split('T')
  const [year, month, day] = date.split('-').map(Number)
  const [hour, minute, second] = time.slice(0, 8).split(':')
  return `${year}年${month}月${day}日 ${hour}时${minute}分${second}秒`
}

/** 20261122 */
export function beijingDay(iso: string): string {
  return shifted(iso).slice(0, 10).replaceAll('-', '')
}

function shifted(iso: string): string {
  return new Date(Date.parse(iso) + BEIJING_OFFSET_MS).toISOString()
}
