import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import type { Field } from '../../domain/vocabulary.ts'
import { collectPatterns, MAX_PER_PATTERN, signalAt, TEXT_FIELDS } from './collect-patterns.ts'

const PATTERNS: readonly RegExp[] = [
  /(?:^|[\s，。,;；!！(（])[vVqQ][:： ]\s?[A-Za-z0-9][\w-]{4,19}/gu,
  /(?:^|\D)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/gu,
  /(?:微信|薇信|威信|微号|v信|V信|vx|VX|Vx|wx|WX|wechat|WeChat|卫星|绿泡泡|➕[vV]|[加十+][vVＶ微薇])[号号码同是为\s:：]{0,3}[A-Za-z][\w-]{4,19}/gu,
  /(?:[Qq扣]{2}|企鹅|球球|扣群|Q群)[号码群\s:：]{0,3}\d{5,12}/gu,
  /(?:telegram|Telegram|TG|tg|飞机|纸飞机|电报)[号\s:：]{0,3}@?[A-Za-z]\w{4,31}/gu,
]

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

/** Ways to reach the seller: those that extraction found, numbers in the text, and numbers in disguise. */
export function readContacts(listing: Pick<Listing, Field | 'contacts'>): Signal[] {
  return [
    ...listing.contacts.slice(0, MAX_PER_PATTERN).map(({ raw }): Signal => ({ kind: 'contact', text: raw })),
    ...collectPatterns('contact', listing, PATTERNS),
    ...TEXT_FIELDS.flatMap((field) => readDisguised(field, listing[field])),
  ]
}

function readDisguised(field: Field, text: string): Signal[] {
  const signals: Signal[] = []
  for (const found of text.matchAll(DISGUISED_RUN)) {
    const digits = [...found[0]].map((char) => DIGIT_FORMS.get(char) ?? '').join('')
    if (!MOBILE.test(digits.slice(0, 11)) || digits.length > 12) continue
    // Written plainly, it was read by a pattern.
    if (MOBILE.test(found[0].trim())) continue
    signals.push(signalAt('contact', field, found))
  }
  return signals
}
