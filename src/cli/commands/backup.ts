import path from 'node:path'
import { Command } from 'commander'
import type { BackupResult, RestoreResult } from '../../domain/backup.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { toPositive } from '../parse-count.ts'
import type { Services } from '../services.ts'

const MB = 1024 * 1024

interface BackupFlags {
  readonly out: string
  readonly keep?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

interface RestoreFlags {
  readonly from: string
  readonly snapshot?: string
  readonly check?: boolean
  readonly json?: boolean
}

export function backupCommand(services: Services, exit: Exit): Command {
  return new Command('backup')
    .description('备份主目录：数据库、证据、材料包、设置；扫描进行中也可备份，只写入新增的内容')
    .requiredOption('--out <文件夹>', '备份文件夹，宜在另一块磁盘上；其中可能有本单位的密钥，须妥善保管')
    .option('--keep <份数>', '只留最近几份，删去更早的备份和只属于它们的内容')
    .option('--dry-run', '只说明将写入和删去什么')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: BackupFlags) => exit(await backUp(flags, services)))
}

export function restoreCommand(services: Services, exit: Exit): Command {
  return new Command('restore')
    .description('从备份恢复到新的或空的主目录（--home），并核验全部内容')
    .requiredOption('--from <文件夹>', '备份文件夹')
    .option('--snapshot <名称>', '恢复哪一份；默认最近一份')
    .option('--check', '只核验备份是否完好，不恢复')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: RestoreFlags) => exit(await restore(flags, services)))
}

async function backUp(flags: BackupFlags, services: Services): Promise<ExitCode> {
  const result = await services.backUp({
    out: path.resolve(flags.out),
    keep: flags.keep === undefined ? undefined : toPositive('--keep', flags.keep, 1),
    dryRun: flags.dryRun ?? false,
  })
  services.io.out(flags.json ? JSON.stringify(result) : describeBackup(result))
  return EXIT.ok
}

async function restore(flags: RestoreFlags, services: Services): Promise<ExitCode> {
  const from = path.resolve(flags.from)
  const result = await services.restore({ from, snapshot: flags.snapshot, check: flags.check ?? false })
  services.io.out(
    flags.json ? JSON.stringify(result) : describeRestore(result, flags.check ? undefined : services.home),
  )
  return result.problems.length === 0 ? EXIT.ok : EXIT.verifyFailed
}

function describeBackup(result: BackupResult): string {
  const { snapshot, files, bytes, read, addedBytes, skipped, removedSnapshots, removedObjects } = result
  const done = snapshot !== undefined
  const removed = removedSnapshots.length
  return [
    done ? `备份 ${snapshot}：${files} 个文件，${mb(bytes)}` : `将备份 ${files} 个文件，${mb(bytes)}`,
    done ? `读取 ${read} 个，新增 ${mb(addedBytes)}` : `将读取 ${read} 个，至多新增 ${mb(addedBytes)}`,
    ...(removed > 0
      ? [
          done
            ? `删去更早的备份 ${removed} 份、只属于它们的内容 ${removedObjects} 项`
            : `将删去更早的备份 ${removed} 份`,
        ]
      : []),
    ...skipped.map((file) => `未备份（不是普通文件）：${file}`),
  ].join('\n')
}

function describeRestore(
  { snapshot, files, bytes, bundles, problems }: RestoreResult,
  home: string | undefined,
): string {
  const what = `${files} 个文件，${mb(bytes)}，其中证据 ${bundles} 份`
  return [
    home === undefined ? `备份 ${snapshot} 完好：${what}` : `已由备份 ${snapshot} 恢复到 ${home}：${what}`,
    ...(home === undefined || problems.length > 0 ? [] : ['数据库和全部证据已核验']),
    ...problems,
  ].join('\n')
}

function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`
}
