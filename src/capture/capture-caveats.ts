import { COMPARISON_LABEL } from '../domain/comparison.ts'
import type { HttpExchange } from '../domain/page.ts'
import { COMPARISON_PATH } from './bundle-paths.ts'
import type { CaptureInput } from './capture-input.ts'
import { isPng } from './png.ts'
import { redactHeaders } from './redact-headers.ts'

/** What the capture could not do, in Chinese: whoever relies on the evidence must know before being asked. */
export function captureCaveats(input: CaptureInput, exchanges: readonly HttpExchange[]): string[] {
  return [
    ...sourceCaveats(input, exchanges),
    ...renderingCaveats(input),
    ...sellerCaveats(input),
    ...comparisonCaveats(input),
    ...exchangeCaveats(exchanges),
  ]
}

function sourceCaveats(
  { page, pageText, rendered }: CaptureInput,
  exchanges: readonly HttpExchange[],
): string[] {
  const caveats: string[] = []
  if (!page) caveats.push('本信息由数据文件导入，没有抓取时的网页响应。')
  if (exchanges.length === 0) caveats.push('没有网络请求与响应的原始记录。')
  if (!rendered && pageText === undefined) caveats.push('没有页面可见文字。')
  return caveats
}

function renderingCaveats({ listing, rendered, notRendered }: CaptureInput): string[] {
  if (!rendered) return [`没有页面截图和绘制后的页面结构${notRendered ? `：${notRendered}` : '。'}`]
  const caveats: string[] = []
  if (!isPng(rendered.screenshotPng)) caveats.push('浏览器没有生成可用的截图。')
  if (rendered.cutAtHeightPx !== undefined)
    caveats.push(`页面总高 ${rendered.cutAtHeightPx} 像素，超过截图高度上限，截图只含页面上部。`)
  caveats.push(...(rendered.notTaken ?? []))
  if (listing.url && withoutHash(rendered.finalUrl) !== withoutHash(listing.url))
    caveats.push(`打开链接后到达的地址是 ${rendered.finalUrl}，与信息所载链接不同。`)
  return caveats
}

function sellerCaveats({ sellerPage }: CaptureInput): string[] {
  return sellerPage && 'notRendered' in sellerPage ? [`没有卖家页面：${sellerPage.notRendered}`] : []
}

function comparisonCaveats({ comparison }: CaptureInput): string[] {
  if (!comparison) return []
  const { first, outcome } = comparison
  return [
    `本次为第二次采集，第一次为 ${first.evidenceId}；比对结果：${COMPARISON_LABEL[outcome]}，见 ${COMPARISON_PATH}。`,
  ]
}

function exchangeCaveats(exchanges: readonly HttpExchange[]): string[] {
  const caveats: string[] = []
  if (exchanges.some(({ truncated }) => truncated))
    caveats.push('有响应超过大小限度，原始记录中只存了前一部分。')
  if (exchanges.some(({ bodyDecoded }) => bodyDecoded))
    caveats.push('部分响应经浏览器取得，正文已由浏览器解压，响应头保持原样。')
  if (
    exchanges.some(
      ({ requestHeaders, responseHeaders }) => hasSecret(requestHeaders) || hasSecret(responseHeaders),
    )
  )
    caveats.push('会话信息（Cookie、授权令牌等）的值已替换为散列值，不随证据流转。')
  return caveats
}

function hasSecret(headers: HttpExchange['requestHeaders']): boolean {
  return redactHeaders(headers).redacted.length > 0
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? url
}
