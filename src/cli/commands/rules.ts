import { Command } from 'commander'
import { firesOn } from '../../jobs/try-case.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Definitions, Services } from '../services.ts'
import { rulesBacktestCommand } from './rules-backtest.ts'
import { rulesHuntCommand } from './rules-hunt.ts'
import { rulesLintCommand } from './rules-lint.ts'

export function rulesCommand(services: Services, exit: Exit): Command {
  return new Command('rules')
    .description('检查规则文件，运行用例，用已有信息回测改动，用狩猎规则检索')
    .addCommand(rulesLintCommand(services, exit))
    .addCommand(testCommand(services, exit))
    .addCommand(rulesBacktestCommand(services, exit))
    .addCommand(rulesHuntCommand(services, exit))
}

function testCommand(services: Services, exit: Exit): Command {
  return new Command('test')
    .description('运行每条规则旁的用例')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { json?: boolean }) => {
      const definitions = services.definitions()
      const failures = definitions.rules.flatMap((entry) => failedCases(entry, definitions))
      services.io.out(
        flags.json
          ? JSON.stringify({ rules: definitions.rules.length, failures })
          : [
              ...failures.map(({ place, problem }) => `${place}: ${problem}`),
              `${definitions.rules.length} 条规则，${failures.length} 个用例不符`,
            ].join('\n'),
      )
      exit(failures.length > 0 ? EXIT.definition : EXIT.ok)
    })
}

interface FailedCase {
  readonly place: string
  readonly ruleId: string
  readonly problem: string
}

function failedCases(
  { rule, cases, file }: Definitions['rules'][number],
  definitions: Definitions,
): FailedCase[] {
  const fires = (entry: (typeof cases.fires)[number]): boolean => {
    return firesOn(rule, entry, definitions)
  }
  const problems = [
    ...cases.fires
      .filter((entry) => !fires(entry))
      .map(({ title }) => `${rule.title}：应命中而未命中：${title}`),
    ...cases.silent.filter(fires).map(({ title }) => `${rule.title}：不应命中而命中：${title}`),
  ]
  return problems.map((problem) => ({ place: `${file}:1`, ruleId: rule.id, problem }))
}
