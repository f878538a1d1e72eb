import type { Price, Seller } from '../domain/listing.ts'

/** A listing as one reader saw it, before it has an identity. */
export interface FoundListing {
  /** The site's own item number, when the source names it. */
  readonly key?: string | undefined
  /** As written: may be relative. */
  readonly url?: string | undefined
  readonly title: string
  readonly body?: string | undefined
  readonly price?: Price | undefined
  readonly seller?: Seller | undefined
  readonly region?: string | undefined
  /** The category under which the source files it. */
  readonly shopCategory?: string | undefined
  readonly images?: readonly string[] | undefined
  readonly publishedAt?: string | undefined
}

/** Collapses blanks; markup that an API left in a title (`<span class=H>`) is taken out. */
export function plainText(text: string): string {
  const bare = text.includes('<') ? text.replace(/<\/?[a-zA-Z][^<>]{0,2000}>/g, '') : text
  return decodeEntities(bare)
    .replace(/[\s\u00A0]+/g, ' ')
    .trim()
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  yen: '¥',
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Words that a site puts where an item's title would stand. */
const NOTICE =
  /^(?:[^\n]{0,12})(?:不存在|已下架|已被?删除|已失效|页面找不到|没有找到|出错了|登[录陆]|注册|验证码?|404|not found|error|sign in|log ?in)(?:[^\n]{0,12})$/i

export function isNoticeTitle(text: string): boolean {
  return text.length <= 30 && NOTICE.test(text)
}

/** Has something a person can read, emoji included: not a number, an address or a file. */
export function isTitle(text: string): boolean {
  const letters = text.match(/[\p{L}\p{Extended_Pictographic}]/gu)?.length ?? 0
  return letters >= 2 && !/^(?:https?:)?\/\/|^[\w.-]+\.(?:html?|jpe?g|png|gif|webp|js|css)$/i.test(text)
}

const TITLE_OF_POST = 80

/** A post has no title of its own: its beginning stands for it. */
export function titleOfPost(text: string): { title: string; body: string } {
  const plain = plainText(text)
  if (plain.length <= TITLE_OF_POST) return { title: plain, body: '' }
  return { title: `${plain.slice(0, TITLE_OF_POST).replace(/[\uD800-\uDBFF]$/, '')}…`, body: plain }
}
