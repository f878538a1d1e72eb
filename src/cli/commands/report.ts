import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { writeReport } from '../../jobs/write-report.ts'
import { describeRun } from '../describe-run.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function reportCommand(services: Services, exit: Exit): Command {
  return new Command('report')
    .description('重新生成一次扫描的标记信息报告（HTML 与 CSV）')
    .option('--run <批次>', '默认最近一次')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: { run?: string; json?: boolean }) => {
      const run = flags.run ? await services.cases().runById(flags.run) : await services.cases().latestRun()
      if (!run) throw new InputError(flags.run ? `没有批次 ${flags.run}` : '还没有扫描过')
      const report = await writeReport(run, services.reportPorts())
      services.io.out(
        flags.json
          ? JSON.stringify({ runId: run.runId, report: report.html, csv: report.csv })
          : describeRun(run, report),
      )
      exit(EXIT.ok)
    })
}
