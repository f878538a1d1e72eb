import type { Listing } from '../domain/listing.ts'
import { PLATFORM_LABEL } from '../domain/vocabulary.ts'

/** text/listing.txt: the extracted fields as a person reads them. Raw, contacts included: it stays inside the sealed evidence. */
export function describeListing(listing: Listing, at: { capturedAt: string }): string {
  const { seller, price } = listing
  const rows: [string, string | undefined][] = [
    ['信息编号', listing.id],
    ['平台类型', PLATFORM_LABEL[listing.platform]],
    ['站点', listing.siteId],
    ['链接', listing.url],
    ['采集时间（UTC）', at.capturedAt],
    ['标题', listing.title],
    ['标价', price?.raw],
    ['卖家', seller?.name],
    ['卖家账号', seller?.id],
    ['卖家主页', seller?.url],
    ['地区', listing.region],
    ['发布时间', listing.publishedAt],
    ['联系方式', listing.contacts.map(({ kind, raw, value }) => `${kind}：${raw}（${value}）`).join('；')],
  ]
  const head = rows.map(([name, value]) => `${name}：${value || '（页面未载明）'}`)
  const images = listing.images.map((image, index) => `图片 ${index + 1}：${image}`)
  return [...head, ...images, '', '正文：', listing.body || '（页面未载明）', ''].join('\n')
}
