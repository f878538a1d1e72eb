import { Command } from 'commander'
import { feedToListing, parseJsonLines } from '../../extract/parse-feed.ts'
import { judge } from '../../pipeline.ts'
import { explainAssessment } from '../../score/explain.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function assessCommand(services: Services, exit: Exit): Command {
  return new Command('assess')
    .description('研判 JSON 行文件（或标准输入 -）中的每条信息，按原顺序每行输出一份结果')
    .argument('<文件>', '.jsonl 文件，- 为标准输入')
    .option('--json', '每行一份 JSON（默认）')
    .option('--explain', '用中文逐条说明')
    .action((file: string, flags: { explain?: boolean }) => {
      const { rows, rejects } = parseJsonLines(services.readText(file))
      const definitions = services.definitions()
      for (const { value } of rows) {
        const listing = feedToListing(value, 'assess')
        const assessment = judge(listing, definitions)
        const { listingId: _, ...rest } = assessment
        services.io.out(
          flags.explain
            ? `${explainAssessment(assessment, listing)}\n`
            : JSON.stringify({ id: value.id, ...rest }),
        )
      }
      for (const { line, reason } of rejects) services.io.err(`第 ${line} 行未研判：${reason}`)
      exit(rejects.length > 0 ? EXIT.partial : EXIT.ok)
    })
}
