import { z } from 'zod'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * What one rule, as it stood, did to a set of listings: the leads with it against the leads without it.
 * The proof that somebody could see this before the rule was called stable.
 */
export const BacktestRecord = z.strictObject({
  rule: z.uuid(),
  title: z.string(),
  /** Over what decides the outcome of the rule; see `ruleHash`. */
  ruleHash: Sha256,
  /** Names of the sets of listings. */
  data: z.array(z.string()).min(1),
  /** Over the listings in the order in which they were replayed. */
  dataHash: Sha256,
  listings: z.int().min(1),
  fired: z.int().nonnegative(),
  /** Hits on listings whose answer is known, by label or by decision: an accusation of what is unlawful is right, an excuse of what is lawful. */
  right: z.int().nonnegative().optional(),
  wrong: z.int().nonnegative().optional(),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  /** Leads with and without the rule, of another verdict or level. */
  changed: z.int().nonnegative(),
  date: z.iso.date(),
})
export type BacktestRecord = z.infer<typeof BacktestRecord>

/** `backtests.yml` beside the rules. */
export const BacktestRecords = z.strictObject({ records: z.array(BacktestRecord) })
export type BacktestRecords = z.infer<typeof BacktestRecords>
