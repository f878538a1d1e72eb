import { maskLead } from '../domain/mask-lead.ts'
import type { ReportLead } from './report-input.ts'

/** A report is printed and passed around: contacts stand in it masked. In full they are in the sealed evidence only. */
export function maskReportLead(entry: ReportLead): ReportLead {
  return { ...entry, lead: maskLead(entry.lead).lead }
}
