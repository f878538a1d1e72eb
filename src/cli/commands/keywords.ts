import { Command } from 'commander'
import { type Collision, findCollisions } from '../../match/find-collisions.ts'
import { type LexiconProblem, lintLexicon } from '../../match/lint-lexicon.ts'
import { matchListing } from '../../match/match-listing.ts'
import { testLexicon } from '../../match/test-lexicon.ts'
import { describeMatches } from '../describe-matches.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'
import { keywordsWatchCommand } from './keywords-watch.ts'

export function keywordsCommand(services: Services, exit: Exit): Command {
  return new Command('keywords')
    .description('检查词库，查看一段文字命中什么')
    .addCommand(lintCommand(services, exit))
    .addCommand(testCommand(services, exit))
    .addCommand(keywordsWatchCommand(services, exit))
    .addCommand(explainCommand(services, exit))
}

function lintCommand(services: Services, exit: Exit): Command {
  return new Command('lint')
    .description('检查词库文件（发布的和本单位的）')
    .option('--against <文件>', '再读一份寻常文字（一行一条），列出会被当成变形的说法')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { against?: string; json?: boolean }) => {
      const { terms, lexicon, policy } = services.definitions()
      const taxa = { has: (name: string) => policy.taxa.find(name) !== undefined }
      const problems = lintLexicon(terms, lexicon, taxa)
      const lines = flags.against === undefined ? [] : services.readText(flags.against).split('\n')
      const collisions = findCollisions(lines, lexicon)
      services.io.out(
        flags.json
          ? JSON.stringify({ terms: terms.length, problems, collisions })
          : [
              ...problemLines(problems, services),
              ...collisions.map(collisionLine),
              `${terms.length} 个词条，${problems.length} 处问题`,
            ].join('\n'),
      )
      exit(problems.length > 0 ? EXIT.definition : EXIT.ok)
    })
}

/** The files are read again to say where a term stands: only where something is wrong with one. */
function problemLines(problems: readonly LexiconProblem[], services: Services): string[] {
  if (problems.length === 0) return []
  const places = services.termPlaces()
  return problems.map(({ termId, problem }) => `${places.get(termId) ?? '？'} ${termId}：${problem}`)
}

function collisionLine({ count, text, termId, example }: Collision): string {
  return `${count} 次 「${text}」 被当成 ${termId}：${example}`
}

function testCommand(services: Services, exit: Exit): Command {
  return new Command('test')
    .description('逐条运行词条自带的例子（examples）和变体')
    .option('--json', '在标准输出给出一份 JSON')
    .action((flags: { json?: boolean }) => {
      const { terms, lexicon } = services.definitions()
      const run = testLexicon(terms, lexicon)
      const lines = run.failed.map(({ termId, text, problem }) => `${termId}：${problem}：${text}`)
      const sum = `${run.examples} 个例子，${run.failed.length} 个不符`
      services.io.out(flags.json ? JSON.stringify(run) : [...lines, sum].join('\n'))
      exit(run.failed.length > 0 ? EXIT.definition : EXIT.ok)
    })
}

function explainCommand(services: Services, exit: Exit): Command {
  return new Command('explain')
    .description('一段文字命中哪些词、在哪里、用了什么手法')
    .argument('<文字>')
    .option('--json', '在标准输出给出一份 JSON')
    .action((text: string, flags: { json?: boolean }) => {
      const { lexicon } = services.definitions()
      const found = matchListing({ title: text, body: '' }, lexicon)
      services.io.out(flags.json ? JSON.stringify(found) : describeMatches(found, lexicon))
      exit(EXIT.ok)
    })
}
