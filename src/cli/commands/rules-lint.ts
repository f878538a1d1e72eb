import { Command } from 'commander'
import { ruleHash } from '../../jobs/rule-hash.ts'
import { lintRules } from '../../score/lint-rules.ts'
import type { RuleEntry, RuleProblem } from '../../score/rule-entry.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

interface PlacedProblem {
  /** `file:line` */
  readonly place: string
  readonly kind: RuleProblem['kind'] | 'schema'
  readonly problem: string
  readonly ruleId?: string
  readonly title?: string
}

export function rulesLintCommand(services: Services, exit: Exit): Command {
  return new Command('lint')
    .description(
      '检查规则文件（发布的和本单位的）：永不命中、重复、易回溯的模式、所指不存在、说明不全、未经回测而标为 stable',
    )
    .option('--over <文件或文件夹>', '把拟改的规则盖在现有规则上一并检查')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { over?: string; json?: boolean }) => {
      const { rules, problems: unread } = services.ruleFiles(flags.over)
      const found = lintRules(rules, {
        terms: services.terms(),
        backtests: services.backtests(),
        hashOf: ruleHash,
      })
      const problems = [...unread.flatMap(placedLines), ...placed(found, rules)]
      services.io.out(
        flags.json
          ? JSON.stringify({ rules: rules.length, problems })
          : [
              ...problems.map(
                ({ place, title, problem }) => `${place}: ${title ? `${title}：` : ''}${problem}`,
              ),
              `${rules.length} 条规则，${problems.length} 处问题`,
            ].join('\n'),
      )
      exit(problems.length > 0 ? EXIT.definition : EXIT.ok)
    })
}

function placed(problems: readonly RuleProblem[], rules: readonly RuleEntry[]): PlacedProblem[] {
  const byId = new Map(rules.map((entry) => [entry.rule.id, entry]))
  return problems.flatMap(({ ruleId, kind, path, problem }) => {
    const entry = byId.get(ruleId)
    if (!entry) return []
    return [{ place: `${entry.file}:${entry.lineOf(path)}`, kind, ruleId, title: entry.rule.title, problem }]
  })
}

/** Files that cannot be read as rules say so themselves, several lines to a file. */
function placedLines(message: string): PlacedProblem[] {
  return message.split('\n').map((line) => {
    const [, place, problem] = /^(.+?:\d+): (.*)$/.exec(line) ?? []
    return { place: place ?? '？', kind: 'schema', problem: problem ?? line }
  })
}
