import type { RankLimits } from '../../domain/ranker.ts'
import type { Verdict } from '../../domain/vocabulary.ts'

/** What a limit is chosen on: a rank by a model that had not seen the listing. */
interface Tried {
  readonly rank: number
  readonly example: {
    readonly flagged: boolean
    readonly verdict: Verdict
    readonly mayRaise: boolean
    readonly mayLower: boolean
  }
}

/** Fewer moved listings than this prove nothing. */
const MIN_MOVED = 8
/** Of the listings raised at least this share must be unlawful; of those lowered, lawful. Lowering hides, so it asks more. */
const RAISED_RIGHT = 0.65
const LOWERED_RIGHT = 0.8

/** The widest limits at which the moves were right often enough on unseen listings; null where there are none. */
export function chooseLimits(tried: readonly Tried[]): RankLimits {
  const raisable = tried.filter(({ example }) => example.verdict === 'legal' && example.mayRaise)
  const lowerable = tried.filter(({ example }) => example.verdict === 'suspect' && example.mayLower)
  const raiseFrom = widest(
    raisable.map(({ rank, example }) => ({ reach: rank, right: example.flagged })),
    RAISED_RIGHT,
  )
  const lowerTo = widest(
    lowerable.map(({ rank, example }) => ({ reach: 1 - rank, right: !example.flagged })),
    LOWERED_RIGHT,
  )
  return {
    raiseFrom: raiseFrom === undefined ? null : Math.max(0.5, raiseFrom),
    lowerTo: lowerTo === undefined ? null : Math.min(0.5, 1 - lowerTo),
  }
}

function widest(
  moves: readonly { readonly reach: number; readonly right: boolean }[],
  wanted: number,
): number | undefined {
  const ordered = moves.toSorted((a, b) => b.reach - a.reach)
  let found: number | undefined
  let right = 0
  for (const [index, move] of ordered.entries()) {
    right += move.right ? 1 : 0
    if (index + 1 >= MIN_MOVED && right >= wanted * (index + 1)) found = move.reach
  }
  return found
}
