import { beijingTime } from '../domain/beijing-time.ts'
import type { RunSummary } from '../domain/run.ts'
import { summaryOf } from '../insight/search-section.ts'
import { unseenLine } from '../insight/unseen-section.ts'
import type { WrittenReport } from '../jobs/write-report.ts'

const STATUS_LABEL: Record<RunSummary['status'], string> = {
  running: '进行中',
  finished: '已完成',
  stopped: '已中断',
  failed: '失败',
}

/** A run in a few lines of Chinese, for a terminal. */
export function describeRun(run: RunSummary, report: WrittenReport): string {
  const changes = (kind: string) => run.changes.filter(({ change }) => change === kind).length
  const lines = [
    `批次 ${run.runId}  ${STATUS_LABEL[run.status]}  ${beijingTime(run.startedAt)}`,
    ...run.sites.map(
      (site) =>
        `  ${site.siteName}：网址 ${site.found}，取得 ${site.fetched}，受阻 ${site.blocked}，robots ${site.robots}，不存在 ${site.gone}，失败 ${site.failed}，按规则未取 ${site.skipped}，未及取 ${site.pending}；信息 ${site.listings}，标记 ${site.flagged}`,
    ),
    ...(run.searches ?? []).map((site) => `  ${site.siteId}：${summaryOf(site)}`),
    ...authorityLines(run),
    ...run.sites.flatMap(unseenLine).map((line) => `  ${line}`),
    `共 ${run.listings} 条信息，标记 ${run.flagged} 条；新增 ${changes('new')}，变化 ${changes('changed')}，下架 ${changes('gone')}`,
    `报告 ${report.html}`,
    `表格 ${report.csv}`,
  ]
  return lines.join('\n')
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
