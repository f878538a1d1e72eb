import type { Signal } from '../../domain/assessment.ts'
import type { SellerHistory } from '../../domain/seller-history.ts'

/** What is known of the seller from before. Says nothing about this listing, so that a rule must ask for more besides. */
export function readSellerHistory(history: SellerHistory | undefined): Signal[] {
  if (history === undefined || history.flagged === 0) return []
  return [{ kind: 'seller-history', text: `同一卖家此前有 ${history.flagged} 条信息被标记` }]
}
