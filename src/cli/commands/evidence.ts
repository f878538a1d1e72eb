import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { TIMESTAMP_STATE_LABEL } from '../../domain/evidence.ts'
import { exportEvidence } from '../../jobs/export-evidence.ts'
import { type StampedBundle, stampPending } from '../../jobs/stamp-pending.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'
import { evidencePrivacyCommands } from './evidence-privacy.ts'
import { evidenceStoreCommands } from './evidence-store.ts'

export function evidenceCommand(services: Services, exit: Exit): Command {
  const command = new Command('evidence').description('证据：导出、补取时间戳、复核、保全、期限')
  command
    .command('export')
    .description('把证据导出为 WACZ，附时间戳、签名、提取笔录、散列值列表和核验说明')
    .argument('<线索编号或证据文件夹>')
    .requiredOption('--out <文件夹>', '导出到这个文件夹下，以证据编号命名')
    .option('--reason <理由>', '为何导出，写入保管链')
    .option('--by <姓名>', '导出人，写入保管链；默认取配置中的 operator')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (target: string, flags: ExportFlags) => exit(await exportOne(target, flags, services)))
  command
    .command('timestamp')
    .description('为尚未取得时间戳的证据再次申请')
    .option('--json', '每份证据一行 JSON')
    .action(async (flags: { json?: boolean }) => exit(await stamp(flags, services)))
  for (const each of [...evidenceStoreCommands(services, exit), ...evidencePrivacyCommands(services, exit)])
    command.addCommand(each)
  return command
}

interface ExportFlags {
  readonly out: string
  readonly by?: string
  readonly reason?: string
  readonly json?: boolean
}

async function exportOne(target: string, flags: ExportFlags, services: Services): Promise<ExitCode> {
  const ports = {
    ...services.exportPorts(flags.out, flags.by ?? services.config.operator),
    onNotPrinted: (reason: string) => services.io.err(`没有生成 PDF，只有 DOCX：${reason}`),
    reason: flags.reason,
  }
  const folder = await exportEvidence(await bundleOf(target, services), ports)
  services.io.out(
    flags.json
      ? JSON.stringify({ path: folder })
      : `已导出 ${folder}\n核验：qingshao verify ${folder}，或按其中的 VERIFY.txt`,
  )
  return EXIT.ok
}

async function bundleOf(target: string, services: Services): Promise<string> {
  if (existsSync(target)) return target
  const lead = await services.cases().findLead(target)
  if (!lead) throw new InputError(`${target} 不是现有线索的编号，也不是证据文件夹`)
  if (!lead.evidence) throw new InputError(`线索 ${target} 还没有固定的证据`)
  return lead.evidence.path
}

async function stamp(flags: { json?: boolean }, services: Services): Promise<ExitCode> {
  if (services.config.timestamps.length === 0)
    throw new InputError('没有配置时间戳服务：在主目录的 config.yml 中设置 timestamps，见 docs/config.md')
  const stamped = await stampPending(services.stampPorts())
  for (const bundle of stamped) services.io.out(flags.json ? JSON.stringify(bundle) : describe(bundle))
  if (stamped.length === 0 && !flags.json) services.io.out('所有证据都已取得时间戳')
  return stamped.every(({ state }) => state === 'timestamped') ? EXIT.ok : EXIT.partial
}

function describe({ evidenceId, state, failures }: StampedBundle): string {
  const reasons = failures.map(({ authority, reason }) => `  ${authority}：${reason}`)
  return [`${evidenceId}  ${TIMESTAMP_STATE_LABEL[state]}`, ...reasons].join('\n')
}
