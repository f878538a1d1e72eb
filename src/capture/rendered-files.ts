import type { BundleFile } from './build-manifest.ts'
import { TEXT_PATHS } from './bundle-paths.ts'
import { textFile } from './bundle-text.ts'
import type { CaptureInput } from './capture-input.ts'
import type { RenderedPage } from './page-renderer.ts'
import { isPng } from './png.ts'

export const RENDERED_PATHS = {
  html: 'rendered/page.html',
  screenshot: 'rendered/screenshot.png',
  thumbnail: 'rendered/thumbnail.jpg',
  pdf: 'rendered/page.pdf',
  mhtml: 'rendered/page.mhtml',
} as const

/** The drawn page in every form that was taken, and its visible text. */
export function renderedFiles({ rendered, pageText }: CaptureInput): BundleFile[] {
  if (!rendered)
    return pageText === undefined ? [] : [visibleText(TEXT_PATHS.page, '由响应提取的文字', pageText)]
  const browser = `浏览器 ${rendered.browserVersion}`
  const { pdf, mhtml, thumbnailJpeg } = rendered
  return [
    visibleText(TEXT_PATHS.page, `${browser} 绘制后的可见文字`, rendered.text),
    textFile(RENDERED_PATHS.html, 'text/html; charset=utf-8', `${browser} 绘制后的页面结构`, rendered.html),
    ...screenshots(rendered, RENDERED_PATHS.screenshot),
    ...given(pdf, RENDERED_PATHS.pdf, 'application/pdf', `${browser} 打印的页面`),
    ...given(mhtml, RENDERED_PATHS.mhtml, 'multipart/related', `${browser} 保存的单文件网页（MHTML）`),
    ...given(thumbnailJpeg, RENDERED_PATHS.thumbnail, 'image/jpeg', `${browser} 页首缩略图，供列表显示`),
  ]
}

export function sellerFiles(seller: RenderedPage): BundleFile[] {
  const browser = `浏览器 ${seller.browserVersion}`
  return [
    visibleText('seller/page.txt', `${browser} 绘制后的卖家页面可见文字`, seller.text),
    textFile('seller/page.html', 'text/html; charset=utf-8', `${browser} 绘制后的卖家页面结构`, seller.html),
    ...screenshots(seller, 'seller/screenshot.png'),
  ]
}

function screenshots(
  { screenshotPng, lowerScreenshots = [], browserVersion }: RenderedPage,
  path: string,
): BundleFile[] {
  const tiles = [screenshotPng, ...lowerScreenshots].filter(isPng)
  return tiles.map((bytes, index) => ({
    path: index === 0 ? path : path.replace('.png', `-${index + 1}.png`),
    mediaType: 'image/png',
    madeBy:
      tiles.length === 1
        ? `浏览器 ${browserVersion} 整页截图`
        : `浏览器 ${browserVersion} 整页截图，自上而下第 ${index + 1} 幅，共 ${tiles.length} 幅`,
    bytes,
  }))
}

function given(bytes: Uint8Array | undefined, path: string, mediaType: string, madeBy: string): BundleFile[] {
  return bytes ? [{ path, mediaType, madeBy, bytes }] : []
}

function visibleText(path: string, madeBy: string, content: string): BundleFile {
  return textFile(path, 'text/plain; charset=utf-8', madeBy, content)
}
