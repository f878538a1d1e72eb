import type { Contact, Listing } from '../domain/listing.ts'

/** Something of a listing that another may share. `key` is equal for what is the same, `quote` is how it is published. */
export interface Mark {
  readonly key: string
  readonly quote: string
  readonly strength: number
}

/** Characters before a contact that say whose it is. */
const LOOK_BACK = 16
/** The platform's own line, or somebody else's contact that is warned of: neither is the seller's. */
const NOT_THE_SELLERS =
  /(?:平台|官方|本站|网站|举报|投诉|仲裁|防骗|反诈|骗子|避雷|曝光|拉黑)[^\n。！!]{0,10}$|(?:快递|物流|冷链|货运)(?:公司|员|小哥|联系)[^\n。！!]{0,4}$/
/** 400 and 800 numbers are a company's; 95 and 12 numbers a bank's or an office's. */
const SERVICE_NUMBER = /^(?:[48]00\d{7}|95\d{3,6}|12\d{3})$/

/** How sure a shared contact makes us. A handle without a service may be anything. */
const STRENGTH: Record<Contact['kind'], number> = {
  wechat: 0.95,
  qq: 0.95,
  phone: 0.95,
  telegram: 0.95,
  email: 0.95,
  other: 0.7,
}

export interface ContactMarks {
  readonly own: readonly Mark[]
  readonly platform: readonly Mark[]
}

/** Contacts with their disguises undone, told apart by whose they seem to be. */
export function contactMarks(listing: Pick<Listing, 'title' | 'body' | 'contacts'>): ContactMarks {
  const text = `${listing.title}\n${listing.body}`
  const own = new Map<string, Mark>()
  const platform = new Map<string, Mark>()
  for (const contact of listing.contacts) {
    const key = contactKey(contact)
    const mark = { key, quote: contact.raw, strength: STRENGTH[contact.kind] }
    const owner = SERVICE_NUMBER.test(contact.value) || isForeign(contact.raw, text) ? platform : own
    owner.set(key, mark)
  }
  for (const key of own.keys()) platform.delete(key)
  return { own: [...own.values()], platform: [...platform.values()] }
}

/** One number is one person, whether it is called a phone or a WeChat; a QQ mail box is its QQ number. */
function contactKey({ kind, value }: Contact): string {
  const plain = value.toLowerCase().replace(/^\+?86(?=1\d{10}$)/, '')
  const qq = /^(\d{5,12})@qq\.com$/.exec(plain)?.[1]
  if (qq !== undefined) return `number:${qq}`
  if (/^\d{5,12}$/.test(plain)) return `number:${plain}`
  return kind === 'email' ? `email:${plain}` : `name:${plain.replace(/[-_.]/g, '')}`
}

function isForeign(raw: string, text: string): boolean {
  let at = text.indexOf(raw)
  if (at < 0) return false
  for (; at >= 0; at = text.indexOf(raw, at + raw.length)) {
    if (!NOT_THE_SELLERS.test(text.slice(Math.max(0, at - LOOK_BACK), at))) return false
  }
  return true
}
