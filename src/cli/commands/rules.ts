import { Command } from 'commander'
import { FeedListing } from '../../domain/labelled-listing.ts'
import { feedToListing } from '../../extract/parse-feed.ts'
import { judge } from '../../pipeline.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Definitions, Services } from '../services.ts'

export function rulesCommand(services: Services, exit: Exit): Command {
  const command = new Command('rules').description('检查规则文件及其用例')
  command
    .command('test')
    .description('运行每条规则旁的用例')
    .action(() => {
      const definitions = services.definitions()
      const failures = definitions.rules.flatMap((entry) => failedCases(entry, definitions))
      for (const failure of failures) services.io.out(failure)
      services.io.out(`${definitions.rules.length} 条规则，${failures.length} 个用例不符`)
      exit(failures.length > 0 ? EXIT.definition : EXIT.ok)
    })
  return command
}

function failedCases({ rule, cases }: Definitions['rules'][number], definitions: Definitions): string[] {
  const fires = (entry: (typeof cases.fires)[number]): boolean => {
    const listing = feedToListing(FeedListing.parse({ id: rule.id, ...entry }), 'case')
    return judge(listing, definitions).findings.some(({ ruleId }) => ruleId === rule.id)
  }
  return [
    ...cases.fires
      .filter((entry) => !fires(entry))
      .map(({ title }) => `${rule.title}：应命中而未命中：${title}`),
    ...cases.silent.filter(fires).map(({ title }) => `${rule.title}：不应命中而命中：${title}`),
  ]
}
