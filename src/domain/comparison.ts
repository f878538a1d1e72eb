import { z } from 'zod'

/** What a second capture found. `same`: every field that counts is equal; other words on the page may still differ. */
export const ComparisonOutcome = z.enum(['same', 'changed', 'gone'])
export type ComparisonOutcome = z.infer<typeof ComparisonOutcome>
export const COMPARISON_LABEL: Record<ComparisonOutcome, string> = {
  same: '信息未变',
  changed: '信息有变化',
  gone: '信息已不可见',
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
