import type { RunSummary } from '../domain/run.ts'
import { SEARCH_REASON_LABEL, type SearchOutcome, type SiteSearchReport } from '../domain/search.ts'
import { CATEGORY_LABEL } from '../domain/vocabulary.ts'
import { escapeHtml } from './escape-html.ts'

/** Which keywords were searched, why, and what they led to. */
export function searchSection(run: RunSummary): string {
  const parts = searched(run)
    .filter(({ site }) => site.searches.length > 0)
    .map(({ site, name }) => siteSearches(site, name))
  return parts.length === 0 ? '' : `<h2>检索情况</h2>${parts.join('')}`
}

/** A line for each site, for a terminal. */
export function searchLines(run: RunSummary): string[] {
  return searched(run).map(({ site, name }) => `${name}：${summaryOf(site)}`)
}

function searched({ searches = [], sites }: RunSummary): { site: SiteSearchReport; name: string }[] {
  const names = new Map(sites.map(({ siteId, siteName }) => [siteId, siteName]))
  return searches.map((site) => ({ site, name: names.get(site.siteId) ?? site.siteId }))
}

function siteSearches(site: SiteSearchReport, name: string): string {
  const rows = site.searches.map(row).join('')
  return `<details><summary>${escapeHtml(`${name}：${summaryOf(site)}`)}</summary>
<div class="scroll"><table><thead><tr><th>检索词</th><th>类别</th><th>为什么检索</th><th class="n">结果</th><th class="n">新信息</th><th class="n">新线索</th><th>此前</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="small soft">${escapeHtml(coverageOf(site))}抽样种子 ${site.seed}：同样的记录和种子得到同样的计划。多个词找到的同一条信息记在排在前面的词下。</p></details>`
}

/** `检索 8 词（指定 3，预计有收获 4，轮到 1），新信息 12 条，新线索 2 条；1 词没有得到回答`. */
function summaryOf({ searches }: SiteSearchReport): string {
  const count = (why: SearchOutcome['why']) => searches.filter((one) => one.why === why).length
  const sum = (of: 'newListings' | 'leads') => searches.reduce((total, one) => total + (one[of] ?? 0), 0)
  const silent = searches.filter(({ results }) => results === undefined).length
  const kinds = `指定 ${count('named')}，预计有收获 ${count('yield')}，轮到 ${count('coverage')}`
  const found = `新信息 ${sum('newListings')} 条，新线索 ${sum('leads')} 条`
  return `检索 ${searches.length} 词（${kinds}），${found}${silent === 0 ? '' : `；${silent} 词没有得到回答`}`
}

function coverageOf({ keywords, coverageNights }: SiteSearchReport): string {
  if (coverageNights === undefined) return `可检索 ${keywords} 词，预算没有留出轮换的余地。`
  return `可检索 ${keywords} 词，照此预算 ${coverageNights} 夜内每词至少检索一次。`
}

function row({ keyword, category, why, results, newListings, leads, past }: SearchOutcome): string {
  const words = [keyword, category === 'none' ? '' : CATEGORY_LABEL[category], SEARCH_REASON_LABEL[why]]
  const counts = [results, newListings, leads].map((value) => (value === undefined ? '未见' : String(value)))
  const before =
    past.lastNight === undefined
      ? '从未检索'
      : `${past.searches} 次得 ${past.leads} 条，上次 ${past.lastNight}`
  return `<tr>${words.map((word) => `<td>${escapeHtml(word)}</td>`).join('')}${counts.map((value) => `<td class="n">${value}</td>`).join('')}<td>${escapeHtml(before)}</td></tr>`
}
