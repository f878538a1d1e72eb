import { type SiteCounts, sumOfOutcomes } from '../domain/run.ts'
import { escapeHtml } from './escape-html.ts'
import { reasonLabel } from './reason-label.ts'

/** Reasons that leave nothing open: the page is known to be gone, or what stood on it is known and taken for unchanged. */
const SETTLED: ReadonlySet<string> = new Set(['gone', 'soft-404', 'not-due', 'sitemap-unchanged'])

/** What a run did not see, site by site, in plain words: silence in a report must not be read as “nothing there”. */
export function unseenSection(sites: readonly SiteCounts[]): string {
  const lines = sites.flatMap((site) => [...unseenLine(site), ...sumLine(site)])
  const text = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')
  return `<h2>没有看到的部分</h2>${text === '' ? '<p>发现的网址都看到了，或已知不存在、近期看过。</p>' : `<ul>${text}</ul><p class="small soft">以上网页里有没有违法信息，本报告不能说明。</p>`}`
}

/** URLs of which a run cannot say what stands there. */
export function countUnseen({ pending, reasons }: SiteCounts): number {
  return openReasons(reasons).reduce((sum, [, count]) => sum + count, pending)
}

function openReasons(reasons: SiteCounts['reasons']): [string, number][] {
  return Object.entries(reasons).filter(([reason, count]) => count > 0 && !SETTLED.has(reason))
}

/** None when all was seen, or nothing is open about it. */
export function unseenLine(site: SiteCounts): string[] {
  const { siteName, found, pending, reasons } = site
  const unseen = countUnseen(site)
  if (unseen === 0) return []
  const parts = openReasons(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reasonLabel(reason)} ${count} 个`)
  if (pending > 0) parts.push(`还没来得及取 ${pending} 个`)
  const whole = unseen === found ? '，整站未能看到' : ''
  return [`${siteName}：发现网址 ${found} 个，没有看到 ${unseen} 个${whole}：${parts.join('，')}。`]
}

/** Every URL has one outcome. Should the sum ever be wrong, the reader must know before relying on it. */
function sumLine(site: SiteCounts): string[] {
  const { siteName, found } = site
  const sum = sumOfOutcomes(site)
  return sum === found ? [] : [`${siteName}：各项合计 ${sum}，与发现网址 ${found} 不符，本站数字不可用。`]
}
