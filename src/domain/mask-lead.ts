import type { Lead } from './lead.ts'
import { contactTexts, type Masker, maskAssessment, maskerFor, maskListing } from './mask-contacts.ts'
import type { ListingVersion } from './run.ts'

/** A lead as it is shown: contacts are in the sealed evidence in full, and whoever opens that is on its log. */
export function maskLead(lead: Lead): { lead: Lead; mask: Masker } {
  const mask = maskerFor(lead.listing, contactTexts(lead.assessment))
  const listing = maskListing(lead.listing, mask)
  return { lead: { ...lead, listing, assessment: maskAssessment(lead.assessment, mask) }, mask }
}

export function maskVersion(version: ListingVersion, mask: Masker): ListingVersion {
  const { title, body, price, seller, region } = version
  const masked = Object.entries({ title, body, price, seller, region }).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, mask(text)] as const],
  )
  return { ...version, ...Object.fromEntries(masked) }
}
