import type { SiteCounts, SiteManners } from '../domain/run.ts'
import { escapeHtml } from './escape-html.ts'

/** How each site was asked: pace, Crawl-delay, and by whose leave against robots.txt. */
export function mannersSection(sites: readonly SiteCounts[]): string {
  const rows = sites.flatMap(({ siteName, manners }) => (manners ? [row(siteName, manners)] : []))
  if (rows.length === 0) return ''
  return `<h2>访问方式</h2><div class="scroll"><table><thead><tr><th>站点</th><th class="n">最小间隔</th><th class="n">最长间隔</th><th>Crawl-delay</th><th>授权</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<p class="small soft">站点拒绝、无应答或变慢时自动拉长间隔，恢复正常后再慢慢缩短。</p>`
}

function row(siteName: string, manners: SiteManners): string {
  const cells = [seconds(manners.floorMs), seconds(manners.slowestMs)]
  const words = [crawlDelay(manners), authority(manners)]
  return `<tr><td>${escapeHtml(siteName)}</td>${cells.map((cell) => `<td class="n">${cell}</td>`).join('')}${words.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
}

function crawlDelay({ crawlDelayMs, crawlDelayAskedMs }: SiteManners): string {
  if (crawlDelayMs === undefined) return '未要求'
  if (crawlDelayAskedMs === undefined) return seconds(crawlDelayMs)
  return `要求 ${seconds(crawlDelayAskedMs)}，按上限 ${seconds(crawlDelayMs)} 执行`
}

function authority({ authority: leave }: SiteManners): string {
  if (leave === undefined) return '无'
  const { by, basis, until, isInForce, requests } = leave
  const standing = isInForce ? `至 ${until} 有效` : `已于 ${until} 到期，到期后不再使用`
  return `${by}（${basis}），${standing}；据此访问 robots.txt 不允许的网页 ${requests} 次`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 1000 ? 3 : 1).replace(/\.?0+$/, '')} 秒`
}
