import { Command } from 'commander'
import type { VerifyReport } from '../../domain/evidence.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function verifyCommand(services: Services, exit: Exit): Command {
  return new Command('verify')
    .description('离线核验证据包文件夹或移送材料包（.zip）自固定以来是否完整')
    .argument('<路径...>', '证据包文件夹或材料包')
    .option('--json', '每个路径一行 JSON')
    .action(async (paths: string[], flags: { json?: boolean }) => {
      const reports: VerifyReport[] = []
      for (const target of paths) {
        const report = await services.verify(target)
        services.io.out(flags.json ? JSON.stringify(report) : describe(report))
        reports.push(report)
      }
      exit(reports.every(({ ok }) => ok) ? EXIT.ok : EXIT.verifyFailed)
    })
}

function describe({ ok, path, filesChecked, custodyEntries, problems }: VerifyReport): string {
  if (ok) return `完整  ${path}：${filesChecked} 个文件、${custodyEntries} 条保管记录与固定时一致`
  const lines = problems.map((entry) => `  ${entry.path}：${entry.problem}`)
  return [`不完整  ${path}：${problems.length} 处问题`, ...lines].join('\n')
}
