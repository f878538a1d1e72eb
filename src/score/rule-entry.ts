import type { Rule, RuleCases } from '../domain/rule.ts'

/** A rule as it stands in its file. */
export interface RuleEntry {
  readonly rule: Rule
  readonly cases: RuleCases
  readonly file: string
  /** 1-based line at which a path starts; the nearest parent that exists where the path does not. */
  lineOf(path: readonly PropertyKey[]): number
}

export const PROBLEM_KINDS = [
  'unsatisfiable',
  'unknown',
  'duplicate',
  'pattern',
  'exclusion',
  'metadata',
  'backtest',
  'hunting',
] as const

/** Something a rule says that cannot be meant, or that is missing. In Chinese: analysts read it. */
export interface RuleProblem {
  readonly ruleId: string
  readonly kind: (typeof PROBLEM_KINDS)[number]
  readonly path: readonly PropertyKey[]
  readonly problem: string
}

/** Every condition of a rule with its path, those that must hold first. */
export function conditionsOf({ detection }: Rule) {
  return (['all', 'any', 'not'] as const).flatMap((part) =>
    detection[part].map((condition, index) => ({
      part,
      index,
      condition,
      path: ['detection', part, index] as const,
    })),
  )
}
