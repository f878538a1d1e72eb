import { z } from 'zod'
import { EvidenceRef } from './evidence.ts'

/**
 * What a second capture found. `same`: every field that counts is equal; other words on the page may still differ.
 * `not-found`: the page is there, and the listing was not read from it.
 */
export const ComparisonOutcome = z.enum(['same', 'changed', 'gone', 'not-found'])
export type ComparisonOutcome = z.infer<typeof ComparisonOutcome>
export const COMPARISON_LABEL: Record<ComparisonOutcome, string> = {
  same: '信息未变',
  changed: '信息有变化',
  gone: '信息已不可见',
  'not-found': '网页正常，但没有读到该信息',
}

export const Comparison = z.strictObject({
  format: z.literal('qingshao-comparison/1'),
  /** The first capture, and the hash of its manifest: nobody can put another in its place. */
  first: z.strictObject({ evidenceId: z.string(), capturedAt: z.iso.datetime(), manifestSha256: z.string() }),
  capturedAt: z.iso.datetime(),
  outcome: ComparisonOutcome,
  /** What the page turned out to be, in Chinese. */
  page: z.string(),
  fields: z.array(
    z.strictObject({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  /** Lines of the visible text. */
  text: z.strictObject({
    removed: z.array(z.string()),
    added: z.array(z.string()),
    /** Further lines that differ and are not listed. */
    more: z.int().nonnegative(),
  }),
})
export type Comparison = z.infer<typeof Comparison>

/** One attempt at a second capture. `unknown`: a wall, a failure or robots.txt stood before it; it is tried again. */
export const SecondCapture = z.strictObject({
  leadId: z.string(),
  firstEvidenceId: z.string(),
  at: z.iso.datetime(),
  outcome: ComparisonOutcome.or(z.literal('unknown')),
  /** In Chinese. */
  reason: z.string(),
  /** Both absent when it is unknown. */
  evidence: EvidenceRef.optional(),
  comparison: Comparison.optional(),
})
export type SecondCapture = z.infer<typeof SecondCapture>
