import { Command } from 'commander'
import { describeReport } from '../../capture/verify-report.ts'
import type { VerifyReport } from '../../domain/evidence.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

interface VerifyFlags {
  readonly json?: boolean
  readonly roots?: string
  readonly page?: string
}

export function verifyCommand(services: Services, exit: Exit): Command {
  return new Command('verify')
    .description('离线核验证据文件夹、导出文件夹、WACZ 或移送材料包（.zip）自固定以来是否完整')
    .argument('[路径...]', '证据文件夹、导出文件夹、WACZ 或材料包')
    .option('--roots <文件>', '只信任这些时间戳根证书（PEM）；不给则用证据包内的，并在报告中注明')
    .option('--page <文件>', '另写出一个单文件网页核验工具（HTML），可在任何电脑的浏览器中离线使用')
    .option('--json', '每个路径一行 JSON')
    .action(async (paths: string[], flags: VerifyFlags, command: Command) => {
      if (paths.length === 0 && flags.page === undefined) command.error('缺少要核验的路径')
      exit(await verify(paths, flags, services))
    })
}

async function verify(paths: readonly string[], flags: VerifyFlags, services: Services): Promise<ExitCode> {
  if (flags.page !== undefined) {
    await services.writeFile(flags.page, await services.verifyPage())
    services.io.err(`网页核验工具 ${flags.page}`)
  }
  const reports: VerifyReport[] = []
  for (const target of paths) {
    const report = await services.verify(target, flags.roots)
    services.io.out(flags.json ? JSON.stringify(report) : describeReport(report))
    reports.push(report)
  }
  return reports.every(({ ok }) => ok) ? EXIT.ok : EXIT.verifyFailed
}
