import { z } from 'zod'
import { AgencyUnitRef } from './agency-unit.ts'
import { Match } from './match.ts'
import { Territory } from './territory.ts'
import {
  Agency,
  AgencyRole,
  Category,
  Field,
  Level,
  Offence,
  Protection,
  SignalKind,
  Verdict,
} from './vocabulary.ts'

/** A fact read off a listing besides the goods themselves, with its span. */
export const Signal = z.strictObject({
  kind: SignalKind,
  /** Absent when the fact stands in a field of its own, such as the price. */
  field: Field.optional(),
  start: z.int().nonnegative().optional(),
  end: z.int().nonnegative().optional(),
  text: z.string(),
})
export type Signal = z.infer<typeof Signal>

/** A rule that fired. */
export const Finding = z.strictObject({
  ruleId: z.string(),
  title: z.string(),
  points: z.int(),
  /** In Chinese, for the reviewer: names the words that fired the rule. */
  why: z.string(),
})
export type Finding = z.infer<typeof Finding>

export const LegalBasis = z.strictObject({
  /** Full title with its version: 中华人民共和国野生动物保护法（2022年修订）. */
  law: z.string(),
  article: z.string(),
  /** What the article does here, in our own words. */
  gist: z.string(),
  /** Who enforces it and what it threatens, in our own words. Absent on assessments made before there were these. */
  enforcedBy: z.string().optional(),
  penalty: z.string().optional(),
})
export type LegalBasis = z.infer<typeof LegalBasis>

/** A threshold of criminal law that may be met: never a finding that it is. */
export const CrimeHint = z.strictObject({
  /** In Chinese, for the reviewer: always “可能”. */
  says: z.string(),
  /** Law and article that set the threshold. */
  sources: z.array(z.string()).min(1),
})
export type CrimeHint = z.infer<typeof CrimeHint>

export const AgencyRoute = z.strictObject({
  agency: Agency,
  /** Exactly one route of a lead is primary. Absent on assessments made before there were roles. */
  role: AgencyRole.optional(),
  /** Why this body, in Chinese; goes on the packet. */
  why: z.string(),
  basis: z.string(),
  /** The body of the territory. Absent: `unrouted` says why. */
  unit: AgencyUnitRef.optional(),
})
export type AgencyRoute = z.infer<typeof AgencyRoute>

/** A gap: no rule names a body, or the directory has none. The lead stays where people see it. */
export const Unrouted = z.strictObject({
  /** Absent when no kind of body could be proposed at all. */
  agency: Agency.optional(),
  /** In Chinese, for the reviewer. */
  reason: z.string(),
})
export type Unrouted = z.infer<typeof Unrouted>

export const TaxonHit = z.strictObject({
  name: z.string(),
  latin: z.string().optional(),
  protection: Protection,
  /** List and year: 国家重点保护野生动物名录（2021）. */
  list: z.string(),
  department: z.enum(['forestry', 'agriculture']),
})
export type TaxonHit = z.infer<typeof TaxonHit>

/** One summand of the log odds of a rank. */
export const RankReason = z.strictObject({
  /** As in models/ranker.json; `base` and `rest` are what every listing starts with, and all that is not shown. */
  feature: z.string(),
  /** In Chinese, for the reviewer. */
  why: z.string(),
  weight: z.number(),
})
export type RankReason = z.infer<typeof RankReason>

/** What the machine proposes about one listing. A person decides. */
export const Assessment = z.strictObject({
  listingId: z.string(),
  verdict: Verdict,
  /** 0–100, capped. */
  score: z.int().min(0).max(100),
  level: Level,
  category: Category,
  offence: Offence,
  agencies: z.array(Agency),
  routes: z.array(AgencyRoute),
  /** One entry for each route without a unit, or a single one when there is no route. Empty on old assessments. */
  unrouted: z.array(Unrouted).default([]),
  /** Absent on assessments made before territories were read. */
  territory: Territory.optional(),
  matches: z.array(Match),
  benign: z.array(Match),
  signals: z.array(Signal),
  findings: z.array(Finding),
  taxa: z.array(TaxonHit),
  legalBasis: z.array(LegalBasis),
  /** Why no article is cited for what was done, in Chinese. */
  legalGap: z.string().optional(),
  crimeHints: z.array(CrimeHint).optional(),
  /** Learned, calibrated chance that a careful reader flags it. Absent: no ranker, or nothing to rank. */
  rank: z.number().min(0).max(1).optional(),
  /** They add up to the log odds of `rank`. */
  rankReasons: z.array(RankReason).optional(),
})
export type Assessment = z.infer<typeof Assessment>

export function isFlagged(assessment: Pick<Assessment, 'verdict'>): boolean {
  return assessment.verdict !== 'legal'
}

/** What is looked at first: the level, which knows the duty, then the rank. Without a rank the score stands in. */
export function byUrgency(a: Urgent, b: Urgent): number {
  return (
    Level.options.indexOf(b.level) - Level.options.indexOf(a.level) ||
    chanceOf(b) - chanceOf(a) ||
    b.score - a.score
  )
}

type Urgent = Pick<Assessment, 'level' | 'rank' | 'score'>

export function chanceOf({ rank, score }: Pick<Assessment, 'rank' | 'score'>): number {
  return rank ?? score / 100
}
