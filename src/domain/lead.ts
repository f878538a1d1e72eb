import { z } from 'zod'
import { Assessment } from './assessment.ts'
import { EvidenceRef } from './evidence.ts'
import { Listing } from './listing.ts'

export const LeadState = z.enum([
  'pending',
  'reviewing',
  'confirmed',
  'dismissed',
  'doubtful',
  'duplicate',
  'second-review',
  'ready',
  'referred',
  'closed',
  'archived',
])
export type LeadState = z.infer<typeof LeadState>
export const LEAD_STATE_LABEL: Record<LeadState, string> = {
  pending: '待研判',
  reviewing: '研判中',
  confirmed: '已确认',
  dismissed: '已排除',
  doubtful: '存疑待补证',
  duplicate: '重复',
  'second-review': '待复核',
  ready: '待移送',
  referred: '已移送',
  closed: '已办结',
  archived: '已归档',
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
  /** What a person made of it last; it stands through review and referral until it is taken back or the lead is opened again. */
  decision: Decision.optional(),
})
export type Lead = z.infer<typeof Lead>

export const isConfirmed = ({ decision }: Pick<Lead, 'decision'>): boolean => decision?.state === 'confirmed'
export const isDismissed = ({ decision }: Pick<Lead, 'decision'>): boolean => decision?.state === 'dismissed'
