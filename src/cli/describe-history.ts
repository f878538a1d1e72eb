import { beijingTime } from '../domain/beijing-time.ts'
import type { ListingVersion } from '../domain/run.ts'

const FIELDS = [
  ['title', '标题'],
  ['price', '价格'],
  ['seller', '卖家'],
  ['region', '地区'],
  ['body', '正文'],
] as const
const MAX_QUOTED = 40

/** What changed from one sighting to the next, a line a change. Empty while a listing stayed as it was first seen. */
export function describeHistory(versions: readonly ListingVersion[]): string[] {
  return versions.slice(1).flatMap((now, index) => {
    const before = versions[index]
    if (before === undefined) return []
    const changes = FIELDS.filter(([field]) => before[field] !== now[field]).map(
      ([field, label]) => `${label} ${quote(before[field])} → ${quote(now[field])}`,
    )
    // A listing that was gone and came back as it was has a version and no difference.
    return [`变化 ${beijingTime(now.seenAt)}  ${changes.join('；') || '重新出现'}`]
  })
}

function quote(text: string | undefined): string {
  if (text === undefined) return '（无）'
  return text.length > MAX_QUOTED ? `「${text.slice(0, MAX_QUOTED)}…」` : `「${text}」`
}
