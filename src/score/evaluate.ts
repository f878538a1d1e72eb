import { type Assessment, isFlagged } from '../domain/assessment.ts'
import type { LabelledListing } from '../domain/labelled-listing.ts'
import type { TermKind } from '../domain/lexicon.ts'
import type { Verdict } from '../domain/vocabulary.ts'

export interface LabelledAssessment {
  readonly truth: LabelledListing
  readonly assessment: Assessment
}

/** Flagged (illegal or suspect) against legal. A share is null where it would divide by nothing. */
export interface FlagCounts {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
  readonly precision: number | null
  readonly recall: number | null
  readonly f1: number | null
  /** Share of illegal listings that are flagged. */
  readonly recallOnIllegal: number | null
  /** Share of legal listings that are flagged. */
  readonly falseAlarmRate: number | null
}

export interface SliceCounts {
  readonly listings: number
  readonly flagged: number
  /** Of the listings of this slice that a person flagged. */
  readonly recall: number | null
  readonly falseAlarmRate: number | null
}

/** The counts at the top are the program's own. */
export interface Evaluation extends FlagCounts {
  readonly listings: number
  /** Left out: two careful people would argue about them. */
  readonly ambiguous: number
  /** `keyword-only`: flags whatever holds a goods term, whatever stands around it. */
  readonly baseline: FlagCounts
  /** Rows are the truth, columns what was proposed. */
  readonly confusion: Readonly<Record<Verdict, Readonly<Record<Verdict, number>>>>
  readonly byCategory: Readonly<Record<string, SliceCounts>>
  readonly byPlatform: Readonly<Record<string, SliceCounts>>
  readonly byEvasion: Readonly<Record<string, SliceCounts>>
  /** Shares of the listings that both a person and the machine flagged. */
  readonly categoryAccuracy: number | null
  readonly offenceAccuracy: number | null
  readonly agencies: {
    /** Share of expected agencies that were proposed. */
    readonly covered: number | null
    /** Agencies proposed beyond the expected ones, per listing. */
    readonly meanExtras: number | null
  }
}

const DENY: ReadonlySet<TermKind> = new Set(['species', 'product', 'gear', 'code-word'])

export function evaluate(pairs: readonly LabelledAssessment[]): Evaluation {
  const clear = pairs.filter(({ truth }) => !truth.ambiguous)
  const both = clear.filter(({ truth, assessment }) => truth.label !== 'legal' && isFlagged(assessment))
  const right = (key: 'category' | 'offence') =>
    share(both.filter(({ truth, assessment }) => truth[key] === assessment[key]).length, both.length)
  return {
    listings: clear.length,
    ambiguous: pairs.length - clear.length,
    ...countFlags(clear, ({ assessment }) => isFlagged(assessment)),
    baseline: countFlags(clear, ({ assessment }) => assessment.matches.some(({ kind }) => DENY.has(kind))),
    confusion: confusionOf(clear),
    byCategory: slices(clear, ({ truth }) => [truth.category]),
    byPlatform: slices(clear, ({ truth }) => [truth.platform]),
    byEvasion: slices(clear, ({ truth }) => (truth.evasion.length > 0 ? truth.evasion : ['none'])),
    categoryAccuracy: right('category'),
    offenceAccuracy: right('offence'),
    agencies: agencyCounts(both),
  }
}

function countFlags(
  pairs: readonly LabelledAssessment[],
  flags: (pair: LabelledAssessment) => boolean,
): FlagCounts {
  const count = (wanted: (label: Verdict) => boolean, flagged: boolean) =>
    pairs.filter((pair) => wanted(pair.truth.label) && flags(pair) === flagged).length
  const truePositives = count((label) => label !== 'legal', true)
  const falsePositives = count((label) => label === 'legal', true)
  const falseNegatives = count((label) => label !== 'legal', false)
  const trueNegatives = count((label) => label === 'legal', false)
  const illegal = pairs.filter(({ truth }) => truth.label === 'illegal').length
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    recallOnIllegal: share(
      count((label) => label === 'illegal', true),
      illegal,
    ),
    falseAlarmRate: share(falsePositives, falsePositives + trueNegatives),
  }
}

function confusionOf(pairs: readonly LabelledAssessment[]): Evaluation['confusion'] {
  const row = () => ({ illegal: 0, suspect: 0, legal: 0 })
  const table = { illegal: row(), suspect: row(), legal: row() }
  for (const { truth, assessment } of pairs) table[truth.label][assessment.verdict] += 1
  return table
}

function slices(
  pairs: readonly LabelledAssessment[],
  keysOf: (pair: LabelledAssessment) => readonly string[],
): Record<string, SliceCounts> {
  const groups = new Map<string, LabelledAssessment[]>()
  for (const pair of pairs) {
    for (const key of keysOf(pair)) groups.set(key, [...(groups.get(key) ?? []), pair])
  }
  return Object.fromEntries(
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, group]) => [key, sliceOf(group)]),
  )
}

function sliceOf(group: readonly LabelledAssessment[]): SliceCounts {
  const { truePositives, falsePositives, recall, falseAlarmRate } = countFlags(group, ({ assessment }) =>
    isFlagged(assessment),
  )
  return { listings: group.length, flagged: truePositives + falsePositives, recall, falseAlarmRate }
}

function agencyCounts(pairs: readonly LabelledAssessment[]): Evaluation['agencies'] {
  let expected = 0
  let covered = 0
  let extras = 0
  for (const { truth, assessment } of pairs) {
    expected += truth.expected_agencies.length
    covered += truth.expected_agencies.filter((agency) => assessment.agencies.includes(agency)).length
    extras += assessment.agencies.filter((agency) => !truth.expected_agencies.includes(agency)).length
  }
  return { covered: share(covered, expected), meanExtras: share(extras, pairs.length) }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
