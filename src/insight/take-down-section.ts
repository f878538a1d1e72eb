import { beijingTime } from '../domain/beijing-time.ts'
import { type ReferredListing, TAKE_DOWN_LABEL } from '../domain/take-down.ts'
import { escapeHtml } from './escape-html.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** 3.5 天, 6 小时, 不到 1 小时. */
export function daysLabel(ms: number): string {
  if (ms < HOUR_MS) return '不到 1 小时'
  return ms < DAY_MS ? `${Math.round(ms / HOUR_MS)} 小时` : `${Math.round((ms / DAY_MS) * 10) / 10} 天`
}

/** What became of what was referred: how many are gone, how long it took, and those still online, the longest first. */
export function takeDownSection(referred: readonly ReferredListing[]): string {
  if (referred.length === 0) return ''
  const removals = referred
    .map(({ removedAfterMs }) => removedAfterMs)
    .filter((ms) => ms !== undefined)
    .toSorted((a, b) => a - b)
  const median = removals[Math.floor((removals.length - 1) / 2)]
  const online = referred.filter(({ outcome }) => outcome === 'online')
  const unknown = referred.length - removals.length - online.length
  const took = median === undefined ? '' : `，从移送到发现下架的中位时间 ${daysLabel(median)}`
  return `<h2>已移送信息的下架情况</h2>
<p>已确认移送 ${referred.length} 条：已下架 ${removals.length} 条${took}；仍可见 ${online.length} 条；未能核实 ${unknown} 条。</p>
<div class="scroll"><table><thead><tr><th>线索</th><th>标题</th><th>移送时间</th><th>最近查看</th><th>情况</th></tr></thead><tbody>${referred
    .map(row)
    .join('')}</tbody></table></div>
<p class="small soft">下架时间是首次发现不可见的时间，实际可能更早；未能核实指遇到登录、验证码、robots 限制或访问失败。</p>`
}

function row(listing: ReferredListing): string {
  const ms = listing.removedAfterMs
  const cells = [
    listing.leadId,
    listing.title,
    beijingTime(listing.referredAt),
    beijingTime(listing.checkedAt),
    `${TAKE_DOWN_LABEL[listing.outcome]}${ms === undefined ? '' : `（移送后 ${daysLabel(ms)}）`}`,
  ]
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
}
