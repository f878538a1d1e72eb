import { Command } from 'commander'
import { type Collision, findCollisions } from '../../match/find-collisions.ts'
import { lintLexicon } from '../../match/lint-lexicon.ts'
import { matchListing } from '../../match/match-listing.ts'
import { testLexicon } from '../../match/test-lexicon.ts'
import { describeMatches } from '../describe-matches.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'
import { keywordsWatchCommand } from './keywords-watch.ts'

export function keywordsCommand(services: Services, exit: Exit): Command {
  const command = new Command('keywords').description('检查词库，查看一段文字命中什么')
  command
    .command('lint')
    .description('检查词库文件（发布的和本单位的）')
    .option('--against <文件>', '再读一份寻常文字（一行一条），列出会被当成变形的说法')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { against?: string; json?: boolean }) => {
      const { terms, lexicon } = services.definitions()
      const problems = lintLexicon(terms, lexicon)
      const lines = flags.against === undefined ? [] : services.readText(flags.against).split('\n')
      const collisions = findCollisions(lines, lexicon)
      if (flags.json) services.io.out(JSON.stringify({ terms: terms.length, problems, collisions }))
      else {
        for (const { termId, problem } of problems) services.io.out(`${termId}：${problem}`)
        for (const each of collisions) services.io.out(collisionLine(each))
        services.io.out(`${terms.length} 个词条，${problems.length} 处问题`)
      }
      exit(problems.length > 0 ? EXIT.definition : EXIT.ok)
    })
  command
    .command('test')
    .description('逐条运行词条自带的例子（examples）和变体')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { json?: boolean }) => {
      const { terms, lexicon } = services.definitions()
      const run = testLexicon(terms, lexicon)
      if (flags.json) services.io.out(JSON.stringify(run))
      else {
        for (const { termId, text, problem } of run.failed) services.io.out(`${termId}：${problem}：${text}`)
        services.io.out(`${run.examples} 个例子，${run.failed.length} 个不符`)
      }
      exit(run.failed.length > 0 ? EXIT.definition : EXIT.ok)
    })
  command.addCommand(keywordsWatchCommand(services, exit))
  command
    .command('explain')
    .description('一段文字命中哪些词、在哪里、用了什么手法')
    .argument('<文字>')
    .option('--json', '在标准输出给出一份 JSON')
    .action((text: string, flags: { json?: boolean }) => {
      const found = matchListing({ title: text, body: '' }, services.definitions().lexicon)
      services.io.out(flags.json ? JSON.stringify(found) : describeMatches(found))
      exit(EXIT.ok)
    })
  return command
}

function collisionLine({ count, text, termId, example }: Collision): string {
  return `${count} 次 「${text}」 被当成 ${termId}：${example}`
}
