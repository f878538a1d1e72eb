import { z } from 'zod'
import { TermKind } from './lexicon.ts'
import { Category, Level, Offence, Platform, SignalKind, Verdict } from './vocabulary.ts'

/** One thing a rule looks for. All keys given must hold of the same match or signal. */
export const Condition = z.strictObject({
  /** Term ids, or id prefixes that end in `.`: `product.ivory.`. */
  terms: z.array(z.string()).min(1).optional(),
  kinds: z.array(TermKind).min(1).optional(),
  categories: z.array(Category).min(1).optional(),
  signals: z.array(SignalKind).min(1).optional(),
  platforms: z.array(Platform).min(1).optional(),
  /** True: only matches for which an evasion was undone. */
  evasive: z.boolean().optional(),
  /** At least this many distinct ones. */
  count: z.int().min(1).default(1),
  /** Within this many characters of a match of the first condition of `all`, in the same field. */
  within: z.int().min(1).max(500).optional(),
  /** A pattern on title and body, run on a linear-time engine. */
  pattern: z.string().max(300).optional(),
})
export type Condition = z.infer<typeof Condition>

/** An analyst's rule: one file a rule, its cases beside it. */
export const Rule = z.strictObject({
  /** UUID, permanent. */
  id: z.uuid(),
  title: z.string().min(4),
  status: z.enum(['experimental', 'test', 'stable', 'deprecated']),
  /**
   * `detection` raises leads. `hunting` is a broad net over stored listings, cast on demand: it moves no score and no
   * verdict, and what it brings up tells an analyst what to look for (ADR 9).
   */
  purpose: z.enum(['detection', 'hunting']).default('detection'),
  level: Level,
  description: z.string().min(10),
  /** Law or source. */
  references: z.array(z.string().min(4)).min(1),
  falsePositives: z
    .array(
      z
        .string()
        .min(4)
        .refine((text) => text !== 'Unknown', { error: '要写明在哪些情形下会误报' }),
    )
    .min(1),
  author: z.string().min(2),
  date: z.iso.date(),
  modified: z.iso.date().optional(),
  detection: z.strictObject({
    all: z.array(Condition).default([]),
    any: z.array(Condition).default([]),
    not: z.array(Condition).default([]),
  }),
  /** Added to the score when the rule fires; negative points excuse. */
  points: z.int().min(-100).max(100),
  /** For an exclusion: it speaks only where one of these rules fired. Absent: it answers for the words themselves. */
  tunes: z.array(z.uuid()).min(1).optional(),
  /** Rules of one group add up to at most the largest of their points. */
  group: z.string().min(2).optional(),
  /** What the rule proposes when it fires and its points are positive. */
  category: Category.optional(),
  offence: Offence.optional(),
  /** The verdict may not be worse than this while the rule fires: `suspect` for "permit claimed", `legal` for a hard exclusion. */
  ceiling: Verdict.optional(),
  /** The verdict may not be better than this while the rule fires. */
  floor: Verdict.optional(),
})
export type Rule = z.infer<typeof Rule>

/** `<slug>.cases.yml` beside a rule: texts that must fire it and texts that must not. */
export const RuleCases = z.strictObject({
  fires: z.array(CaseListing()).min(1),
  silent: z.array(CaseListing()).min(1),
})
export type RuleCases = z.infer<typeof RuleCases>
export type RuleCase = RuleCases['fires'][number]

function CaseListing() {
  return z.strictObject({
    title: z.string(),
    body: z.string().default(''),
    platform: Platform.default('secondhand'),
    price: z.string().optional(),
    region: z.string().optional(),
    shopCategory: z.string().optional(),
    /** Earlier listings of the seller that were flagged. */
    earlierFlagged: z.int().nonnegative().optional(),
  })
}
