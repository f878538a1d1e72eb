import { z } from 'zod'
import { beijingTime } from '../domain/beijing-time.ts'
import { LeadState } from '../domain/lead.ts'
import { ReferralKind, ReferralState } from '../domain/referral.ts'
import { Level } from '../domain/vocabulary.ts'

const Length = {
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  label: z.string().min(2).max(60),
  /** Hours run on; working days count from the day after. Exactly one of both. */
  hours: z
    .int()
    .positive()
    .max(24 * 365)
    .optional(),
  workingDays: z.int().positive().max(250).optional(),
  /** Law and article, or whose proposal it is. */
  source: z.string().min(2),
}

export const DeadlineRule = z
  .discriminatedUnion('of', [
    z.strictObject({ of: z.literal('lead'), state: LeadState, levels: z.array(Level).optional(), ...Length }),
    z.strictObject({
      of: z.literal('referral'),
      state: ReferralState,
      kind: ReferralKind.optional(),
      ...Length,
    }),
  ])
  .refine(
    ({ hours, workingDays }) => (hours === undefined) !== (workingDays === undefined),
    'give hours or workingDays',
  )
export type DeadlineRule = z.infer<typeof DeadlineRule>

/** data/deadlines.yml: how long a state may last. The first rule that fits holds. */
export const DeadlineRules = z.strictObject({ deadlines: z.array(DeadlineRule) })

/** The working days of the People's Republic of China. Days are `2026-11-28`, in Beijing. */
export interface WorkingDays {
  isWorkingDay(day: string): boolean
  /** Years whose holidays have been announced and are in the calendar. */
  readonly years: readonly number[]
}

export interface Due {
  readonly rule: DeadlineRule
  /** ISO 8601 UTC: late after this. */
  readonly at: string
  /** A year on the way has no announced holidays yet: weekends alone were left out. */
  readonly isProvisional: boolean
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function dueOf(rule: DeadlineRule, since: string, calendar: WorkingDays): Due {
  if (rule.hours !== undefined)
    return {
      rule,
      at: new Date(Date.parse(since) + rule.hours * HOUR_MS).toISOString(),
      isProvisional: false,
    }
  let day = beijingTime(since).slice(0, 10)
  let isProvisional = false
  for (let left = rule.workingDays ?? 0; left > 0; ) {
    day = nextDay(day)
    isProvisional ||= !calendar.years.includes(Number(day.slice(0, 4)))
    if (calendar.isWorkingDay(day)) left -= 1
  }
  // The last day counts whole: late from midnight in Beijing.
  return { rule, at: new Date(Date.parse(`${nextDay(day)}T00:00:00+08:00`)).toISOString(), isProvisional }
}

export type DueStage = 'overdue' | 'T-1' | 'T-3' | 'T-7' | 'later'
export const DUE_STAGE_LABEL: Record<DueStage, string> = {
  overdue: '已超期',
  'T-1': '一天内到期',
  'T-3': '三天内到期',
  'T-7': '七天内到期',
  later: '未到期',
}

/** How near it is, in calendar days, so that nobody is reminded on a Monday of what was due on the Sunday. */
export function stageOf(dueAt: string, now: string): DueStage {
  const days = (Date.parse(dueAt) - Date.parse(now)) / DAY_MS
  if (days <= 0) return 'overdue'
  if (days <= 1) return 'T-1'
  if (days <= 3) return 'T-3'
  return days <= 7 ? 'T-7' : 'later'
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
}
