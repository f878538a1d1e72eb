import { z } from 'zod'
import { Assessment } from './assessment.ts'
import { EvidenceRef } from './evidence.ts'
import { Listing } from './listing.ts'

export const LeadState = z.enum(['pending', 'confirmed', 'dismissed'])
export type LeadState = z.infer<typeof LeadState>
export const LEAD_STATE_LABEL: Record<LeadState, string> = {
  pending: '待研判',
  confirmed: '已确认',
  dismissed: '已排除',
}

export const Decision = z.strictObject({
  leadId: z.string(),
  /** The revision the person saw. */
  revision: z.int().nonnegative(),
  state: z.enum(['confirmed', 'dismissed']),
  by: z.string().min(1),
  reason: z.string().min(1),
  at: z.iso.datetime(),
})
export type Decision = z.infer<typeof Decision>

/** An assessed listing that a person looks at. */
export const Lead = z.strictObject({
  /** `L` and 12 hex digits of the hash of the listing id. */
  id: z.string(),
  state: LeadState,
  revision: z.int().nonnegative(),
  listing: Listing,
  assessment: Assessment,
  evidence: EvidenceRef.optional(),
  /** The run that raised or last changed it. */
  runId: z.string(),
  createdAt: z.iso.datetime(),
  decision: Decision.optional(),
})
export type Lead = z.infer<typeof Lead>
