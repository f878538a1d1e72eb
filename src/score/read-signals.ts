import type { Signal } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import type { Field, SignalKind } from '../domain/vocabulary.ts'

interface Pattern {
  readonly kind: SignalKind
  readonly pattern: RegExp
}

const HAN_DIGIT = '一二两三四五六七八九十'
const UNIT =
  '(?:公斤|千克|毫克|[斤两克只条头张对枚颗根株棵蔸苗件箱吨套台片尾个羽块把副盒包瓶串份支筐车袋桶粒桩朵卷杆组付]|kg|KG|Kg|g\\b|G\\b|cm\\b|CM\\b|公分|厘米)'

/**
 * What no word list can say: amounts, prices written into the text, and the one-character selling words
 * that mean selling only at the edge of a clause. Each pattern is linear: no nested or adjacent repeats.
 */
const PATTERNS: readonly Pattern[] = [
  {
    kind: 'price',
    pattern:
      /[¥￥$]\s?\d[\d,.]{0,9}|\d[\d.]{0,9}\s?(?:万|千)?(?:元|块钱|块|米金|rmb|RMB|\/\s?[斤只条克张个份盒kg])/gu,
  },
  {
    kind: 'price',
    pattern: new RegExp(
      `[${HAN_DIGIT}][百千万][${HAN_DIGIT}]?(?:块|元|一${UNIT}|[${HAN_DIGIT}]${UNIT}|上下|左右|出|转|起|包邮|$|[，。,. ])`,
      'gu',
    ),
  },
  {
    kind: 'price',
    pattern:
      /(?:价格|价钱|开价|报价|要价|一口价|底价|标价|售价)\s?[:：]?\s?\d|(?:面议|价可议|可刀|能刀|小刀|不刀|议价|给价就)/gu,
  },
  {
    kind: 'price',
    pattern: new RegExp(
      `[${HAN_DIGIT}百千]{1,5}(?:块|元)?一${UNIT}|一${UNIT}\\s?(?:\\d{2,6}|[${HAN_DIGIT}][${HAN_DIGIT}百千]{1,4})(?=$|[，。,.;；! ！块元、])`,
      'gu',
    ),
  },
  {
    kind: 'price',
    pattern: new RegExp(
      `(?:\\d{2,6}|[${HAN_DIGIT}][百千万][${HAN_DIGIT}]?)(?:块|元)?(?:拿走|带走|抱走|自提|包邮|出了|转了|一口|打包|起)`,
      'gu',
    ),
  },
  { kind: 'quantity', pattern: new RegExp(`\\d[\\d.]{0,6}\\s?(?:来|多|余)?${UNIT}`, 'gu') },
  { kind: 'quantity', pattern: new RegExp(`[${HAN_DIGIT}几半][${HAN_DIGIT}百千来多]{0,3}${UNIT}`, 'gu') },
  {
    kind: 'sale',
    pattern:
      /(?:^|[\s，。；,.;!！~～、:：（(])(?:出|转|卖|售)(?=$|[\s，。；,.;!！~～、:：）)]|[一二两三四五六七八九十几\d]|[自家老闲祖]|个|只|条|点|些|掉)/gu,
  },
  {
    kind: 'sale',
    pattern:
      /(?:想|便宜|低价|忍痛|急|诚心|打包|全部|单|可|就|我)(?:出|卖|转)(?=$|[\s，。；,.;!！~～、]|了|掉|给|[一二两三四五六七八九十几\d])/gu,
  },
  {
    kind: 'purchase',
    pattern:
      /(?:^|[\s，。；,.;!！~～、:：（(【])(?:求|收|寻)(?=$|[\s:：]|[一二两三四五六七八九十几\d]|个|只|条|点|些|老|野|真|家里|大量)/gu,
  },
]

const CONTACT: readonly RegExp[] = [
  /(?:^|[\s，。,;；!！(（])[vVqQ][:： ]\s?[A-Za-z0-9][\w-]{4,19}/gu,
  /(?:^|\D)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/gu,
  /(?:微信|薇信|威信|微号|v信|V信|vx|VX|Vx|wx|WX|wechat|WeChat|卫星|绿泡泡|➕[vV]|[加十+][vVＶ微薇])[号号码同是为\s:：]{0,3}[A-Za-z][\w-]{4,19}/gu,
  /(?:[Qq扣]{2}|企鹅|球球|扣群|Q群)[号码群\s:：]{0,3}\d{5,12}/gu,
  /(?:telegram|Telegram|TG|tg|飞机|纸飞机|电报)[号\s:：]{0,3}@?[A-Za-z]\w{4,31}/gu,
]

/** What `readSignals` finds without any word list. */
export const READ_KINDS: ReadonlySet<SignalKind> = new Set<SignalKind>([
  'contact',
  ...PATTERNS.map(({ kind }) => kind),
])

/** Digits in all the forms sellers use instead of plain ones. */
const DIGIT_FORMS: ReadonlyMap<string, string> = new Map(
  [
    '零〇0０⓪oOＯ',
    '一壹幺①１1Ⅰ',
    '二贰②２2',
    '三叁③３3',
    '四肆④４4',
    '五伍⑤５5',
    '六陆⑥６6',
    '七柒⑦７7',
    '八捌⑧８8',
    '九玖⑨９9',
  ].flatMap((forms, digit) => [...forms].map((form): [string, string] => [form, String(digit)])),
)
const DISGUISED_RUN =
  /[零〇０⓪oOＯ一壹幺①１Ⅰ二贰②２三叁③３四肆④４五伍⑤５六陆⑥６七柒⑦７八捌⑧８九玖⑨９\d][零〇０⓪oOＯ一壹幺①１Ⅰ二贰②２三叁③３四肆④４五伍⑤５六陆⑥６七柒⑦７八捌⑧８九玖⑨９\d\s.\-_*·]{9,30}/gu
const MOBILE = /^1[3-9]\d{9}$/

/** At most this many of one kind are kept: a page of prices says no more than a few. */
const MAX_PER_KIND = 6

export function readSignals(listing: Listing): Signal[] {
  const signals: Signal[] = []
  if (listing.price && listing.price.raw.trim() !== '')
    signals.push({ kind: 'price', text: listing.price.raw })
  for (const contact of listing.contacts.slice(0, MAX_PER_KIND))
    signals.push({ kind: 'contact', text: contact.raw })
  for (const field of ['title', 'body'] as const) {
    const text = listing[field]
    for (const { kind, pattern } of PATTERNS) collect(signals, { kind, field, text, pattern })
    for (const pattern of CONTACT) collect(signals, { kind: 'contact', field, text, pattern })
    collectDisguised(signals, field, text)
  }
  return signals
}

function collect(
  signals: Signal[],
  { kind, field, text, pattern }: { kind: SignalKind; field: Field; text: string; pattern: RegExp },
): void {
  let kept = 0
  for (const found of text.matchAll(pattern)) {
    const start = found.index
    signals.push({ kind, field, start, end: start + found[0].length, text: found[0].trim() })
    kept += 1
    if (kept === MAX_PER_KIND) return
  }
}

function collectDisguised(signals: Signal[], field: Field, text: string): void {
  for (const found of text.matchAll(DISGUISED_RUN)) {
    const digits = [...found[0]].map((char) => DIGIT_FORMS.get(char) ?? '').join('')
    if (!MOBILE.test(digits.slice(0, 11)) || digits.length > 12) continue
    const start = found.index
    signals.push({ kind: 'contact', field, start, end: start + found[0].length, text: found[0].trim() })
  }
}
