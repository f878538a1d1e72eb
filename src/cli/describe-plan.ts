import { type PlannedSearch, SEARCH_REASON_LABEL, type SearchPlan } from '../domain/search.ts'
import { CATEGORY_LABEL } from '../domain/vocabulary.ts'

/** One site's plan for a night in Chinese: what is searched, in order, and why. */
export function describePlan(plan: SearchPlan, siteName: string): string {
  const { siteId, night, budget, keywords, coverageNights, seed, searches } = plan
  const turn = coverageNights === undefined ? '' : `，照此预算 ${coverageNights} 夜内每词至少一次`
  return [
    `${siteName}（${siteId}） ${night} 夜：检索 ${searches.length} 词；预算 ${budget}，可检索 ${keywords} 词${turn}；种子 ${seed}`,
    ...searches.map((search, index) => `  ${String(index + 1).padStart(3)}  ${searchLine(search)}`),
  ].join('\n')
}

function searchLine({ keyword, category, why, expected, past }: PlannedSearch): string {
  const label = category === 'none' ? '未归类' : CATEGORY_LABEL[category]
  const before =
    past.lastNight === undefined
      ? '从未检索'
      : `检索过 ${past.searches} 次，得新线索 ${past.leads} 条，上次 ${past.lastNight}`
  return `${keyword}  ${SEARCH_REASON_LABEL[why]}  ${label}  ${before}；抽样预计 ${expected.toFixed(2)} 条`
}
