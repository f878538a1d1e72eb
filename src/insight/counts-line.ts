import { type SiteCounts, sumOfOutcomes, UrlOutcome } from '../domain/run.ts'

export type UrlCounts = Pick<SiteCounts, 'found' | UrlOutcome>

const OUTCOME_LABEL: Readonly<Record<UrlOutcome, string>> = {
  fetched: '取得',
  blocked: '受阻',
  robots: 'robots',
  gone: '不存在',
  failed: '失败',
  skipped: '按规则未取',
  pending: '未及取',
}

/** What became of the URLs of a site, or of a run: whoever adds up the parts gets the whole, or is told that they do not. */
export function countsLine(counts: UrlCounts): string {
  const parts = UrlOutcome.options.map((outcome) => `${OUTCOME_LABEL[outcome]} ${counts[outcome]}`)
  const sum = sumOfOutcomes(counts)
  const warning = sum === counts.found ? '' : `（各项合计 ${sum}，与网址数不符，数字不可用）`
  return `网址 ${counts.found}，${parts.join('，')}${warning}`
}

/** The sites of a run taken together. */
export function totalCounts(sites: readonly SiteCounts[]): UrlCounts {
  const sum = (key: 'found' | UrlOutcome) => sites.reduce((total, site) => total + site[key], 0)
  return {
    found: sum('found'),
    fetched: sum('fetched'),
    blocked: sum('blocked'),
    robots: sum('robots'),
    gone: sum('gone'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    pending: sum('pending'),
  }
}
