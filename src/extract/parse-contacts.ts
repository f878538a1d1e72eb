import type { Contact } from '../domain/listing.ts'
import { type FoldedText, foldDigits } from './fold-digits.ts'

const MAX_TEXT = 50_000
const MAX_CONTACTS = 50
/** What people put between the digits of a number: blanks, dots, stars, dashes. */
const GAP = '[\\s.·•*_~、，,|/\\\\\\-—]{0,3}'
/** What stands between a trigger word and the number: "号:", "是", "加我". */
const LEAD = '[\\s号號同是为:：;；,，.。\\-—_=~加我+群友(（【\\[<>→👉⬇️]{0,8}'
const DIGITS = (least: number, most: number) => `\\d(?:${GAP}\\d){${least - 1},${most - 1}}(?!\\d)`
const NAME = '[a-zA-Z][\\w-]{4,19}'
const SPACED_NAME = '[a-zA-Z](?:[ .·*][\\w-]){5,19}'

interface Kind {
  readonly kind: Contact['kind']
  readonly pattern: RegExp
  /** Trigger words that are themselves a disguise of the service's name. */
  readonly slang?: RegExp
}

const KINDS: readonly Kind[] = [
  { kind: 'email', pattern: /(?<![\w.+-])([\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4})/g },
  {
    kind: 'wechat',
    slang: /威|薇|维|溦|徽|卫星|绿|心|芯|^[+加]|^v(?!x)|^vx|^wx/i,
    pattern: new RegExp(
      '(?:微\\s?[信❤心]|[威薇维溦徽]\\s?[信芯心]|卫星|绿泡泡?|wei\\s?xin|we\\s?chat|(?<![a-z0-9])[vw]\\s?x(?![a-z])|' +
        `(?<![a-z0-9])v\\s?[信芯心]|[加+]\\s?(?:我)?\\s?[v微威薇溦](?![a-z])|(?<![a-z0-9])[v微薇溦]\\s?(?=[:：号號同])|` +
        // Without a colon the name must look like one: V领 and V neck are clothes.
        '(?<![a-z0-9-])[v微薇威溦徽](?=\\s{0,2}[a-z]{1,12}[-_\\d]))' +
        `${LEAD}(${SPACED_NAME}|${NAME}|${DIGITS(6, 12)})`,
      'gi',
    ),
  },
  {
    kind: 'wechat',
    pattern: new RegExp(`(?<![\\w@.-])(${NAME})(?=\\s?[（(]\\s?(?:[微薇威溦]信?|v信|[vw]x)\\s?[)）])`, 'gi'),
  },
  {
    kind: 'qq',
    slang: /扣|叩|抠|企鹅|球|丘|🐧/,
    pattern: new RegExp(
      `(?:q\\s?q|扣\\s?扣|叩\\s?叩|抠\\s?抠|球\\s?球|丘\\s?丘|企\\s?鹅|🐧|(?<![a-z0-9])q(?=\\s?[:：号群]|\\s{0,3}\\d{6})|[扣叩抠](?=\\s?[:：号群]|\\s{0,2}\\d{6}))${LEAD}(${DIGITS(5, 12)})`,
      'gi',
    ),
  },
  {
    kind: 'telegram',
    slang: /飞机/,
    pattern: new RegExp(`(?:telegram|电报|纸?飞机|(?<![a-z])tg)[\\s号是为:：]{0,6}@?(${NAME})`, 'gi'),
  },
  {
    kind: 'other',
    pattern: new RegExp(`(?:联系|咨询|下单|客服|私聊|私信|contact|dm)[\\s:：]{0,4}@(${NAME})`, 'gi'),
  },
  { kind: 'phone', pattern: new RegExp(`(?<![\\d=])(1${GAP}[3-9](?:${GAP}\\d){9})(?!\\d)`, 'g') },
  {
    kind: 'phone',
    pattern: /(?:电话|热线|座机|联系)[^\d\n]{0,8}((?:0\d{2,3}[- ]?)\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?!\d)/g,
  },
]

/** Numbers that are no phone whatever they look like. */
const NOT_A_PHONE =
  /(?:订单|单|编|货|型|款|批|条形?码|书|证|账|帐|卡|ISBN|SKU|id|物流)\s{0,2}(?:编?号|码)?\s{0,2}[:：=#]?\s{0,2}$/i
const NOT_A_NAME = /^(?:https?|weixin|wechat|www|taobao|tmall|alipay|iphone|android|ipad|version)$/i

/** Contacts that a text gives away, also when the digits or the service are disguised. */
export function parseContacts(source: string): Contact[] {
  const folded = foldDigits(source.slice(0, MAX_TEXT))
  const original = source
  const found: Contact[] = []
  const taken: [number, number][] = []
  for (const kind of KINDS) {
    for (const match of folded.text.matchAll(kind.pattern)) {
      const contact = toContact(kind, match, { folded, original, taken })
      if (contact !== undefined) found.push(contact)
    }
  }
  return unique(found).slice(0, MAX_CONTACTS)
}

interface Reading {
  readonly folded: FoldedText
  readonly original: string
  /** Spans already read, so that a WeChat number is not also a phone number. */
  readonly taken: [number, number][]
}

function toContact(kind: Kind, match: RegExpMatchArray, reading: Reading): Contact | undefined {
  const written = match[1] as string
  const end = (match.index as number) + match[0].length
  const start = end - written.length
  const value = /[a-z@]/i.test(written)
    ? written.replace(written.includes('@') ? / /g : /[ ·*.]/g, '')
    : written.replace(/\D/g, '')
  if (NOT_A_NAME.test(value) || isRefused(kind, { start, written }, reading)) return undefined
  if (reading.taken.some(([from, to]) => start < to && end > from)) return undefined
  reading.taken.push([start, end])
  const { folded, original } = reading
  const raw = original.slice(folded.originalAt(start), folded.originalAt(end)).trim()
  const trigger = match[0].slice(0, match[0].length - written.length)
  const slang = kind.slang?.test(trigger) ?? false
  return {
    kind: kind.kind,
    raw: raw.slice(0, 200),
    value: value.slice(0, 200),
    disguised: slang || !isPlain(raw),
  }
}

function isRefused(
  kind: Kind,
  { start, written }: { start: number; written: string },
  { folded }: Reading,
): boolean {
  if (kind.kind !== 'phone') return false
  if (!isGroupedAsPhone(written)) return true
  const before = folded.text.slice(Math.max(0, start - 14), start)
  // A digit one gap away belongs to the same longer number: 8613800001234 is fine, 4213 8000 01234 is not.
  return NOT_A_PHONE.test(before) || /[\w/.%-]$/.test(before.replace(/(?:\+?86[ -]?|[a-z]{1,12}[ :])$/i, ''))
}

/** 1500*850*2350 is a size: people break a number after the third and seventh digit, or after each one or two. */
function isGroupedAsPhone(written: string): boolean {
  const lengths = (written.match(/\d+/g) ?? []).map((digits) => digits.length)
  return lengths.length === 1 || lengths.every((length) => length <= 2) || PHONE_GROUPS.has(lengths.join('-'))
}
const PHONE_GROUPS = new Set([
  '3-4-4',
  '3-8',
  '7-4',
  '3-3-5',
  '4-4-3',
  '1-3-7',
  '1-10',
  '3-2-2-2-2',
  '3-7',
  '4-7',
  '4-8',
  '3-3-4',
])

/** 138-0000-1234 and 138 0000 1234 are how people write a number in the open. */
function isPlain(raw: string): boolean {
  return /^[\w@.+-]+$/.test(raw) ? !/\d[.*_]\d[.*_]\d/.test(raw) : /^\d{3,4}[ -]?\d{4}[ -]?\d{4}$/.test(raw)
}

function unique(contacts: readonly Contact[]): Contact[] {
  const seen = new Map(contacts.map((contact) => [`${contact.kind}:${contact.value}`, contact]))
  return [...seen.values()]
}
