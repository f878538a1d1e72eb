import type { Lead } from '../domain/lead.ts'
import { maskerFor } from '../domain/mask-contacts.ts'
import type { Notice } from '../domain/notice.ts'
import type { RunSummary } from '../domain/run.ts'
import type { ScheduledRun, ScheduleEntry } from '../domain/schedule.ts'
import type { SessionStanding } from '../domain/site-session.ts'
import { CATEGORY_LABEL, LEVEL_LABEL, type Level } from '../domain/vocabulary.ts'
import { countsLine } from '../insight/counts-line.ts'

const URGENT: ReadonlySet<Level> = new Set(['high', 'critical'])
const NAMED_LEADS = 20
/** Free text may quote what a seller wrote. */
const mask = maskerFor({ contacts: [] })

/** How a scheduled run ended. One key a due time, so that a restart in between does not tell it twice. */
export function runNotice(entry: ScheduleEntry, run: ScheduledRun, summary: RunSummary | undefined): Notice {
  const kind = {
    finished: 'run-finished',
    'window-ended': 'run-finished',
    failed: 'run-failed',
    missed: 'run-missed',
  } as const
  const word = { finished: '完成', 'window-ended': '到时停止', failed: '失败', missed: '错过' } as const
  return {
    key: `run:${entry.id}:${run.due}`,
    kind: kind[run.status],
    title: `清哨：${entry.id} ${word[run.status]}${summary ? `，信息 ${summary.listings}，标记 ${summary.flagged}` : ''}`,
    lines: [
      ...(run.runId === undefined ? [] : [`批次 ${run.runId}`]),
      mask(run.note).slice(0, 2000),
      ...(summary?.sites ?? []).map((site) => `${site.siteName}：${countsLine(site)}；标记 ${site.flagged}`),
    ].slice(0, 200),
    at: run.endedAt,
  }
}

/** The urgent leads that a run raised, contacts masked; undefined when there are none. */
export function leadsNotice(runId: string, leads: readonly Lead[], at: string): Notice | undefined {
  const urgent = leads.filter((lead) => lead.runId === runId && URGENT.has(lead.assessment.level))
  if (urgent.length === 0) return undefined
  const named = urgent.slice(0, NAMED_LEADS).map(({ id, listing, assessment }) => {
    const title = mask(maskerFor(listing)(listing.title || listing.body.slice(0, 60))).slice(0, 100)
    return `${LEVEL_LABEL[assessment.level]}  ${CATEGORY_LABEL[assessment.category]}  ${title}  线索 ${id}`
  })
  const more = urgent.length - named.length
  return {
    key: `leads:${runId}`,
    kind: 'high-leads',
    title: `清哨：${urgent.length} 条高等级线索待人工研判`,
    lines: [...named, ...(more > 0 ? [`另有 ${more} 条`] : []), '机器提示，须由人研判。'],
    at,
  }
}

/** Once for each login that ran out. */
export function sessionNotice({ siteId, savedAt, expiredAt, reason }: SessionStanding): Notice {
  return {
    key: `session:${siteId}:${savedAt}`,
    kind: 'session-expired',
    title: `清哨：站点 ${siteId} 的登录已失效`,
    lines: [
      `原因：${(reason ?? '').slice(0, 500)}`,
      `在有桌面的机器上执行 qingshao sites login ${siteId} 重新登录。此前不再访问该站点。`,
    ],
    at: expiredAt ?? savedAt,
  }
}
