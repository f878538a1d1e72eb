import { contactTexts, maskAssessment, maskerFor, maskListing } from '../domain/mask-contacts.ts'
import type { ReportLead } from './report-input.ts'

/** A report is printed and passed around: contacts stand in it masked. In full they are in the sealed evidence only. */
export function maskReportLead(entry: ReportLead): ReportLead {
  const { lead } = entry
  const mask = maskerFor(lead.listing, contactTexts(lead.assessment))
  return {
    ...entry,
    lead: {
      ...lead,
      listing: maskListing(lead.listing, mask),
      assessment: maskAssessment(lead.assessment, mask),
    },
  }
}
