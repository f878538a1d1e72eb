/** What a key of a marketplace's JSON stands for. Keys are compared in lower case without `_` and `-`. */
export type Role =
  | 'title'
  | 'text'
  | 'price'
  | 'id'
  | 'url'
  | 'seller'
  | 'sellerId'
  | 'image'
  | 'region'
  | 'time'
  | 'count'

const WORDS: Readonly<Record<Role, string>> = {
  title:
    'rawtitle itemtitle offertitle goodstitle producttitle infotitle notetitle displaytitle posttitle threadtitle videotitle longtitle ' +
    'title subject itemname goodsname productname waretitle warename wname spuname shorttitle shortname adtitle simplesubject name',
  text: 'longtextcontent rawtext text content desc description infodesc videodesc caption body abstract summary excerpt notedesc message',
  price:
    'soldprice viewprice lownowprice nowprice saleprice promotionprice activityprice actualprice infoprice finalprice ' +
    'currentprice convertedcurrentprice sellprice dealprice jdprice dredisprice zkfinalprice discountpricelow discountprice pricetext itemprice goodsprice ' +
    'pricevalue offerprice skupricescale price groupprice mingroupprice minprice lowprice pricerange defaultprice defaultitemprice reserveprice pprice startprice',
  id:
    'itemid nid infoid goodsid productid listingid noteid awemeid photoid wareid skuid spuid offerid auctionid threadid tid mid ' +
    'mblogid postid pid iid id numiid questionid answerid feedid bid bvid aid vid idstr',
  url: 'detailurl itemurl itemlink viewitemurlfornaturalsearch goodsurl producturl infourl shareurl url link href targeturl jumpurl auctionurl noteurl',
  seller:
    'nick usernick sellernick sellername sellernickname shopname mallname storename companyname nameshow nickname username screenname authorname showname owner seller author',
  sellerId: 'sellerid userid uid shopid authoruserid selleruid memberid storeid openid',
  image:
    'picurl picurls pics pic images image imgurl imageurl imagelist infoimagelist coverurl cover coverurls picurlnew pictureurl galleryurl thumbnail imgs urldefault originalpic thumburl mainimage imglist picurllist img imgurls imageurls imageinfos pictures topgallery viewimagedata photo photos headimage uri',
  region:
    'itemloc location deliveryfromaddr areatext placename area city cityname infocityname provcity region regionname procity province iplocation businessname',
  time: 'publishtime createtime createdat createat created pubtime infopubtime timestamp time date publishdate lastupdatetime starttime creationtsz lasttime pubdate',
  count:
    'likedcount likecount diggcount commentcount commentscount attitudescount repostscount replynum replycount viewcount interactinfo voteupcount statistics followcount',
}

export interface RoleWeight {
  readonly role: Role
  /** Of two keys with one role the heavier is read. */
  readonly weight: number
}

const ROLES: ReadonlyMap<string, readonly RoleWeight[]> = buildRoles()

function buildRoles(): Map<string, RoleWeight[]> {
  const roles = new Map<string, RoleWeight[]>()
  for (const [role, words] of Object.entries(WORDS) as [Role, string][]) {
    for (const [rank, word] of words.split(' ').entries()) {
      roles.set(word, [...(roles.get(word) ?? []), { role, weight: 100 - rank }])
    }
  }
  return roles
}

export function normaliseKey(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, '')
}

export function rolesOf(key: string): readonly RoleWeight[] {
  return ROLES.get(key) ?? roleByEnding(key)
}

interface Ending {
  readonly role: Role
  readonly weight: number
  readonly ends: RegExp
  readonly not?: RegExp
}

/** Unknown platforms put a word of their own before the usual one: `marketplace_listing_title`. Below every known key. */
const ENDINGS: readonly Ending[] = [
  {
    role: 'title',
    weight: 20,
    ends: /(?:title|(?:goods|item|product|ware|spu|sku|commodity|lot|auction)name)$/,
    not: /^(?:sub|seo|page|meta|share|shop|store|tab|section|module|cate|group|activity|nav|button|price|desc|alt|img|image|card|block|banner|coupon|wx|wechat|seller|user|head|site|window|document|topic|brand)/,
  },
  {
    role: 'price',
    weight: 10,
    ends: /price$/,
    not: /^(?:\w{0,12})(?:orig|market|line|list(?!ing)|old|ref|retail|strike|underline|cross|deliver|ship|freight|post|sku|tax|deposit|cost|before|max|high|tag|floor|vip|plus|member|extra|coupon|start|step|cap)/,
  },
  {
    role: 'id',
    weight: 10,
    ends: /(?:goods|item|product|ware|spu|offer|listing|note|thread|feed|info|lot|auction)(?:id|no)$/,
  },
  {
    role: 'image',
    weight: 10,
    ends: /(?:img|image|pic|cover|photo|thumb)(?:s|url|urls|list|infos?)?$/,
    not: /head|avatar|logo|icon|user|seller|shop|brand|qr|share|comment|banner/,
  },
  {
    role: 'seller',
    weight: 10,
    ends: /(?:seller|shop|store|mall|author|member|company|vendor|merchant)(?:nick|nickname|name)$/,
  },
]

const byEnding = new Map<string, readonly RoleWeight[]>()
const MAX_REMEMBERED = 20_000

function roleByEnding(key: string): readonly RoleWeight[] {
  const known = byEnding.get(key)
  if (known !== undefined) return known
  const roles = ENDINGS.filter(({ ends, not }) => ends.test(key) && not?.test(key) !== true).map(
    ({ role, weight }) => ({ role, weight }),
  )
  if (byEnding.size < MAX_REMEMBERED) byEnding.set(key, roles)
  return roles
}

/** `name` alone also names menus, brands and people, and an unknown key may title anything: they need a price beside them. */
export function isWeakTitle(key: string): boolean {
  return key === 'name' || !isKnownKey(key)
}

export function isKnownKey(key: string): boolean {
  return ROLES.has(key)
}

/** Objects under these keys are people or shops: their name, number and picture are not the item's. */
export function isPersonKey(key: string): boolean {
  return /^(?:user|shop|store|mall|owner|member|creator|publisher|account|poster)(?:info|data|vo|dto|do)?$|^\w{0,24}(?:seller|author)(?:info|data|vo|dto|do)?$/.test(
    key,
  )
}

/** What hangs on an item or surrounds a list without being offered. */
export function isAside(key: string): boolean {
  return ASIDE.test(key)
}
const ASIDE =
  /^(?:extraprice|\w{0,8}origin\w{0,8}price|strikethrough|mock|skus?$|ads?$|ad(?:list|data|info)|adver|sku(?!list$|model$|price)|props?|attr|filter|nav|categor|cate?(?:s|list|path|arr)?$|subcate|tags?$|tag(?:list|s)|fishtag|label|banner|coupon|comment(?!scount|count)|(?:hot)?comments?$|hotdata|rate|rating|review|repl(?:y|ies)|subpost|evaluat|apprais|service|menu|breadcrumb|sort|tab(?:s|list)?$|related|suggest|hotword|word|icon|share|seo|music|stat(?:s|ic)|abtest|track|trace|utparams|config|button|dropdown|facilit|badge|toolbar|emoji|retweeted)/
