import type { LeadLink, LinkEvidence, LinkKind } from '../domain/cluster.ts'
import { textStrength } from './compare-texts.ts'
import type { Mark } from './contact-marks.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { TextClass } from './text-class.ts'

/** Two that say the same but name different contacts: the one may have copied the other. */
const OTHER_CONTACTS = 0.8
/** What many have in common supports a link and is never one. */
const SUPPORT = { region: 0.2, price: 0.15 } as const

export interface Compared {
  readonly print: Fingerprint
  readonly text: TextClass | undefined
}

/** All that two leads have in common, strongest first. Undefined when that is nothing. */
export function weighLink(a: Compared, b: Compared): LeadLink | undefined {
  const main = [
    ...sellerEvidence(a.print, b.print),
    ...sharedMarks('contact', a.print.contacts, b.print.contacts),
    ...sharedMarks('picture', a.print.pictures, b.print.pictures),
    ...textEvidence(a, b),
  ].filter(({ strength }) => strength > 0)
  if (main.length === 0) return undefined
  const evidence = [...main, ...support(a.print, b.print)].sort((x, y) => y.strength - x.strength)
  const doubt = evidence.reduce((left, { strength }) => left * (1 - strength), 1)
  return {
    leadA: a.print.lead.id,
    leadB: b.print.lead.id,
    strength: Math.round((1 - doubt) * 1000) / 1000,
    evidence,
  }
}

function sellerEvidence(a: Fingerprint, b: Fingerprint): LinkEvidence[] {
  if (a.account && a.account.key === b.account?.key) return [evidenceOf('account', a.account, b.account)]
  return a.name && a.name.key === b.name?.key ? [evidenceOf('name', a.name, b.name)] : []
}

function sharedMarks(kind: LinkKind, a: readonly Mark[], b: readonly Mark[]): LinkEvidence[] {
  return a.flatMap((mark) => {
    const same = b.find(({ key }) => key === mark.key)
    return same === undefined ? [] : [evidenceOf(kind, mark, same)]
  })
}

function evidenceOf(kind: LinkKind, a: Mark, b: Mark): LinkEvidence {
  return { kind, strength: Math.min(a.strength, b.strength), quotes: [a.quote, b.quote] }
}

function textEvidence(a: Compared, b: Compared): LinkEvidence[] {
  if (!a.text || !b.text) return []
  const likeness = textStrength(a.text, b.text)
  const disagree = a.print.contacts.length > 0 && b.print.contacts.length > 0
  const isShared = sharedMarks('contact', a.print.contacts, b.print.contacts).length > 0
  const strength = disagree && !isShared ? likeness * OTHER_CONTACTS : likeness
  if (strength === 0) return []
  return [{ kind: 'text', strength, quotes: quoteLikest(a.print, b.print) }]
}

/** The longest sentence of the one that the other has as well, or the two longest where each sentence was touched. */
function quoteLikest(a: Fingerprint, b: Fingerprint): [string, string] {
  const others = new Map(b.sentences.map(({ letters, quote }) => [letters, quote]))
  const longest = (print: Fingerprint, isWanted: (letters: string) => boolean) =>
    print.sentences
      .filter(({ letters }) => isWanted(letters))
      .reduce<{ letters: string; quote: string } | undefined>(
        (best, piece) => (best && best.letters.length >= piece.letters.length ? best : piece),
        undefined,
      )
  const same = longest(a, (letters) => others.has(letters))
  if (same && same.letters.length >= 4) return [same.quote, others.get(same.letters) ?? same.quote]
  return [longest(a, () => true)?.quote ?? '', longest(b, () => true)?.quote ?? '']
}

function support({ lead: a }: Fingerprint, { lead: b }: Fingerprint): LinkEvidence[] {
  const found: LinkEvidence[] = []
  const [regionA, regionB] = [a.listing.region?.trim() ?? '', b.listing.region?.trim() ?? '']
  if (isSamePlace(regionA, regionB))
    found.push({ kind: 'region', strength: SUPPORT.region, quotes: [regionA, regionB] })
  const [priceA, priceB] = [a.listing.price, b.listing.price]
  if (
    priceA?.amountMinor !== undefined &&
    priceA.amountMinor > 0 &&
    priceA.amountMinor === priceB?.amountMinor
  )
    found.push({ kind: 'price', strength: SUPPORT.price, quotes: [priceA.raw, priceB.raw] })
  return found
}

/** 福建 and 福建莆田 may be the same place. */
function isSamePlace(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 2 && (a.startsWith(b) || b.startsWith(a))
}
