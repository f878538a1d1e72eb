import { beijingTime } from '../domain/beijing-time.ts'
import type { Notice } from '../domain/notice.ts'
import { DUE_STAGE_LABEL } from '../refer/deadlines.ts'
import type { DueItem } from './list-due.ts'

/** Staff read it when they come to work. */
const HOUR = 8
const MAX_LINES = 100

/** The day in Beijing whose reminder is to be made now; undefined before eight. */
export function reminderDay(now: string): string | undefined {
  const [day = '', clock = ''] = beijingTime(now).split(' ')
  return Number(clock.slice(0, 2)) < HOUR ? undefined : day
}

/** What is late or due within a week, told once a day from eight in the morning, Beijing time. Undefined: nothing, or too early. */
export function dueNotice(items: readonly DueItem[], now: string): Notice | undefined {
  const day = reminderDay(now)
  const pressing = items.filter(({ stage }) => stage !== 'later')
  if (day === undefined || pressing.length === 0) return undefined
  const late = pressing.filter(({ stage }) => stage === 'overdue').length
  return {
    key: `due:${day}`,
    kind: 'due',
    title: `到期提醒：超期 ${late} 项，七天内到期 ${pressing.length - late} 项`,
    lines: [
      ...pressing.slice(0, MAX_LINES).map(lineOf),
      ...(pressing.length > MAX_LINES ? [`其余 ${pressing.length - MAX_LINES} 项见 qingshao due`] : []),
    ],
    at: now,
  }
}

/** Without a title: what a seller wrote does not go into a mail. */
function lineOf({ stage, at, rule, id }: DueItem): string {
  return `${DUE_STAGE_LABEL[stage]}  ${beijingTime(at)}  ${rule.label}  ${id}`
}
