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
    'rawtitle itemtitle goodstitle producttitle infotitle notetitle displaytitle posttitle threadtitle videotitle longtitle ' +
    'title subject itemname goodsname productname waretitle warename wname spuname shorttitle shortname adtitle simplesubject name',
  text: 'longtextcontent rawtext text content desc description infodesc videodesc caption body abstract summary excerpt notedesc message',
  price:
    'soldprice viewprice lownowprice nowprice saleprice promotionprice activityprice actualprice infoprice finalprice ' +
    'currentprice convertedcurrentprice sellprice dealprice jdprice zkfinalprice discountprice pricetext itemprice goodsprice ' +
    'pricevalue offerprice price groupprice mingroupprice minprice lowprice pricerange defaultprice defaultitemprice reserveprice pprice startprice',
  id:
    'itemid nid infoid goodsid productid listingid noteid awemeid photoid wareid skuid spuid offerid auctionid threadid tid mid ' +
    'mblogid postid pid iid id numiid questionid answerid feedid bid idstr',
  url: 'detailurl itemurl itemlink viewitemurlfornaturalsearch goodsurl producturl infourl shareurl url link href targeturl jumpurl auctionurl noteurl',
  seller:
    'nick usernick sellernick sellername sellernickname nickname username screenname shopname storename authorname showname owner seller author',
  sellerId: 'sellerid userid uid shopid authoruserid selleruid memberid storeid openid',
  image:
    'picurl picurls pics pic images image imgurl imageurl imagelist infoimagelist coverurl cover coverurls picurlnew pictureurl galleryurl thumbnail imgs urldefault originalpic thumburl mainimage imglist picurllist',
  region:
    'itemloc location area city cityname infocityname provcity region regionname procity province iplocation businessname',
  time: 'publishtime createtime createdat createat created pubtime infopubtime timestamp time date publishdate lastupdatetime starttime creationtsz lasttime',
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
  return ROLES.get(key) ?? []
}

/** `name` alone also names menus, brands and people: it needs a price beside it. */
export function isWeakTitle(key: string): boolean {
  return key === 'name'
}

/** Objects under these keys are people or shops: their name, number and picture are not the item's. */
export function isPersonKey(key: string): boolean {
  return /^(?:user|author|seller|shop|store|owner|member|creator|publisher|account|poster)(?:info|data|vo|dto|do)?$/.test(
    key,
  )
}

/** What hangs on an item or surrounds a list without being offered. */
export function isAside(key: string): boolean {
  return ASIDE.test(key)
}
const ASIDE =
  /^(?:skus?$|ads?$|ad(?:list|data|info)|adver|sku(?!list$)|props?|attr|filter|nav|categor|cate?(?:s|list|path|arr)?$|subcate|tags?$|tag(?:list|s)|fishtag|label|banner|coupon|comment(?!scount|count)|(?:hot)?comments?$|hotdata|rate|rating|review|repl(?:y|ies)|subpost|evaluat|apprais|service|menu|breadcrumb|sort|tab(?:s|list)?$|related|suggest|hotword|word|icon|share|seo|music|stat(?:s|ic)|abtest|track|trace|utparams|config|button|dropdown|facilit|badge|toolbar|emoji|retweeted)/
