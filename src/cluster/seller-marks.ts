import type { Listing } from '../domain/listing.ts'
import { withoutTracking } from '../domain/listing-content.ts'
import type { Mark } from './contact-marks.ts'

/** Names that a site gives, or that anybody may take. */
const GENERIC_NAME =
  /^(?:匿名.{0,3}|用户.{0,12}|游客\d*|会员\w*|卖家\w*|买家|网友.{0,4}|楼主|老板|店主|admin|user\w*|tb\d+|momo|微信用户|.{1,2}(?:先生|女士|老师|师傅|老板|经理|小姐))$/i

export interface SellerMarks {
  /** The same account or shop, on one site. */
  readonly account: Mark | undefined
  /** The same name anywhere. */
  readonly name: Mark | undefined
}

export function sellerMarks({ seller, siteId, platform, url }: Listing): SellerMarks {
  const name = seller?.name.trim() ?? ''
  const site = `${hostOf(seller?.url ?? url) ?? siteId ?? ''}/${platform}`
  const key = seller?.id ?? (seller?.url && withoutTracking(seller.url))
  const account =
    key === undefined
      ? { key: `${site}?${foldName(name)}`, quote: name, strength: isTelling(name) ? 0.9 : 0.3 }
      : { key: `${site}#${key}`, quote: name || key, strength: 0.99 }
  if (name === '') return { account: key === undefined ? undefined : account, name: undefined }
  return { account, name: { key: foldName(name), quote: name, strength: nameStrength(name) } }
}

/** How sure the same name on two sites makes us: 老王 is everybody, 滇西药材行 hardly anybody else. Never enough by itself. */
function nameStrength(name: string): number {
  if (!isTelling(name)) return 0
  const { length } = foldName(name)
  if (length <= 3) return 0.15
  return 0.75
}

function isTelling(name: string): boolean {
  return foldName(name).length >= 3 && !GENERIC_NAME.test(name)
}

function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /^https?:\/\/([^/?#]{1,200})/i.exec(url)?.[1]?.toLowerCase()
}
