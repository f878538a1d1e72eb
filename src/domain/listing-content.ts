import type { Listing, Price } from './listing.ts'

/**
 * What a listing says, as one text that is equal for equal content: what a hash is taken over to see whether the seller
 * changed something. Blanks, the order and hosts of pictures, tracking parameters, view counters and "3小时前" do not
 * count. Total, and independent of the page's markup.
 */
export function contentOf({ title, body, price, seller, region, images }: Listing): string {
  return JSON.stringify([
    steadyText(title),
    steadyText(body),
    price === undefined ? null : steadyPrice(price),
    seller === undefined ? null : steadyText(seller.name),
    region === undefined ? null : steadyText(region),
    [...new Set(images.map(pictureName))].sort(),
  ])
}

/** An amount is equal however it is written; without one the words count. */
function steadyPrice({ raw, amountMinor, currency, unit }: Price): unknown {
  return amountMinor === undefined ? steadyText(raw) : [amountMinor, currency ?? null, unit ?? null]
}

const AMOUNT = '\\d[\\d,.]{0,12}\\s?[万wk]?\\+?'
/** Counts that move by themselves, and times told from now. */
const MOVING = new RegExp(
  [
    `(?:浏览|阅读|查看|围观|点击|点赞|收藏|关注|想要|评论|转发|回复|回应|人气|已售|销量|月销|累计评价|播放)(?:量|数)?\\s?[:：(（]?\\s?${AMOUNT}\\s?(?:次|人|条|件)?[)）]?`,
    `${AMOUNT}\\s?(?:人|次|条|件|位)?\\s?(?:想要|浏览|阅读|付款|看过|收藏|已买|收货|播放|观看|评论|回复|点赞|关注)`,
    '(?:\\d{1,3}|几|半)\\s?(?:秒钟?|分钟|个?小时|天|周|个?月)(?:前|内)(?:更新|发布|来过|擦亮|活跃)?',
    '(?:今天|昨天|前天)\\s?\\d{1,2}:\\d{2}',
    '(?:\\d[\\d,]{0,10})\\s(?:views?|watchers?|watching|sold|likes?)\\b',
  ].join('|'),
  'gi',
)
const ADDRESS = /https?:\/\/[^\s<>"'，。]{1,2000}/g

function steadyText(text: string): string {
  return text
    .normalize('NFC')
    .replace(ADDRESS, withoutTracking)
    .replace(MOVING, ' ')
    .replace(/[\s\u200B\uFEFF]+/g, ' ')
    .trim()
}

const TRACKING =
  /^(?:spm|scm|utm_\w{1,30}|from|pvid|abbucket|ns|acm|ptp|track\w{0,30}|ref|referer|share_\w{1,30}|xsec_\w{1,30}|gclid|fbclid|timestamp|ut_sk)$/i

/** An address without what only says where the visitor came from. */
export function withoutTracking(address: string): string {
  const at = address.indexOf('?')
  if (at < 0) return address
  const kept = address
    .slice(at + 1)
    .split('&')
    .filter((pair) => !TRACKING.test(pair.split('=', 1)[0] as string))
  return address.slice(0, at) + (kept.length === 0 ? '' : `?${kept.join('&')}`)
}

/** Picture hosts rotate, and one picture is served in many sizes: `…/a.jpg_580x580q90.jpg_.webp?x=1` is `…/a.jpg`. */
function pictureName(address: string): string {
  const path = address.replace(/^(?:https?:)?\/\/[^/]{1,300}/i, '').replace(/[?#!].*$/s, '')
  return path.replace(/(\.(?:jpe?g|png|webp|gif))[_.@][\w.-]{1,60}$/i, '$1')
}
