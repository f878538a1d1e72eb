import { Document, isMap, isScalar, type Scalar } from 'yaml'
import type { DraftNote, SiteDraft } from '../extract/draft-site.ts'

const HEAD =
  ' 由 qingshao sites new 从一个网页生成的草稿。每一处都是猜测：核对后再把 status 改为 live。\n' +
  ' 核对办法：qingshao sites test <编号>；字段说明见 data/sites/README.md。'

/** The draft as a site file, with what to check above each field in Chinese. */
export function renderSiteDraft({ site, notes, listings }: SiteDraft): string {
  const document = new Document(site)
  document.commentBefore = `${HEAD}\n 生成时通用提取器在该页找到 ${listings} 条信息。`
  const root = document.contents
  if (isMap(root)) {
    root.add(document.createPair('politeness', { delayMs: 3000, concurrency: 1, maxPages: 200 }))
    for (const { field, text } of [...notes, ...COMMON]) comment(root.items, field, text)
  }
  document.comment = TAIL
  return document.toString({ lineWidth: 120 })
}

const TAIL =
  ' 查备案或营业执照后填写平台经营者所在地（行政区划代码或省市名），去掉下一行开头的 #：\n territory: 110000'

const COMMON: readonly DraftNote[] = [
  { field: 'politeness', text: '请求间隔（毫秒）与每晚页数上限：先保守，经站点同意再放宽' },
]

function comment(items: readonly { key: unknown }[], field: string, text: string): void {
  const key = items.find((pair) => isScalar(pair.key) && pair.key.value === field)?.key as Scalar | undefined
  if (key === undefined) return
  key.commentBefore = [key.commentBefore, ` ${text}`]
    .filter((part) => part !== undefined && part !== null)
    .join('\n')
}
