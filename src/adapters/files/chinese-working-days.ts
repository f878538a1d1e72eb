import { isWorkday } from 'chinese-days'
import calendar from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import type { WorkingDays } from '../../refer/deadlines.ts'

/** The State Council's holidays and the weekends worked instead of them, as package chinese-days has them. */
export const chineseWorkingDays: WorkingDays = {
  isWorkingDay: (day) => isWorkday(day),
  years: [...new Set(Object.keys(calendar.holidays).map((day) => Number(day.slice(0, 4))))].sort(),
}
