import type { Assessment } from './assessment.ts'
import type { Contact, Listing, Seller } from './listing.ts'

/**
 * Personal contacts go to a body masked; in full they are only in the sealed evidence.
 *
 * A mask keeps the length of what it covers, so that the spans of matches still point at their words.
 */
export type Masker = (text: string) => string

/** Numbers and accounts that stand in running text even where the extractor saw no contact. */
const PATTERNS: readonly RegExp[] = [
  /(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g,
  /(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])/g,
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g,
  /(?<=(?:微信|薇信|威信|微❤|[vV]信|[vV][xX]|[wW][xX]|[qQ]{2}|扣扣|企鹅|[加➕][vVqQ])号?[ :：]{0,3})[A-Za-z0-9_-]{5,20}/g,
]

/** What a number or account is made of, in the digit forms sellers use. */
const IDENTIFYING = /[\dA-Za-z０-９①-⑨零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]/g

/** Builds a masker for one listing: its contacts as written and as read, and what the patterns find. */
export function maskerFor(listing: Pick<Listing, 'contacts'>, contactTexts: readonly string[] = []): Masker {
  const known = [...listing.contacts.flatMap(({ raw, value }) => [raw, value]), ...contactTexts]
    .map((text) => text.trim())
    // A name of one or two letters would black out half the text.
    .filter((text) => text.length >= 4)
    .sort((a, b) => b.length - a.length)
  const literals = [...new Set(known)]
  return (text) => {
    let masked = text
    for (const literal of literals) masked = masked.replaceAll(literal, maskValue(literal))
    for (const pattern of PATTERNS) masked = masked.replace(pattern, maskValue)
    return masked
  }
}

/** 13800001234 → 138****1234; demo_seller → de*******er. Never shows more than half. */
export function maskValue(value: string): string {
  const phone = /^1[3-9]\d{9}$/.test(value)
  const head = phone ? 3 : Math.min(2, Math.floor(value.length / 4))
  const tail = phone ? 4 : head
  return value.slice(0, head) + '*'.repeat(value.length - head - tail) + (tail > 0 ? value.slice(-tail) : '')
}

export function maskListing(listing: Listing, mask: Masker): Listing {
  return {
    ...listing,
    title: mask(listing.title),
    body: mask(listing.body),
    ...(listing.seller ? { seller: maskSeller(listing.seller, mask) } : {}),
    ...(listing.price ? { price: { ...listing.price, raw: mask(listing.price.raw) } } : {}),
    ...(listing.region ? { region: mask(listing.region) } : {}),
    contacts: listing.contacts.map(maskContact),
  }
}

/** Sellers put numbers into their names, and some sites make the number the account. */
function maskSeller(seller: Seller, mask: Masker): Seller {
  return { ...seller, name: mask(seller.name), ...(seller.id ? { id: mask(seller.id) } : {}) }
}

function maskContact(contact: Contact): Contact {
  return { ...contact, raw: maskValue(contact.raw), value: maskValue(contact.value) }
}

/** The reasons quote the listing, so they are masked as well. */
export function maskAssessment(assessment: Assessment, mask: Masker): Assessment {
  const maskText = <T extends { text: string }>(quoted: T): T => ({ ...quoted, text: mask(quoted.text) })
  return {
    ...assessment,
    matches: assessment.matches.map(maskText),
    benign: assessment.benign.map(maskText),
    signals: assessment.signals.map(maskText),
    findings: assessment.findings.map((finding) => ({ ...finding, why: mask(finding.why) })),
  }
}

/** Texts that the scorer read as contacts, beside those the extractor found; words like 加微信 are not secret. */
export function contactTexts({ signals }: Pick<Assessment, 'signals'>): string[] {
  return signals
    .filter(({ kind, text }) => kind === 'contact' && (text.match(IDENTIFYING)?.length ?? 0) >= 5)
    .map(({ text }) => text)
}
