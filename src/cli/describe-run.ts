import { beijingTime } from '../domain/beijing-time.ts'
import type { RunSummary } from '../domain/run.ts'
import { countsLine } from '../insight/counts-line.ts'
import { searchLines } from '../insight/search-section.ts'
import { unseenLine } from '../insight/unseen-section.ts'
import type { WrittenReport } from '../jobs/write-report.ts'

export const STATUS_LABEL: Record<RunSummary['status'], string> = {
  running: '进行中，或意外中断',
  finished: '已完成',
  stopped: '已中断',
  failed: '失败',
}

/** A run in a few lines of Chinese, for a terminal. A report is named where there is one. */
export function describeRun(run: RunSummary, report: Partial<WrittenReport>): string {
  const lines = [
    `批次 ${run.runId}  ${STATUS_LABEL[run.status]}  ${beijingTime(run.startedAt)}`,
    ...run.sites.map(
      (site) => `  ${site.siteName}：${countsLine(site)}；信息 ${site.listings}，标记 ${site.flagged}`,
    ),
    ...searchLines(run).map((line) => `  ${line}`),
    ...authorityLines(run),
    ...run.sites.flatMap(unseenLine).map((line) => `  ${line}`),
    changesLine(run),
    ...(report.html === undefined ? [] : [`报告 ${report.html}`]),
    ...(report.csv === undefined ? [] : [`表格 ${report.csv}`]),
  ]
  return lines.join('\n')
}

export function changesLine({ listings, flagged, changes }: RunSummary): string {
  const count = (kind: string) => changes.filter(({ change }) => change === kind).length
  return `共 ${listings} 条信息，标记 ${flagged} 条；新增 ${count('new')}，变化 ${count('changed')}，下架 ${count('gone')}`
}

function authorityLines({ sites }: RunSummary): string[] {
  return sites.flatMap(({ siteName, manners }) => {
    if (manners?.authority === undefined) return []
    const { by, basis, until, isInForce, requests } = manners.authority
    return [
      isInForce
        ? `  ${siteName}：依据${by}授权（${basis}，至 ${until}）访问 robots.txt 不允许的网页 ${requests} 次`
        : `  ${siteName}：${by}的授权（${basis}）已于 ${until} 到期，没有使用`,
    ]
  })
}
