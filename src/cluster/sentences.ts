import type { Listing } from '../domain/listing.ts'
import { CLUSTER_LIMITS } from './cluster-limits.ts'

export interface Sentence {
  /** Letters only, lower case: what noise characters, changed prices and numbers cannot change. */
  readonly letters: string
  readonly quote: string
}

/** Terms of sale and notices of platforms: whoever copies them, they are nobody's own words. */
const TERMS =
  /无理由|退货|退换|包赔|偏远地区|默认发|联系客服|下单后|拍前|投稿|本号|本站|平台提示|当面验货|交易请|温馨提示|谢绝议价|好评返/
const BREAK = /[\n\r\t 　，。！？；,!?;、|]+/

/** What a listing says beside its contacts, piece by piece. */
export function sentencesOf({ title, body, contacts }: Listing): Sentence[] {
  let text = `${title}\n${body}`.slice(0, CLUSTER_LIMITS.textChars)
  for (const { raw } of contacts) text = text.replaceAll(raw, '\n')
  return text.split(BREAK).flatMap((quote) => {
    const letters = lettersOf(quote)
    return letters === '' || TERMS.test(letters) ? [] : [{ letters, quote }]
  })
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '')
}
