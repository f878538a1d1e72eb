/**
 * What moves a conclusion otherwise than by adding points. Each shows itself as a finding when it acts, so that the score
 * stays the sum of what is shown; rules/README.md lists them, and a test compares the two.
 */
export const OVERRIDES = {
  'base.floor': '研判结论下限',
  'base.floor-void': '研判结论下限不适用',
  'base.ceiling': '研判结论上限',
  'base.rank-raise': '排序模型提请复核',
  'base.rank-lower': '排序模型判为无需复核',
  'base.level': '等级上调',
} as const
export type OverrideId = keyof typeof OVERRIDES

export function isOverride(ruleId: string): ruleId is OverrideId {
  return Object.hasOwn(OVERRIDES, ruleId)
}
