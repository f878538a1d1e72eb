import { Command } from 'commander'
import type { Match, MatchSet } from '../../domain/match.ts'
import { EVASION_LABEL } from '../../domain/vocabulary.ts'
import { lintLexicon } from '../../match/lint-lexicon.ts'
import { matchListing } from '../../match/match-listing.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function keywordsCommand(services: Services, exit: Exit): Command {
  const command = new Command('keywords').description('检查词库，查看一段文字命中什么')
  command
    .command('lint')
    .description('检查词库文件（发布的和本单位的）')
    .action(() => {
      const { terms } = services.definitions()
      const problems = lintLexicon(terms)
      for (const { termId, problem } of problems) services.io.out(`${termId}：${problem}`)
      services.io.out(`${terms.length} 个词条，${problems.length} 处问题`)
      exit(problems.length > 0 ? EXIT.definition : EXIT.ok)
    })
  command
    .command('explain')
    .description('一段文字命中哪些词、在哪里、用了什么手法')
    .argument('<文字>')
    .option('--json', '在标准输出给出一份 JSON')
    .action((text: string, flags: { json?: boolean }) => {
      const found = matchListing({ title: text, body: '' }, services.definitions().lexicon)
      services.io.out(flags.json ? JSON.stringify(found) : describe(found))
      exit(EXIT.ok)
    })
  return command
}

function describe({ matches, benign }: MatchSet): string {
  const lines = [
    ...matches.map((match) => matchLine(match, match.kind, evasionsOf(match))),
    ...benign.map((match) => matchLine(match, '无害用语', evasionsOf(match))),
  ]
  return lines.join('\n') || '没有命中'
}

function matchLine({ start, end, text, termId }: Match, kind: string, how: string): string {
  return `${start}–${end} 「${text}」 ${termId}（${kind}） ${how}`
}

function evasionsOf({ evasions }: Match): string {
  return evasions.map((evasion) => EVASION_LABEL[evasion]).join('、') || '原文'
}
