import path from 'node:path'
import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import type { CUSTODY_ACTIONS, CustodyEntry } from '../../domain/evidence.ts'
import { RETENTION_LABEL } from '../../domain/retention.ts'
import { type DueBundle, type RetainResult, retainEvidence } from '../../jobs/retain-evidence.ts'
import { openOriginal, viewMasked } from '../../jobs/view-evidence.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'
import { evidenceIdOf } from './evidence-store.ts'

const MB = 1024 * 1024
const NAMED = 20
const LISTING_TEXT = 'text/listing.txt'

const ACTION_LABEL: Record<(typeof CUSTODY_ACTIONS)[number], string> = {
  captured: '采集',
  'captured-again': '第二次采集',
  sealed: '封存',
  timestamped: '取得时间戳',
  'timestamp-failed': '时间戳失败',
  'timestamp-requested': '申请时间戳',
  verified: '核验',
  packed: '编制材料',
  confirmed: '确认线索',
  dismissed: '排除线索',
  exported: '导出',
  opened: '查看原件',
  held: '保全',
  released: '解除保全',
  deleted: '删除',
}

/** Who may see what, who saw it, and how long it is kept. */
export function evidencePrivacyCommands(services: Services, exit: Exit): Command[] {
  return [
    new Command('show')
      .description('查看证据中的信息，联系方式已遮盖')
      .argument('<线索编号或证据编号>')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (target: string, flags: { json?: boolean }) => exit(await show(target, flags, services))),
    new Command('open')
      .description('查看原件（未遮盖）；何人、何时、为何先写入保管链')
      .argument('<线索编号或证据编号>')
      .requiredOption('--reason <理由>', '写入保管链')
      .option('--by <姓名>', '查看人；默认取配置中的 operator')
      .option('--file <路径>', `证据包中的一个文件；默认 ${LISTING_TEXT}`)
      .option('--out <文件夹>', '把全部原件（或 --file 的一个）复制到这个文件夹下，以证据编号命名')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (target: string, flags: OpenFlags) => exit(await open(target, flags, services))),
    new Command('log')
      .description('保管链：何人、何时、对证据做了什么')
      .argument('[线索编号或证据编号]', '不给则列出全部证据的查看、导出、移送、保全与删除')
      .option('--since <日期>', '只看这一天（含）以后的，如 2026-11-01')
      .option('--json', '每行一份 JSON')
      .action(async (target: string | undefined, flags: LogFlags) =>
        exit(await log(target, flags, services)),
      ),
    new Command('retain')
      .description('按保存期限（data/retention）删除到期的证据与个人信息；保全的除外')
      .option('--dry-run', '只列出将删除什么')
      .option('--by <姓名>', '执行人，写入保管链；默认取配置中的 operator')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (flags: RetainFlags) => exit(await retain(flags, services))),
  ]
}

interface OpenFlags {
  readonly reason: string
  readonly by?: string
  readonly file?: string
  readonly out?: string
  readonly json?: boolean
}
interface LogFlags {
  readonly since?: string
  readonly json?: boolean
}
interface RetainFlags {
  readonly dryRun?: boolean
  readonly by?: string
  readonly json?: boolean
}

async function show(target: string, flags: { json?: boolean }, services: Services): Promise<ExitCode> {
  const bundle = await pathOf(target, services)
  const { text, ...view } = await viewMasked(bundle, services.viewPorts(services.config.operator))
  services.io.out(
    flags.json
      ? JSON.stringify(view)
      : `${text}\n联系方式已遮盖，截图与原始页面不在此显示。查看原件：qingshao evidence open ${view.evidenceId} --reason …`,
  )
  return EXIT.ok
}

async function open(target: string, flags: OpenFlags, services: Services): Promise<ExitCode> {
  const bundle = await pathOf(target, services)
  const by = flags.by ?? services.config.operator
  const wanted = flags.file ?? (flags.out === undefined ? LISTING_TEXT : undefined)
  const { entry, files } = await openOriginal(
    bundle,
    { reason: flags.reason, path: wanted },
    services.viewPorts(by),
  )
  if (flags.out !== undefined) {
    const { writeFolder } = services.exportPorts(flags.out, by)
    const folder = await writeFolder(entry.evidenceId, files)
    services.io.out(flags.json ? JSON.stringify({ entry, path: folder }) : `原件已复制到 ${folder}`)
    return EXIT.ok
  }
  const text = readable(files.get(wanted ?? ''), wanted)
  services.io.out(flags.json ? JSON.stringify({ entry, text }) : text)
  return EXIT.ok
}

/** @throws {InputError} for a picture and the like. */
function readable(bytes: Uint8Array | undefined, name: string | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InputError(`${name} 不是文字：用 --out 复制出来查看`, { cause })
  }
}

async function log(target: string | undefined, flags: LogFlags, services: Services): Promise<ExitCode> {
  const since = flags.since ?? ''
  if (since !== '' && !/^\d{4}-\d\d-\d\d$/.test(since))
    throw new InputError('--since 应为日期，如 2026-11-01')
  const { holdings } = services.keepPorts(services.config.operator)
  const names = target === undefined ? await holdings.names() : [await evidenceIdOf(target, services)]
  const entries: CustodyEntry[] = []
  for (const name of names) entries.push(...(await holdings.look(name)).custody)
  const shown = entries
    .filter((entry) => entry.at >= since && (target !== undefined || OF_PEOPLE.has(entry.action)))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))
  for (const entry of shown) services.io.out(flags.json ? JSON.stringify(entry) : describeEntry(entry))
  if (shown.length === 0 && !flags.json) services.io.out('没有记录')
  return EXIT.ok
}

const OF_PEOPLE: ReadonlySet<string> = new Set([
  'opened',
  'exported',
  'packed',
  'held',
  'released',
  'deleted',
])

function describeEntry({ at, evidenceId, action, actor, detail }: CustodyEntry): string {
  return `${at}  ${evidenceId}  ${ACTION_LABEL[action]}  ${actor}：${detail}`
}

async function retain(flags: RetainFlags, services: Services): Promise<ExitCode> {
  const by = flags.by ?? services.config.operator
  // A scan may be sealing what this would look at; a dry run only looks.
  const unlock = flags.dryRun ? () => {} : await services.lockHome()
  try {
    const result = await retainEvidence(flags.dryRun ?? false, services.retainPorts(by))
    services.io.out(flags.json ? JSON.stringify(result) : describeRetain(result, flags.dryRun ?? false))
    return EXIT.ok
  } finally {
    unlock()
  }
}

function describeRetain(result: RetainResult, dryRun: boolean): string {
  const { due, held, unreadable } = result
  const did = dryRun ? '将' : '已'
  const bytes = due.reduce((sum, each) => sum + each.bytes, 0)
  return [
    `${did}删除证据 ${due.length} 份，${(bytes / MB).toFixed(1)} MB；保管链与散列值保留`,
    ...named(due.map(describeDue)),
    ...(held.length > 0 ? [`到期但已保全、不删除的 ${held.length} 份`, ...named(held.map(describeDue))] : []),
    ...(unreadable.length > 0
      ? [`保管链读不出、须由人处理的 ${unreadable.length} 份`, ...named(unreadable)]
      : []),
    `${did}遮盖 ${RETENTION_LABEL['unflagged-listing']} ${result.unflagged} 条`,
    `${did}删除 ${RETENTION_LABEL.sighting} ${result.sightings} 条`,
    `${did}删除 ${RETENTION_LABEL['raw-page']} ${result.rawRuns} 个批次，${(result.rawBytes / MB).toFixed(1)} MB`,
    ...(dryRun ? [] : ['备份中仍有副本：qingshao backup --keep 会清理更早的备份']),
  ].join('\n')
}

function describeDue({ evidenceId, of, leadId, dueSince }: DueBundle): string {
  return `${evidenceId}  ${RETENTION_LABEL[of]}${leadId ? ` ${leadId}` : ''}，${dueSince.slice(0, 10)} 到期`
}

function named(lines: readonly string[]): string[] {
  const more = lines.length > NAMED ? [`  其余 ${lines.length - NAMED} 项见 --json`] : []
  return [...lines.slice(0, NAMED).map((line) => `  ${line}`), ...more]
}

async function pathOf(target: string, services: Services): Promise<string> {
  return path.join(services.home, 'evidence', await evidenceIdOf(target, services))
}
