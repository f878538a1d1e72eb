import { CLOSINGS, HEADS, PLAIN, PLAIN_SERVICE, TAILS, type Theme } from '../tables/carriers.ts'
import { everySecond, type Half } from './halves.ts'
import { pick, type Random } from './random.ts'

export interface Carrier {
  readonly before: string
  readonly after: string
}

/** A seller's line with room for the goods; about one of seven says only that something is traded. */
export function drawCarrier(random: Random, half: Half, theme: Theme): Carrier {
  const serves = theme === 'service' || theme === 'act'
  if (random() < 0.15) {
    const [before, after] = pick(random, everySecond(serves ? PLAIN_SERVICE : PLAIN, half)).split('{T}') as [
      string,
      string,
    ]
    return { before, after }
  }
  const head = pick(random, everySecond(HEADS[serves || random() < 0.55 ? theme : 'any'], half))
  const tail = pick(random, everySecond(TAILS[serves || random() < 0.45 ? theme : 'any'], half))
  return { before: filled(random, head), after: filled(random, tail + drawClosings(random, half)) }
}

/** None, one or sometimes two sentences more. */
function drawClosings(random: Random, half: Half): string {
  if (random() < 0.4) return ''
  const open = everySecond(CLOSINGS, half)
  const first = pick(random, open)
  if (random() >= 0.12) return first
  const sentences = open.filter((one) => one !== first && one.startsWith('。') && !one.includes('{'))
  const second = pick(random, sentences)
  return first + (first.endsWith('！') ? second.slice(1) : second)
}

const PRICES = ['¥{}', '{}元', '{}米', '{}块', '{}r', '{}']

const AMOUNTS = [38, 66, 88, 120, 168, 260, 399, 580, 880, 1200, 2600]
const NAMES = ['shan', 'laowu', 'haiwai', 'xiaodian', 'ayi', 'cang', 'lin']

/** Invented values: phones 1380000xxxx, QQ numbers that begin with 0, WeChat ids that begin with demo_. */
const VALUES: Record<string, (random: Random) => string> = {
  n: (random) => String(2 + Math.floor(random() * 60)),
  price: (random) => pick(random, PRICES).replace('{}', String(pick(random, AMOUNTS))),
  phone: (random) => `1380000${digits(random, 4)}`,
  qq: (random) => `0${digits(random, 8)}`,
  wx: (random) => `demo_${pick(random, NAMES)}${digits(random, 2)}`,
}

function filled(random: Random, text: string): string {
  return text.replaceAll(/\{(\w+)\}/g, (slot, name: string) => VALUES[name]?.(random) ?? slot)
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}

/** Every piece of every carrier, for the check that none names a good. */
export function allPieces(): string[] {
  const lines = [...PLAIN, ...PLAIN_SERVICE].map((line) => line.replace('{T}', '\u0000'))
  return [...Object.values(HEADS).flat(), ...Object.values(TAILS).flat(), ...CLOSINGS, ...lines]
}
