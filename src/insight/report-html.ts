import { beijingTime } from '../domain/beijing-time.ts'
import type { ListingChange, SiteCounts } from '../domain/run.ts'
import {
  AGENCY_LABEL,
  Agency,
  CATEGORY_LABEL,
  Category,
  LEVEL_LABEL,
  Level,
  VERDICT_LABEL,
} from '../domain/vocabulary.ts'
import { escapeHtml } from './escape-html.ts'
import { mannersSection } from './manners-section.ts'
import { maskReportLead } from './mask-report-lead.ts'
import { reasonLabel } from './reason-label.ts'
import type { ReportInput, ReportLead } from './report-input.ts'
import { reportLead } from './report-lead.ts'
import { REPORT_SCRIPT, REPORT_STYLE } from './report-style.ts'
import { searchSection } from './search-section.ts'
import { takeDownSection } from './take-down-section.ts'
import { unseenSection } from './unseen-section.ts'

/** One self-contained page: nothing is fetched, whatever a seller wrote is text. */
export function reportHtml(input: ReportInput): string {
  const { run, leads, generatedAt } = input
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>清哨监测报告 ${escapeHtml(run.runId)}</title>
<style>${REPORT_STYLE}</style></head><body><main>
<h1>野生动植物及禁用工具网络交易监测报告</h1>
<div class="soft">监测批次 ${escapeHtml(run.runId)} · 开始 ${beijingTime(run.startedAt)} · 报告 ${beijingTime(generatedAt)}（北京时间）</div>
<div class="notice"><b>机器提示，仅供研判参考。</b>本报告所列为线索，不是案件结论；证据哈希说明固定之后内容未变，不证明网站当时确由何人发布。联系方式已遮掩。</div>
${tiles(input)}
<h2>各站点情况</h2>${siteTable(run.sites)}
${unseenSection(run.sites)}
${searchSection(run)}
${mannersSection(run.sites)}
${changeSection(input)}
${takeDownSection(input.referred)}
<div class="two"><div><h2>按类别</h2>${bars(
    countBy(leads, (entry) => [entry.lead.assessment.category]),
    CATEGORY_LABEL,
    Category.options,
  )}</div>
<div><h2>按建议移送部门</h2>${bars(
    countBy(leads, (entry) => entry.lead.assessment.agencies),
    AGENCY_LABEL,
    Agency.options,
  )}</div></div>
<h2>标记信息（按等级、可能性和分值排序，共 ${leads.length} 条）</h2>
${filters()}
${leads.map((entry, index) => reportLead(maskReportLead(entry), index + 1)).join('\n') || '<p>本批次没有标记信息。</p>'}
</main><script>${REPORT_SCRIPT}</script></body></html>
`
}

function tiles({ run, leads }: ReportInput): string {
  const found = sum(run.sites, 'found')
  const unseen = sum(run.sites, 'blocked') + sum(run.sites, 'robots') + sum(run.sites, 'failed')
  const count = (test: (entry: ReportLead) => boolean) => leads.filter(test).length
  const values: [string, number][] = [
    ['发现网址', found],
    ['未能看到', unseen],
    ['商品与帖子', run.listings],
    ['本次标记', run.flagged],
    [VERDICT_LABEL.illegal, count(({ lead }) => lead.assessment.verdict === 'illegal')],
    [VERDICT_LABEL.suspect, count(({ lead }) => lead.assessment.verdict === 'suspect')],
    ['需立即处理', count(({ lead }) => lead.assessment.level === 'critical')],
    ['新发现', count(({ change }) => change === 'new')],
  ]
  return `<div class="tiles">${values.map(([name, value]) => `<div class="tile"><span class="soft">${name}</span><b>${value}</b></div>`).join('')}</div>`
}

type SiteColumn =
  | 'found'
  | 'fetched'
  | 'blocked'
  | 'robots'
  | 'gone'
  | 'failed'
  | 'skipped'
  | 'pending'
  | 'listings'
  | 'flagged'
const SITE_COLUMNS: readonly [SiteColumn, string][] = [
  ['found', '发现网址'],
  ['fetched', '已取得'],
  ['blocked', '受阻'],
  ['robots', 'robots 不允许'],
  ['gone', '已不存在'],
  ['failed', '失败'],
  ['skipped', '按规则未取'],
  ['pending', '未取'],
  ['listings', '商品与帖子'],
  ['flagged', '标记'],
]

function siteTable(sites: readonly SiteCounts[]): string {
  const head = SITE_COLUMNS.map(([, name]) => `<th class="n">${name}</th>`).join('')
  const rows = sites.map(
    (site) =>
      `<tr><td>${escapeHtml(site.siteName)}</td>${SITE_COLUMNS.map(([key]) => `<td class="n">${site[key]}</td>`).join('')}<td>${reasons(site)}</td></tr>`,
  )
  const total = SITE_COLUMNS.map(([key]) => `<td class="n">${sum(sites, key)}</td>`).join('')
  return `<div class="scroll"><table><thead><tr><th>站点</th>${head}<th>原因</th></tr></thead><tbody>${rows.join('')}</tbody>
<tfoot><tr><td>合计</td>${total}<td></td></tr></tfoot></table></div>
<p class="small soft">发现网址 = 已取得 + 受阻 + robots 不允许 + 已不存在 + 失败 + 按规则未取（近期看过、超出页数预算、疑似陷阱）+ 未取。</p>`
}

function reasons(site: SiteCounts): string {
  const words = Object.entries(site.reasons).map(
    ([reason, count]) => `${escapeHtml(reasonLabel(reason))} ${count}`,
  )
  return [...words, ...(site.lane === 'browser' ? ['网页为空壳，本站改由浏览器读取'] : [])].join('；')
}

const CHANGE_LABEL: Record<ListingChange['change'], string> = { changed: '变化', gone: '下架', new: '新增' }
const CHANGE_ORDER = ['changed', 'gone', 'new'] as const

function changeSection({ run, changedTitles }: ReportInput): string {
  const of = (kind: ListingChange['change']) => run.changes.filter(({ change }) => change === kind)
  if (of('changed').length + of('gone').length === 0) return ''
  const ordered = CHANGE_ORDER.flatMap(of)
  const isFlagged = ({ listingId }: ListingChange) => changedTitles.get(listingId)?.flagged ?? false
  const flagged = ordered.filter(isFlagged)
  const others = ordered.filter((change) => !isFlagged(change))
  return `<h2>与上次相比</h2>
<p>新增 ${of('new').length} 条，变化 ${of('changed').length} 条，下架 ${of('gone').length} 条；其中标记过的 ${flagged.length} 条：</p>
${changeTable(flagged, changedTitles)}
<details><summary>其余 ${others.length} 条（未标记）</summary>${changeTable(others, changedTitles)}</details>`
}

function changeTable(changes: readonly ListingChange[], titles: ReportInput['changedTitles']): string {
  const rows = changes.map(({ listingId, change, fields }) => {
    const known = titles.get(listingId)
    const cells = [CHANGE_LABEL[change], known?.siteName ?? '', known?.title ?? listingId, fields.join('、')]
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  return `<div class="scroll"><table><thead><tr><th>情况</th><th>站点</th><th>标题</th><th>变化内容</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function bars<K extends string>(
  counts: ReadonlyMap<string, number>,
  labels: Record<K, string>,
  order: readonly K[],
): string {
  const most = Math.max(1, ...counts.values())
  const rows = order
    .filter((key) => counts.has(key))
    .toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
    .map((key) => {
      const count = counts.get(key) ?? 0
      return `<span>${labels[key]}</span><i style="width:${Math.round((count / most) * 100)}%"></i><span>${count}</span>`
    })
  return rows.length > 0 ? `<div class="bars">${rows.join('')}</div>` : '<p class="soft">无</p>'
}

function filters(): string {
  const options = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([value, label]) => `<option value="${value}">${label}</option>`).join('')
  const levels = Level.options
    .filter((level) => level !== 'none')
    .map((level) => [level, LEVEL_LABEL[level]] as const)
  const agencies = Agency.options.map((agency) => [agency, AGENCY_LABEL[agency]] as const)
  return `<div class="filters"><label>等级 <select id="f-level"><option value="">全部</option>${options(levels.toReversed())}</select></label>
<label>部门 <select id="f-agency"><option value="">全部</option>${options(agencies)}</select></label>
<label>变化 <select id="f-change"><option value="">全部</option>${options([
    ['new', '新发现'],
    ['changed', '有变化'],
    ['known', '此前已知'],
    ['gone', '已下架'],
  ])}</select></label>
<label>查找 <input id="f-text" type="search" placeholder="标题、卖家、地区"></label><span id="f-count" class="soft"></span></div>`
}

function countBy(
  leads: readonly ReportLead[],
  keys: (entry: ReportLead) => readonly string[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of leads) for (const key of keys(entry)) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function sum(sites: readonly SiteCounts[], key: SiteColumn): number {
  return sites.reduce((total, site) => total + site[key], 0)
}
