import { Command } from 'commander'
import { TIMESTAMP_STATE_LABEL, type TokenReport, type VerifyReport } from '../../domain/evidence.ts'
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
    services.io.out(flags.json ? JSON.stringify(report) : describe(report))
    reports.push(report)
  }
  return reports.every(({ ok }) => ok) ? EXIT.ok : EXIT.verifyFailed
}

function describe(report: VerifyReport): string {
  const { ok, path, filesChecked, custodyEntries, problems, notes, merkleRoot } = report
  const head = ok
    ? `完整  ${path}：${filesChecked} 个文件、${custodyEntries} 条保管记录，固定后未变`
    : `不完整  ${path}：${problems.length} 处问题`
  return [
    head,
    ...problems.map((entry) => `  ${entry.path}：${entry.problem}`),
    ...(merkleRoot ? [`  默克尔根 ${merkleRoot}`] : []),
    `  时间戳 ${TIMESTAMP_STATE_LABEL[report.timestampState]}`,
    ...report.tokens.map(describeToken),
    ...report.signatures.map(
      ({ algorithm, signer, keySha256 }) =>
        `  签名 ${algorithm ?? '无法读取'}，${signer ?? '签名人见公钥'}，公钥 SHA-256 ${keySha256 ?? '无法读取'}`,
    ),
    ...notes.map((note) => `  注意 ${note}`),
  ].join('\n')
}

const ROOTS_LABEL: Record<TokenReport['roots'], string> = {
  given: '所给的根证书',
  bundled: '证据包内的根证书',
  none: '没有根证书',
}

function describeToken(token: TokenReport): string {
  const { path, authority = '未知', genTime = '未知', imprint = '未知', secondsAfterCapture, roots } = token
  const late = secondsAfterCapture === undefined ? '' : `，采集后 ${secondsAfterCapture} 秒`
  const revoked = token.revocation === 'crl' ? '已查吊销列表' : '未查吊销'
  return `  ${path}：${genTime}（UTC）${late}，${authority}，摘要 ${imprint}，按${ROOTS_LABEL[roots]}核验，${revoked}`
}
