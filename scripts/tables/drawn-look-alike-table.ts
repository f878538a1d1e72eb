import { chromium } from 'playwright-core'
import { findChromium } from '../../src/adapters/browser/find-chromium.ts'
import { foldText } from '../../src/match/fold-text.ts'
import { goodsCharacters, LEVEL_ONE, LEVEL_TWO, soundAlike, wrap } from './han-data.ts'

/** Writes out which characters look alike on a screen, whatever they are composed of: 黄 and 寅, 巨 and 臣, 线 and 钱. */

const FONTS = ['Noto Sans CJK SC', 'Noto Serif CJK SC']
/** Pixels of a side, as compared. */
const SIDE = 24
/** Drawn so many times larger. */
const SCALE = 2
const AREA = SIDE * SIDE
const MOST = 20
/** Cosine of two drawings, blurred and around their mean, below which a reader sees two characters. */
const LEAST_LIKE = 0.78
/** Characters outside GB 2312 are harder to type, so there must be a reason to take one. */
const LEAST_LIKE_RARE = 0.84

export async function drawnLookAlikesModule(): Promise<string> {
  const typed = charactersOfBasicPlane().filter(isPlain)
  const meant = [...new Set([...LEVEL_ONE, ...goodsCharacters()])].filter(isPlain)
  const all = [...new Set([...typed, ...meant])]
  const drawings = await draw(all)
  const places = new Map(all.map((char, at) => [char, at]))
  const at = (char: string): number => places.get(char) ?? 0
  const entries = meant.flatMap((char) => {
    const likest = typed
      .map((other) => ({ other, likeness: likenessOf(drawings, at(char), at(other)) }))
      .filter(
        ({ other, likeness }) => likeness >= leastLike(other) && other !== char && !soundAlike(char, other),
      )
      .sort((a, b) => b.likeness - a.likeness || (a.other < b.other ? -1 : 1))
      .slice(0, MOST)
    return likest.length > 0 ? [char + likest.map(({ other }) => other).join('')] : []
  })
  return `/**
 * Characters that look alike on a screen: drawn with ${FONTS.join(' and ')}, blurred and compared by
 * scripts/tables. The character that is meant, those that are typed for it behind it, the likest first. Pairs that
 * sound alike are left out: they are homophones.
 */
export const DRAWN_LIKE = \`
${wrap(entries, 12)}
\`
`
}

function leastLike(typed: string): number {
  return LEVEL_ONE.has(typed) || LEVEL_TWO.has(typed) ? LEAST_LIKE : LEAST_LIKE_RARE
}

function charactersOfBasicPlane(): string[] {
  return Array.from({ length: 0x9fa6 - 0x4e00 }, (_, at) => String.fromCharCode(0x4e00 + at))
}

function isPlain(char: string): boolean {
  return char.length === 1 && foldText(char).join('') === char
}

/** A drawing of each character a font: `AREA` numbers around a mean of 0, of length 1. */
async function draw(chars: readonly string[]): Promise<Float32Array[]> {
  const browser = await chromium.launch({
    executablePath: findChromium(process.env),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  try {
    const page = await browser.newPage()
    const drawings: Float32Array[] = []
    for (const font of FONTS) {
      const bytes = Buffer.from(
        await page.evaluate(drawInPage, { chars, font, side: SIDE, scale: SCALE }),
        'base64',
      )
      const drawn = new Float32Array(chars.length * AREA)
      for (let at = 0; at < chars.length; at += 1) {
        drawn.set(compared(bytes.subarray(at * AREA, (at + 1) * AREA)), at * AREA)
      }
      drawings.push(drawn)
    }
    return drawings
  } finally {
    await browser.close()
  }
}

interface Task {
  readonly chars: readonly string[]
  readonly font: string
  readonly side: number
  readonly scale: number
}

/** Runs in the page. Darkness of each pixel, in base64. */
function drawInPage({ chars, font, side, scale }: Task): string {
  const size = side * scale
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no canvas')
  context.font = `${size - 4}px "${font}"`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  let binary = ''
  for (const char of chars) {
    context.fillStyle = '#fff'
    context.fillRect(0, 0, size, size)
    context.fillStyle = '#000'
    context.fillText(char, size / 2, size / 2 + 2)
    const { data } = context.getImageData(0, 0, size, size)
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      let dark = 0
      for (let part = 0; part < scale * scale; part += 1) {
        const y = Math.floor(pixel / side) * scale + Math.floor(part / scale)
        const x = (pixel % side) * scale + (part % scale)
        dark += 255 - (data[4 * (y * size + x)] ?? 0)
      }
      binary += String.fromCharCode(Math.round(dark / (scale * scale)))
    }
  }
  return btoa(binary)
}

function compared(dark: Uint8Array): Float32Array {
  const blurred = blur(dark)
  const mean = blurred.reduce((sum, value) => sum + value, 0) / AREA
  const centred = blurred.map((value) => value - mean)
  const length = Math.hypot(...centred) || 1
  return centred.map((value) => value / length)
}

/** Every pixel with its neighbours, in the proportions 1 : 2 : 1 both ways. */
function blur(dark: Uint8Array): Float32Array {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : (dark[y * SIDE + x] ?? 0)
  const across = (x: number, y: number): number => at(x - 1, y) + 2 * at(x, y) + at(x + 1, y)
  return Float32Array.from({ length: AREA }, (_, pixel) => {
    const x = pixel % SIDE
    const y = Math.floor(pixel / SIDE)
    return across(x, y - 1) + 2 * across(x, y) + across(x, y + 1)
  })
}

/** Mean cosine over the fonts. */
function likenessOf(drawings: readonly Float32Array[], a: number, b: number): number {
  let sum = 0
  for (const drawn of drawings) {
    for (let pixel = 0; pixel < AREA; pixel += 1) {
      sum += (drawn[a * AREA + pixel] as number) * (drawn[b * AREA + pixel] as number)
    }
  }
  return sum / drawings.length
}
