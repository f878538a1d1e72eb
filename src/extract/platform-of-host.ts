import type { Platform } from '../domain/vocabulary.ts'

/** Registrable names, the most telling first. */
const HOSTS: readonly (readonly [RegExp, Platform])[] = [
  [/goofish|xianyu|idlefish|2\.taobao|zhuanzhuan|kongfz|aihuishou|sahibinden/, 'secondhand'],
  [/1688|alibaba\.com|made-in-china|hc360|huicong|china\.cn|yiwugo|gongchang/, 'b2b'],
  [/tieba|discuz|zhihu|douban|bbs|forum|club\.|guba|reddit|chinaunix|tianya|hupu|v2ex|nga\./, 'forum'],
  [/weibo|xiaohongshu|xhscdn|xhslink|t\.qq|twitter|(?:^|\.)x\.com|facebook|instagram/, 'weibo-like post'],
  [/douyin|iesdouyin|amemv|kuaishou|gifshow|chenzhongtech|bilibili|tiktok|huya|zhanqi|youtube/, 'shortvideo'],
  [/(?:^|\.)58\.com|ganji|baixing|craigslist|list\.|anjuke|leboncoin/, 'classified'],
  [
    /taobao|tmall|jd\.|yangkeduo|pinduoduo|suning|aliexpress|amazon|ebay|etsy|mogu|rubylane|rakuten|shop|mall|store/,
    'shop',
  ],
]

/** The kind of platform an unknown host most likely is; `classified` when its name says nothing. */
export function platformOfHost(hostname: string): Platform {
  const host = hostname.toLowerCase()
  return HOSTS.find(([name]) => name.test(host))?.[1] ?? 'classified'
}
