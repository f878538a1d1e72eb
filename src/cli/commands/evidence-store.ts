import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { type EvidenceStatus, evidenceStatus } from '../../jobs/evidence-status.ts'
import { holdEvidence, releaseEvidence } from '../../jobs/hold-evidence.ts'
import { type ScrubResult, scrubEvidence } from '../../jobs/scrub-evidence.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { toPositive } from '../parse-count.ts'
import type { Services } from '../services.ts'

const MB = 1024 * 1024
const MINUTE_MS = 60_000
/** More than a terminal shows; the rest is in `--json`. */
const NAMED = 20

/** What looks after the bundles that are there. */
export function evidenceStoreCommands(services: Services, exit: Exit): Command[] {
  return [
    new Command('status')
      .description('证据库现状：数量、占用与上限、保全、核验结果、缺失与多余')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (flags: JsonFlag) => exit(await status(flags, services))),
    new Command('scrub')
      .description('重新核验最久未核验的一部分证据，登记结果；宜每夜运行一次')
      .option('--max-mb <兆字节>', '至多读这么多；默认取配置中的 evidence.scrubMb')
      .option('--max-minutes <分钟>', '至多用这么久；默认取配置中的 evidence.scrubMinutes')
      .option('--all', '不限数量与时间，全部核验')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (flags: ScrubFlags) => exit(await scrub(flags, services))),
    new Command('hold')
      .description('保全：解除之前不得删除')
      .argument('<线索编号或证据编号>')
      .requiredOption('--reason <理由>', '写入保管链，例如案号')
      .option('--by <姓名>', '保全人；默认取配置中的 operator')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (target: string, flags: HoldFlags) => exit(await hold(target, flags, services))),
    new Command('release')
      .description('解除保全')
      .argument('<线索编号或证据编号>')
      .requiredOption('--reason <理由>', '写入保管链')
      .option('--hold <序号>', '有多项保全时，解除哪一项')
      .option('--by <姓名>', '解除人；默认取配置中的 operator')
      .option('--json', '在标准输出给出一份 JSON')
      .action(async (target: string, flags: HoldFlags & { hold?: string }) =>
        exit(await release(target, flags, services)),
      ),
  ]
}

interface JsonFlag {
  readonly json?: boolean
}
interface ScrubFlags extends JsonFlag {
  readonly maxMb?: string
  readonly maxMinutes?: string
  readonly all?: boolean
}
interface HoldFlags extends JsonFlag {
  readonly reason: string
  readonly by?: string
}

async function status({ json }: JsonFlag, services: Services): Promise<ExitCode> {
  const found = await evidenceStatus(services.keepPorts(services.config.operator))
  services.io.out(json ? JSON.stringify(found) : describeStatus(found))
  return found.damaged.length + found.missing.length + found.unreadable.length > 0
    ? EXIT.verifyFailed
    : EXIT.ok
}

async function scrub(flags: ScrubFlags, services: Services): Promise<ExitCode> {
  const { evidence } = services.config
  const budget = flags.all
    ? { bytes: Number.POSITIVE_INFINITY, durationMs: Number.POSITIVE_INFINITY }
    : {
        bytes: toPositive('--max-mb', flags.maxMb, evidence.scrubMb) * MB,
        durationMs: toPositive('--max-minutes', flags.maxMinutes, evidence.scrubMinutes) * MINUTE_MS,
      }
  const result = await scrubEvidence(budget, services.keepPorts(services.config.operator))
  services.io.out(flags.json ? JSON.stringify(result) : describeScrub(result))
  const sound = result.missing.length === 0 && result.checked.every(({ problems }) => problems.length === 0)
  return sound ? EXIT.ok : EXIT.verifyFailed
}

async function hold(target: string, flags: HoldFlags, services: Services): Promise<ExitCode> {
  const evidenceId = await evidenceIdOf(target, services)
  const by = flags.by ?? services.config.operator
  const entry = await holdEvidence(evidenceId, flags.reason, services.keepPorts(by))
  services.io.out(flags.json ? JSON.stringify(entry) : `证据 ${evidenceId} 已保全，序号 ${entry.seq}`)
  return EXIT.ok
}

async function release(
  target: string,
  flags: HoldFlags & { hold?: string },
  services: Services,
): Promise<ExitCode> {
  const evidenceId = await evidenceIdOf(target, services)
  const hold = flags.hold === undefined ? undefined : toPositive('--hold', flags.hold, 0)
  const by = flags.by ?? services.config.operator
  const entry = await releaseEvidence(evidenceId, { reason: flags.reason, hold }, services.keepPorts(by))
  services.io.out(
    flags.json ? JSON.stringify(entry) : `证据 ${evidenceId} 已解除保全（序号 ${entry.releases}）`,
  )
  return EXIT.ok
}

/** A lead stands for the evidence it points at. @throws {InputError} */
export async function evidenceIdOf(target: string, services: Services): Promise<string> {
  const { holdings } = services.keepPorts(services.config.operator)
  if ((await holdings.names()).includes(target)) return target
  const lead = await services.cases().findLead(target)
  if (!lead) throw new InputError(`${target} 不是现有线索的编号，也不是证据库中的证据编号`)
  if (!lead.evidence) throw new InputError(`线索 ${target} 还没有固定的证据`)
  return lead.evidence.evidenceId
}

function describeStatus(found: EvidenceStatus): string {
  const { lastScrub } = found
  return [
    `证据 ${found.bundles} 份，另有已删除的 ${found.deleted} 份；${mb(found.bytes)}，共用相同文件后占 ${mb(found.storedBytes)}`,
    quotaLine(found),
    `保全 ${found.held.length} 份`,
    ...found.held.flatMap(({ evidenceId, holds }) =>
      holds.map(({ seq, at, actor, detail }) => `  ${evidenceId}  ${seq}  ${at}  ${actor}：${detail}`),
    ),
    `从未复核 ${found.neverChecked} 份；最久的一次复核在 ${found.oldestCheck ?? '（无）'}；上次 scrub ${lastScrub ? `${lastScrub.finishedAt}，${lastScrub.checked} 份` : '（无）'}`,
    ...section(
      '损坏',
      found.damaged.map(
        ({ evidenceId, checkedAt, problems }) => `${evidenceId}  ${checkedAt}  ${problems[0]}`,
      ),
    ),
    ...section('缺失', found.missing),
    ...section('清单或保管链读不出', found.unreadable),
    `没有线索指向的 ${found.withoutLead.length} 份`,
    ...section('未写完（下次运行时清理）', found.unfinished),
    ...section('证据库中的其他文件', found.strangers),
    ...(found.orphanBlobs > 0 ? [`无证据使用的文件 ${found.orphanBlobs} 个（下次清理时删去）`] : []),
  ].join('\n')
}

function quotaLine({ quota, storedBytes }: EvidenceStatus): string {
  if (quota.limitBytes === undefined) return '上限 未设置（config.yml 中的 evidence.quotaMb）'
  const share = `上限 ${mb(quota.limitBytes)}，已用 ${Math.round((storedBytes * 100) / quota.limitBytes)}%`
  const advice = { none: '', ok: '', warn: '，接近上限：清理或调高', full: '，已满：不能再固定证据' }
  return share + advice[quota.state]
}

function describeScrub({ checked, missing, left }: ScrubResult): string {
  const damaged = checked.filter(({ problems }) => problems.length > 0)
  return [
    `复核 ${checked.length} 份（${mb(checked.reduce((sum, { bytes }) => sum + bytes, 0))}），完好 ${checked.length - damaged.length} 份，留待以后 ${left} 份`,
    ...damaged.flatMap(({ evidenceId, problems }) => [
      `损坏  ${evidenceId}`,
      ...problems.map((each) => `  ${each}`),
    ]),
    ...section('缺失', missing),
  ].join('\n')
}

function section(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const more = names.length > NAMED ? [`  其余 ${names.length - NAMED} 项见 --json`] : []
  return [`${title} ${names.length} 项`, ...names.slice(0, NAMED).map((name) => `  ${name}`), ...more]
}

function mb(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`
}
