import type { MatchSet } from '../../domain/match.ts'
import type { RankLimits } from '../../domain/ranker.ts'
import { OVERRIDES } from '../overrides.ts'
import { GOODS } from '../settle-matches.ts'
import { type Scored, SUSPECT_FROM } from '../verdict.ts'
import type { Weighed } from '../weigh-listing.ts'

/** A legal listing may be shown to a person only where a good was found; the rank alone never speaks. */
export function mayRaise(found: MatchSet): boolean {
  return found.matches.some(({ kind }) => GOODS.has(kind))
}

/** What a rule insists on, by a floor or by holding a graver sum down to suspect, is not taken back. */
export function mayLower({ firings }: Pick<Weighed, 'firings'>): boolean {
  return !firings.some(({ compiled }) => compiled.rule.floor ?? compiled.rule.ceiling === 'suspect')
}

export type Move = 'raise' | 'lower'

/** Only between legal and suspect, one step, and only beyond limits that cross-validation found; null limits move nothing. */
export function moveOf(
  rank: number,
  { raiseFrom, lowerTo }: RankLimits,
  {
    verdict,
    mayRaise: raisable,
    mayLower: lowerable,
  }: { verdict: string; mayRaise: boolean; mayLower: boolean },
): Move | undefined {
  if (verdict === 'legal' && raisable && raiseFrom !== null && rank >= raiseFrom) return 'raise'
  if (verdict === 'suspect' && lowerable && lowerTo !== null && rank <= lowerTo) return 'lower'
  return undefined
}

/** A move is a finding of its own, so that the score stays the sum of what is shown. */
export function moveVerdict(
  weighed: Weighed,
  found: MatchSet,
  { rank, limits }: { readonly rank: number; readonly limits: RankLimits },
): Scored {
  const { scored } = weighed
  const situation = { verdict: scored.verdict, mayRaise: mayRaise(found), mayLower: mayLower(weighed) }
  const move = moveOf(rank, limits, situation)
  if (!move) return scored
  const score = move === 'raise' ? SUSPECT_FROM : SUSPECT_FROM - 1
  const ruleId = `base.rank-${move}` as const
  const finding = {
    ruleId,
    title: OVERRIDES[ruleId],
    points: score - scored.score,
    why: `排序模型给出的可能性为 ${Math.round(rank * 100)}%（只在限度内改变结论）`,
  }
  return { score, verdict: move === 'raise' ? 'suspect' : 'legal', findings: [...scored.findings, finding] }
}
