import type { RuleCases } from '../domain/rule.ts'
import type { RuleEntry, RuleProblem } from './rule-entry.ts'

/** Words that stand where an answer should. */
const NO_ANSWER = /^(?:未知|不详|待补|待查|待定|暂无|无|没有|略|同上|unknown|none|todo|tbd|n\/a)[。.…!！]*$/i

/** What the schema cannot see: fields that are filled in and say nothing, cases that contradict each other. */
export function metadataProblems({ rule, cases }: RuleEntry): RuleProblem[] {
  const { title, description, references, falsePositives, author, date, modified } = rule
  const problems: [path: PropertyKey[], problem: string | false][] = [
    [['description'], isNoAnswer(description) && '没有说明（description）'],
    [['description'], description.trim() === title.trim() && '说明（description）只是重复标题'],
    [['author'], isNoAnswer(author) && '没有写明作者（author）'],
    [['modified'], modified !== undefined && modified < date && '修改日期（modified）早于制定日期（date）'],
    ...references.map((text, index): [PropertyKey[], string | false] => [
      ['references', index],
      isNoAnswer(text) && '没有写明依据或来源（references）',
    ]),
    ...falsePositives.map((text, index): [PropertyKey[], string | false] => [
      ['falsePositives', index],
      isNoAnswer(text) && '没有写明在哪些情形下会误报（falsePositives）',
    ]),
    ...casesProblems(cases).map((problem): [PropertyKey[], string] => [[], problem]),
  ]
  return problems.flatMap(([path, problem]) =>
    problem === false ? [] : [{ ruleId: rule.id, kind: 'metadata' as const, path, problem }],
  )
}

function isNoAnswer(text: string): boolean {
  return NO_ANSWER.test(text.trim())
}

function casesProblems({ fires, silent }: RuleCases): string[] {
  const seen = new Set<string>()
  return [...fires, ...silent].flatMap((entry) => {
    const key = JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (seen.has(key)) return [`用例重复或自相矛盾：“${entry.title}”写了不止一次`]
    seen.add(key)
    return []
  })
}
