import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, Option } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { ColumnMapping, FeedField, type IntakeSource, SourceId } from '../../domain/intake-source.ts'
import { LeadOrigin } from '../../domain/listing.ts'
import { type DropOutcome, importDropped } from '../../jobs/import-dropped.ts'
import { INTAKE_FORMATS, type Intake, type IntakeFormat, readIntake } from '../../jobs/read-intake.ts'
import { describeIntake } from '../describe-columns.ts'
import { describeRun } from '../describe-run.ts'
import { DROP_SETTLE_MS, dropPorts } from '../drop-ports.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { runImport, sourceOf } from '../run-import.ts'
import type { Services } from '../services.ts'
import { importRejectsCommand } from './import-rejects.ts'

/** Rejected lines named one by one on stderr; the rest are counted. */
const NAMED_REJECTS = 20

interface ImportFlags {
  readonly source?: string
  readonly format?: IntakeFormat
  readonly map?: string
  readonly origin?: LeadOrigin
  readonly folder?: string
  readonly json?: boolean
  readonly dryRun?: boolean
}

export function importCommand(services: Services, exit: Exit): Command {
  return new Command('import')
    .description(
      '导入别处收集的信息（JSON 行、CSV、XLSX、12315 导出、保存的网页、标题清单），照样研判、固定和移送',
    )
    .argument('[文件]', '.jsonl、.csv、.xlsx、.html 或 .txt；前两种可为 .gz')
    .option('--source <编号>', '来源编号，写入每条信息')
    .addOption(new Option('--format <格式>', '默认按扩展名判断').choices(INTAKE_FORMATS))
    .option('--map <对应>', '列对应，如 title=商品名称,body=描述,body=备注；记入该来源，以后沿用')
    .addOption(
      new Option('--origin <来源>', '投诉举报、转办交办、媒体曝光、志愿者；记入该来源，以后沿用').choices(
        LeadOrigin.options,
      ),
    )
    .option('--folder <文件夹>', '取走其中 <来源编号>/ 下已写完的文件：读完移入 done/，读不了移入 rejected/')
    .option('--dry-run', '只检查文件并列出列对应和前几条，不写入')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (file: string | undefined, flags: ImportFlags) =>
      exit(await importFrom(file, flags, services)),
    )
    .addCommand(importRejectsCommand(services, exit))
}

async function importFrom(
  file: string | undefined,
  flags: ImportFlags,
  services: Services,
): Promise<ExitCode> {
  if (flags.folder !== undefined) {
    if (file !== undefined) throw new InputError('文件和 --folder 只能给一个')
    return await importFolder(path.resolve(flags.folder), flags, services)
  }
  if (file === undefined) throw new InputError('要导入哪个文件？或用 --folder 指明文件夹')
  return await importFile(file, flags, services)
}

async function importFile(file: string, flags: ImportFlags, services: Services): Promise<ExitCode> {
  const source = withOrigin(withMapping(chooseSource(flags.source, services), flags.map), flags.origin)
  const intake = await readIntake(file, { source, format: flags.format }, services.intakePorts())
  sayRejects(intake, services)
  if (flags.dryRun) return showPlan(intake, flags, services)
  if (intake.table && !flags.json) for (const line of describeIntake(intake)) services.io.err(line)
  const unlock = await services.lockHome()
  try {
    if (flags.map !== undefined || flags.origin !== undefined) await services.intakeSources().save(source)
    const { summary, report, rejectsFile } = await runImport(
      intake,
      { sourceId: source.id, file, signal: services.signal },
      services,
    )
    services.io.out(
      flags.json
        ? JSON.stringify({
            ...summary,
            imported: intake.listings.length,
            rejects: intake.rejects,
            rejectsFile,
            report: report.html,
            csv: report.csv,
          })
        : describeRun(summary, report),
    )
    if (summary.status === 'stopped') return EXIT.interrupted
    return intake.rejects.length > 0 ? EXIT.partial : EXIT.ok
  } finally {
    unlock()
  }
}

function chooseSource(id: string | undefined, services: Services): IntakeSource {
  if (id === undefined) throw new InputError('用 --source 指明来源编号')
  if (!SourceId.safeParse(id).success) throw new InputError('--source 只能用小写字母、数字和连字符')
  return sourceOf(id, services)
}

/** `title=商品名称,body=描述,body=备注`. */
function withMapping(source: IntakeSource, given: string | undefined): IntakeSource {
  if (given === undefined) return source
  const columns: Partial<Record<FeedField, string[]>> = {}
  for (const part of given.split(/[,，]/)) {
    const at = part.indexOf('=')
    const field = FeedField.safeParse(part.slice(0, at).trim())
    const column = part.slice(at + 1).trim()
    if (!field.success || column === '')
      throw new InputError(`--map 的“${part}”不对：写成 字段=列名，字段为 ${FeedField.options.join('、')}`)
    const named = columns[field.data] ?? []
    columns[field.data] = [...named, column]
  }
  return { ...source, columns: ColumnMapping.parse({ ...source.columns, ...columns }) }
}

function sayRejects({ rejects }: Intake, { io }: Services): void {
  for (const { line, reason } of rejects.slice(0, NAMED_REJECTS)) io.err(`第 ${line} 行未导入：${reason}`)
  if (rejects.length > NAMED_REJECTS) io.err(`另有 ${rejects.length - NAMED_REJECTS} 行未导入`)
}

function showPlan(intake: Intake, flags: ImportFlags, { io }: Services): ExitCode {
  const { listings, rejects, table } = intake
  if (flags.json) {
    const columns = table?.headings.map((heading, at) => ({
      heading,
      field: table.columns.fields[at] ?? null,
    }))
    io.out(JSON.stringify({ rows: listings.length, rejects, columns, first: listings.slice(0, 5) }))
  } else {
    for (const line of describeIntake(intake)) io.out(line)
    io.out(`可导入 ${listings.length} 条，不合格 ${rejects.length} 行`)
  }
  return rejects.length > 0 ? EXIT.partial : EXIT.ok
}

async function importFolder(folder: string, flags: ImportFlags, services: Services): Promise<ExitCode> {
  const unlock = await services.lockHome()
  try {
    const ports = dropPorts(services, services.dropFolder(folder), services.signal)
    ports.folder.look()
    await sleep(DROP_SETTLE_MS, undefined, { signal: services.signal }).catch(() => undefined)
    const outcomes = await importDropped(ports, services.signal)
    if (flags.json) {
      services.io.out(
        JSON.stringify(outcomes.map(({ file, outcome, reason }) => ({ file: file.path, outcome, reason }))),
      )
    } else for (const line of outcomes.map(describeOutcome)) services.io.out(line)
    if (services.signal.aborted) return EXIT.interrupted
    return outcomes.some(({ outcome }) => outcome !== 'imported') ? EXIT.partial : EXIT.ok
  } finally {
    unlock()
  }
}

const OUTCOME_LABEL: Record<DropOutcome, string> = {
  imported: '已导入',
  rejected: '不能导入',
  waiting: '可能仍在写入，留待下次',
}

function describeOutcome({
  file,
  outcome,
  reason,
}: {
  file: { path: string }
  outcome: DropOutcome
  reason?: string
}): string {
  return `${OUTCOME_LABEL[outcome]}：${file.path}${reason === undefined ? '' : `（${reason}）`}`
}

function withOrigin(source: IntakeSource, origin: LeadOrigin | undefined): IntakeSource {
  return origin === undefined ? source : { ...source, origin }
}
