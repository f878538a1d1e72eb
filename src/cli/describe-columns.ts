import type { FeedField } from '../domain/intake-source.ts'
import type { Listing } from '../domain/listing.ts'
import { maskerFor } from '../domain/mask-contacts.ts'
import type { Intake } from '../jobs/read-intake.ts'

const FIELD_LABEL: Readonly<Record<FeedField, string>> = {
  title: '标题',
  body: '正文',
  price: '价格',
  seller: '卖家',
  region: '地区',
  shopCategory: '类目',
  observedOn: '日期',
  url: '链接',
  id: '编号',
  platform: '平台',
  images: '图片',
}
const SHOWN_ROWS = 5

/** How each column was read, and the first rows as they would be taken in; contacts masked. */
export function describeIntake({ table, listings }: Intake): string[] {
  const rows = listings.slice(0, SHOWN_ROWS).map(describeListing)
  if (!table) return rows
  const { headings, columns } = table
  const read = headings.map((heading, at) => {
    const field = columns.fields[at]
    return `  ${heading || `（第 ${at + 1} 列）`} → ${field ? `${FIELD_LABEL[field]}（${field}）` : '不使用'}`
  })
  const head = columns.preset ? `列对应（按 ${columns.preset} 投诉举报导出识别）：` : '列对应：'
  return [head, ...read, ...(rows.length > 0 ? ['前几条：', ...rows] : [])]
}

function describeListing(listing: Listing): string {
  const { id, platform, title, body, price, region, observedOn } = listing
  const mask = maskerFor(listing)
  const text = [title, body]
    .filter((part) => part !== '')
    .map((part) => mask(part).replaceAll(/\s+/g, ' ').slice(0, 60))
  return `  ${[id, platform, ...text, price?.raw, region, observedOn].filter(Boolean).join(' | ')}`
}
