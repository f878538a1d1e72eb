import { Command } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { InputError } from '../../domain/errors.ts'
import { captureDueAgain, dueLeads, type SecondCaptureOptions } from '../../jobs/capture-again.ts'
import { describeSecondCapture } from '../describe-second-capture.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { newRunId } from '../run-id.ts'
import type { Services } from '../services.ts'

interface RecaptureFlags {
  readonly by?: string
  readonly dryRun?: boolean
  readonly allowPrivate?: boolean
  readonly json?: boolean
}

export function recaptureCommand(services: Services, exit: Exit): Command {
  return new Command('recapture')
    .description('第二次采集：对到期的高等级线索再次固定网页，记录与第一次的差异（可由定时任务运行）')
    .argument('[线索编号...]', '只采集这些线索，不论等级和时间')
    .option('--by <姓名>', '值守人，写入采集环境记录；默认取配置中的 operator')
    .option('--dry-run', '只列出到期的线索，不访问网络')
    .option('--allow-private', '允许访问本机和内网地址')
    .option('--json', '每行一份 JSON')
    .action(async (ids: string[], flags: RecaptureFlags) => exit(await recapture(ids, flags, services)))
}

const MINUTE_MS = 60_000

async function recapture(
  ids: readonly string[],
  flags: RecaptureFlags,
  services: Services,
): Promise<ExitCode> {
  const { config, clock, signal } = services
  for (const id of ids)
    if (!(await services.cases().findLead(id))?.evidence)
      throw new InputError(`${id} 不是已固定证据的线索的编号`)
  const options = {
    runId: newRunId(clock.now()),
    operator: flags.by ?? config.operator,
    sites: services.sites(),
    levels: config.secondCapture.levels,
    afterMs: config.secondCapture.afterMinutes * MINUTE_MS,
    ...(ids.length > 0 && { leadIds: ids }),
    signal,
  }
  return flags.dryRun ? listDue(options, flags, services) : captureAll(options, flags, services)
}

async function listDue(
  options: SecondCaptureOptions,
  { json }: RecaptureFlags,
  { cases, clock, io }: Services,
): Promise<ExitCode> {
  const due = await dueLeads(options, { cases: cases(), clock })
  for (const { id, listing, evidence } of due)
    io.out(
      json
        ? JSON.stringify({
            leadId: id,
            url: listing.url,
            evidence: evidence.evidenceId,
            capturedAt: evidence.capturedAt,
          })
        : `${id}  第一次采集 ${beijingTime(evidence.capturedAt)}  ${listing.title.slice(0, 60)}`,
    )
  if (due.length === 0 && !json) io.out('没有到期的线索')
  return EXIT.ok
}

async function captureAll(
  options: SecondCaptureOptions,
  flags: RecaptureFlags,
  services: Services,
): Promise<ExitCode> {
  const { io, clock, version } = services
  const unlock = await services.lockHome()
  const lanes = services.lanes({ allowPrivate: flags.allowPrivate ?? false, allowedOrigins: [] })
  try {
    const { frontier } = await services.openRun(options.runId)
    const attempts = await captureDueAgain(
      {
        ...options,
        onCaptured: (attempt) =>
          io.out(flags.json ? JSON.stringify(attempt) : describeSecondCapture(attempt).join('\n')),
      },
      {
        cases: services.cases(),
        pipeline: { ...services.definitions(), capture: services.captureInto(undefined) },
        evidence: services.evidenceVault(),
        lanes,
        renderer: lanes.renderer,
        robots: lanes.robots,
        frontier,
        clock,
        actor: `清哨 Qingshao ${version}`,
      },
    )
    if (attempts.length === 0 && !flags.json) io.out('没有到期的线索')
    if (services.signal.aborted) return EXIT.interrupted
    return attempts.some(({ outcome }) => outcome === 'unknown') ? EXIT.partial : EXIT.ok
  } finally {
    await lanes.close()
    unlock()
  }
}
