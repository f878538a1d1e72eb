// Draws data/practice-market/pictures/<site>-<key>.png for every listing whose text stands only in its picture.
// Run it after every change to a `picture:` field; `--all` draws those anew that have not changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { html } from '../src/adapters/practice-market/html.ts'
import { loadPracticeListings } from '../src/adapters/practice-market/load-practice-listings.ts'
import { hashText } from '../src/adapters/practice-market/practice-catalogue.ts'

const SIZE = 480
/** Pictures are committed: what is larger than this is a mistake in the drawing. */
const MAX_BYTES = 25_000

const dataFolder = join(import.meta.dirname, '../data/practice-market')
const folder = join(dataFolder, 'pictures')
const indexFile = join(folder, 'pictures.json')

const wanted = new Map(
  loadPracticeListings(dataFolder)
    .offers.filter(({ picture }) => picture !== undefined)
    .map(({ site, key, picture = '' }) => [`${site}-${key}`, picture]),
)
mkdirSync(folder, { recursive: true })
await drawMissing()
for (const name of readdirSync(folder)) {
  if (name.endsWith('.png') && !wanted.has(name.slice(0, -4))) rmSync(join(folder, name))
}
writeFileSync(indexFile, `${JSON.stringify(Object.fromEntries([...wanted].toSorted()), null, 2)}\n`)
console.log(`${wanted.size} pictures`)

async function drawMissing(): Promise<void> {
  const drawn = existsSync(indexFile)
    ? (JSON.parse(readFileSync(indexFile, 'utf8')) as Record<string, string>)
    : {}
  const all = process.argv.includes('--all')
  const missing = [...wanted].filter(
    ([id, text]) => all || drawn[id] !== text || !existsSync(join(folder, `${id}.png`)),
  )
  if (missing.length === 0) return
  const executablePath = process.env.QINGSHAO_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-lcd-text'] })
  try {
    for (const [id, text] of missing) writeFileSync(join(folder, `${id}.png`), await draw(browser, id, text))
  } finally {
    await browser.close()
  }
}

async function draw(browser: Browser, id: string, text: string): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } })
  try {
    await page.setContent(card(id, text).toString())
    const shot = await page.screenshot({ type: 'png' })
    const pixels = await page.evaluate<number[]>(readPixels(shot.toString('base64')))
    const picture = encodePalettePng(pixels)
    if (picture.length > MAX_BYTES) throw new Error(`${id}: ${picture.length} bytes, more than ${MAX_BYTES}`)
    return picture
  } finally {
    await page.close()
  }
}

/** The browser decodes its own screenshot: 0xRRGGBB a pixel, each channel in 16 steps. */
function readPixels(base64: string): string {
  return `(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${base64}'
    await image.decode()
    const canvas = new OffscreenCanvas(${SIZE}, ${SIZE})
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, ${SIZE}, ${SIZE})
    const step = (value) => Math.round(value / 17) * 17
    return Array.from({ length: ${SIZE * SIZE} }, (_, at) =>
      (step(data[at * 4]) << 16) | (step(data[at * 4 + 1]) << 8) | step(data[at * 4 + 2]))
  })()`
}

/** Indexed colour: a third of the size of what Chromium writes. The 256 commonest colours; others go to the nearest. */
function encodePalettePng(pixels: readonly number[]): Uint8Array {
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour)
  const index = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]))
  const rows = Buffer.alloc(SIZE * (SIZE + 1))
  for (const [at, pixel] of pixels.entries())
    rows[Math.floor(at / SIZE) * (SIZE + 1) + 1 + (at % SIZE)] = index.get(pixel) ?? 0

  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIZE, 0)
  header.writeUInt32BE(SIZE, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap(channels))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([signature, ...parts])
}

function channels(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255]
}

function nearest(palette: readonly number[], colour: number): number {
  const distance = (other: number): number => {
    const [wanted, given] = [channels(colour), channels(other)]
    return wanted.reduce((sum, value, at) => sum + Math.abs(value - (given[at] ?? 0)), 0)
  }
  return palette.reduce((best, other, at) => (distance(other) < distance(palette[best] ?? 0) ? at : best), 0)
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A shelf, a thing on it, and the words as sellers put them on their photographs: large, slanted, or on a slip of paper. */
function card(id: string, text: string): { toString(): string } {
  const hash = hashText(id)
  const hue = hash % 360
  const fontPx = text.length > 40 ? 26 : text.length > 20 ? 32 : 42
  const tilt = ((hash >>> 8) % 9) - 4
  const top = 30 + ((hash >>> 12) % 40)
  const onPaper = (hash >>> 4) % 2 === 0
  const slip = onPaper
    ? 'background:#fffdf2;color:#222;border:2px solid #b9b08a'
    : `color:hsl(${hue},70%,26%)`
  return html`<!DOCTYPE html><meta charset="utf-8"><style>
html,body{margin:0;width:480px;height:480px;overflow:hidden;background:hsl(${hue},24%,82%)}
.shelf{position:absolute;left:0;right:0;bottom:0;height:150px;background:hsl(${(hue + 30) % 360},22%,62%)}
.thing{position:absolute;left:${120 + ((hash >>> 16) % 80)}px;bottom:70px;width:180px;height:130px;border-radius:${20 + ((hash >>> 20) % 70)}px;background:hsl(${(hue + 60) % 360},30%,48%)}
.words{position:absolute;left:24px;right:24px;top:${top}px;padding:14px;font:700 ${fontPx}px/1.45 "Noto Sans CJK SC",sans-serif;white-space:pre-wrap;text-align:center;transform:rotate(${tilt}deg);${slip}}
</style><div class="shelf"></div><div class="thing"></div><div class="words">${text}</div>`
}
