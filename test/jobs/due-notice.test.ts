import { expect, it } from 'vitest'
import { dueNotice } from '../../src/jobs/due-notice.ts'
import type { DueItem } from '../../src/jobs/list-due.ts'

const item = (id: string, stage: DueItem['stage']): DueItem => ({
  of: 'referral',
  id,
  title: '卖家写的',
  since: '2026-11-27T00:00:00.000Z',
  stage,
  at: '2026-11-29T16:00:00.000Z',
  isProvisional: false,
  rule: { of: 'referral', state: 'sent', id: 'x', label: '接收回执', workingDays: 2, source: '试验' },
})

it('tells once a day, from eight in Beijing, what is late or near', () => {
  const items = [item('R1', 'overdue'), item('R2', 'T-3'), item('R3', 'later')]
  const notice = dueNotice(items, '2026-11-28T00:00:00.000Z')
  expect(notice).toMatchObject({ key: 'due:2026-11-28', title: '到期提醒：超期 1 项，七天内到期 1 项' })
  expect(notice?.lines).toEqual([
    '已超期  2026-11-30 00:00:00  接收回执  R1',
    '三天内到期  2026-11-30 00:00:00  接收回执  R2',
  ])
  expect(dueNotice(items, '2026-11-27T23:59:59.000Z')).toBeUndefined()
  expect(dueNotice([item('R3', 'later')], '2026-11-28T00:00:00.000Z')).toBeUndefined()
})
