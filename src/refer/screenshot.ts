import { TEXT_WIDTH_MM } from './document-parts.ts'
import type { DocxPicture } from './normalise-docx.ts'

export interface Screenshot extends DocxPicture {
  /** As laid out in the document, in CSS pixels. */
  readonly widthPx: number
  readonly heightPx: number
}

const SCREENSHOT_PATH = 'rendered/screenshot.png'
const PX_PER_MM = 96 / 25.4
const MAX_WIDTH_PX = Math.floor(TEXT_WIDTH_MM * PX_PER_MM)
/** Leaves room for a caption on a page of 225 mm. */
const MAX_HEIGHT_PX = Math.floor(195 * PX_PER_MM)
const IHDR_END = 33

/** A page scaled to fit would be a thread no one can read: it is scaled to the text width, and a tall one is cropped. */
export function screenshotOf(files: ReadonlyMap<string, Uint8Array>): Screenshot | undefined {
  const png = files.get(SCREENSHOT_PATH)
  if (!png || png.length < IHDR_END) return undefined
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const width = view.getUint32(16)
  const height = view.getUint32(20)
  if (width === 0 || height === 0) return undefined
  const scale = Math.min(1, MAX_WIDTH_PX / width)
  const fullHeightPx = height * scale
  const heightPx = Math.min(fullHeightPx, MAX_HEIGHT_PX)
  return {
    png,
    widthPx: Math.max(1, Math.round(width * scale)),
    heightPx: Math.max(1, Math.round(heightPx)),
    shownHeight: heightPx / fullHeightPx,
  }
}
