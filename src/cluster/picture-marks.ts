import type { Mark } from './contact-marks.ts'

const STRENGTH = 0.9
/** What stands where a picture is missing or is the site's own. */
const PLACEHOLDER =
  /no_?(?:image|pic)|default|placeholder|loading|blank|spacer|avatar|logo|icon|sprite|qr_?code/i

/**
 * One mark for each picture of a listing: its content hash where the address is one, else the name of its file where that
 * is too long to be an accident, else the whole address. A hash over what the picture looks like would be another mark here.
 */
export function pictureMarks(images: readonly string[]): Mark[] {
  const marks = new Map<string, Mark>()
  for (const address of images) {
    const key = pictureKey(address)
    if (key !== undefined) marks.set(key, { key, quote: address, strength: STRENGTH })
  }
  return [...marks.values()]
}

function pictureKey(address: string): string | undefined {
  const content = /^(?:sha256|sm3)[:-]([0-9a-f]{64})$/i.exec(address)?.[1]
  if (content !== undefined) return `content:${content.toLowerCase()}`
  const path = address.replace(/^(?:https?:)?\/\//i, '').replace(/[?#!].*$/s, '')
  if (path === '' || PLACEHOLDER.test(path)) return undefined
  // One picture in many sizes: `a.jpg_580x580q90.jpg_.webp` is `a.jpg`.
  const plain = path.replace(/(\.(?:jpe?g|png|webp|gif))[_.@][\w.-]{1,60}$/i, '$1')
  const file = plain.slice(plain.lastIndexOf('/') + 1).replace(/\.\w{2,5}$/, '')
  return isTellingName(file) ? `file:${file.toLowerCase()}` : `address:${plain}`
}

/** `7f3a91c2d8e0` and `IMG_20240501_123456` are one camera's or one upload's; `1` and `main` are everybody's. */
function isTellingName(file: string): boolean {
  return file.length >= 10 && (file.match(/\d/g)?.length ?? 0) >= 4
}
