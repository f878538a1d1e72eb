import { PLATFORM_LABEL, Platform } from '../domain/vocabulary.ts'

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

/** Trade names as staff write them into a table. */
const NAMES: readonly (readonly [RegExp, Platform])[] = [
  [/闲鱼|转转|孔夫子|二手/, 'secondhand'],
  [/1688|阿里巴巴|慧聪|义乌购|批发/, 'b2b'],
  [/贴吧|论坛|知乎|豆瓣|虎扑|社区/, 'forum'],
  [/微博|小红书|微信|朋友圈|公众号|QQ/i, 'weibo-like post'],
  [/抖音|快手|视频号|哔哩|B站|直播|短视频|火山|西瓜/i, 'shortvideo'],
  [/58同城|赶集|百姓网|分类信息/, 'classified'],
  [/淘宝|天猫|京东|拼多多|苏宁|唯品会|当当|微店|有赞|网店|商城|电商/, 'shop'],
]

/** 闲鱼, 抖音, `shop`, 网店; a host name as well. `classified` when it says nothing. */
export function platformOfName(name: string): Platform {
  const exact = Platform.safeParse(name)
  if (exact.success) return exact.data
  const labelled = Platform.options.find((platform) => PLATFORM_LABEL[platform] === name)
  return labelled ?? NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? platformOfHost(name)
}
