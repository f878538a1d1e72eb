import type { Rule } from '../domain/rule.ts'
import type { RuleEntry, RuleProblem } from './rule-entry.ts'

/** Keys that act on score or verdict, which a hunting rule never does. */
const WITHOUT_EFFECT = ['group', 'ceiling', 'floor', 'tunes'] as const

/** Nets and rules that raise leads are told apart by `purpose`, and lie apart so that a reader sees it at once. */
export function huntingProblems({ rule, file }: RuleEntry): RuleProblem[] {
  const liesApart = /[\\/]hunting[\\/]/.test(file)
  if (rule.purpose === 'detection') {
    return liesApart
      ? [asProblem(rule, 'purpose', 'hunting/ 中只放狩猎规则：写上 purpose: hunting，或移到所属类别的文件夹')]
      : []
  }
  return [
    ...(liesApart ? [] : [asProblem(rule, 'purpose', '狩猎规则（purpose: hunting）应放在 hunting/ 中')]),
    ...(rule.points === 0 ? [] : [asProblem(rule, 'points', '狩猎规则不计分：points 写 0')]),
    ...WITHOUT_EFFECT.filter((key) => rule[key] !== undefined).map((key) =>
      asProblem(rule, key, `狩猎规则不改变分值和结论，${key} 不起作用`),
    ),
    ...(rule.status === 'stable'
      ? [asProblem(rule, 'status', '狩猎规则只供按需检索，不能标为 stable：改成检出规则并回测之后再标')]
      : []),
  ]
}

function asProblem(rule: Rule, key: keyof Rule, problem: string): RuleProblem {
  return { ruleId: rule.id, kind: 'hunting', path: [key], problem }
}
