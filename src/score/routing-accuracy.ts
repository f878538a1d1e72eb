import type { Agency } from '../domain/vocabulary.ts'
import { isWanted, type LabelledAssessment, PROGRAM, share } from './flag-counts.ts'

/**
 * Of the listings that both a person and the program flagged, unless said otherwise. The primary body is the first
 * that the label names: the one that leads the case.
 */
export interface RoutingAccuracy {
  /** Share of expected bodies that were proposed. */
  readonly covered: number | null
  /** Bodies proposed beyond the expected ones, per listing. */
  readonly meanExtras: number | null
  /** Exactly the expected bodies, in any order. */
  readonly exact: number | null
  /** The primary body is among the proposed ones. */
  readonly primaryProposed: number | null
  /** The primary body is the first one proposed. */
  readonly primaryFirst: number | null
  /** Of all listings that a person flagged: the primary body is proposed. What is missed reaches nobody. */
  readonly primaryReached: number | null
}

export function routingAccuracy(pairs: readonly LabelledAssessment[]): RoutingAccuracy {
  const wanted = pairs.filter((pair) => isWanted(pair) && pair.truth.expected_agencies.length > 0)
  const both = wanted.filter((pair) => PROGRAM.flags(pair))
  const routes = both.map(compareRouting)
  const total = (count: (route: ComparedRouting) => number) =>
    routes.reduce((sum, route) => sum + count(route), 0)
  const expected = total((route) => route.expected.length)
  const proposed = total(({ primaryProposed }) => Number(primaryProposed))
  return {
    covered: share(expected - total(({ missing }) => missing.length), expected),
    meanExtras: share(
      total(({ extra }) => extra.length),
      both.length,
    ),
    exact: share(
      total(({ missing, extra }) => Number(missing.length + extra.length === 0)),
      both.length,
    ),
    primaryProposed: share(proposed, both.length),
    primaryFirst: share(
      total(({ primaryFirst }) => Number(primaryFirst)),
      both.length,
    ),
    primaryReached: share(proposed, wanted.length),
  }
}

export interface ComparedRouting {
  readonly expected: readonly Agency[]
  readonly missing: readonly Agency[]
  readonly extra: readonly Agency[]
  readonly primaryProposed: boolean
  readonly primaryFirst: boolean
}

export function compareRouting({ truth, assessment }: LabelledAssessment): ComparedRouting {
  const expected = truth.expected_agencies
  const { agencies } = assessment
  const [primary] = expected
  return {
    expected,
    missing: expected.filter((agency) => !agencies.includes(agency)),
    extra: agencies.filter((agency) => !expected.includes(agency)),
    primaryProposed: primary !== undefined && agencies.includes(primary),
    primaryFirst: primary !== undefined && agencies[0] === primary,
  }
}
