import type { BacktestRecord } from '../domain/backtest.ts'
import type { Rule } from '../domain/rule.ts'

/** Fewer hits whose answer is known prove nothing. */
export const STABLE_HITS = 5
/** Of those, at least this share must be right. */
export const STABLE_SHARE = 0.9

/** What the back-tests of a rule as it is say about its status, best record first asked. */
export type Standing =
  | { readonly proved: true }
  | {
      readonly proved: false
      readonly why: 'no-record' | 'changed' | 'never-fired' | 'too-few' | 'too-often-wrong'
      readonly known: number
      readonly right: number
    }

export function standingOf({ id }: Rule, hash: string, backtests: readonly BacktestRecord[]): Standing {
  const records = backtests.filter(({ rule }) => rule === id)
  const current = records.filter(({ ruleHash }) => ruleHash === hash)
  if (current.length === 0) return unproved(records.length > 0 ? 'changed' : 'no-record')
  if (current.every(({ fired }) => fired === 0)) return unproved('never-fired')
  const best = current.reduce((a, b) => (knownOf(b) > knownOf(a) ? b : a))
  const [known, right] = [knownOf(best), best.right ?? 0]
  if (known < STABLE_HITS) return { ...unproved('too-few'), known, right }
  if (right < STABLE_SHARE * known) return { ...unproved('too-often-wrong'), known, right }
  return { proved: true }
}

/** The status that a rule has earned. Nets and rules that are switched off keep theirs. */
export function earnedStatus(rule: Rule, hash: string, backtests: readonly BacktestRecord[]): Rule['status'] {
  if (rule.status === 'deprecated' || rule.purpose === 'hunting') return rule.status
  const standing = standingOf(rule, hash, backtests)
  if (standing.proved) return 'stable'
  return standing.why === 'never-fired' || standing.why === 'no-record' ? 'experimental' : 'test'
}

function knownOf({ right = 0, wrong = 0 }: BacktestRecord): number {
  return right + wrong
}

function unproved(why: Exclude<Standing, { proved: true }>['why']) {
  return { proved: false as const, why, known: 0, right: 0 }
}
