import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import type { RunSummary } from '../../domain/run.ts'
import type { Site } from '../../domain/site.ts'
import { runScan } from '../../jobs/scan.ts'
import { stampPending } from '../../jobs/stamp-pending.ts'
import { type WrittenReport, writeReport } from '../../jobs/write-report.ts'
import { describeRun } from '../describe-run.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { progressView } from '../progress.ts'
import { newRunId } from '../run-id.ts'
import type { Services } from '../services.ts'

interface ScanFlags {
  readonly site?: string[]
  readonly resume?: boolean
  readonly json?: boolean
  readonly allowPrivate?: boolean
  readonly dryRun?: boolean
  readonly full?: boolean
}

export function scanCommand(services: Services, exit: Exit): Command {
  return new Command('scan')
    .description('扫描监测源：抓取、研判、取证、生成材料包和报告')
    .option('--site <编号...>', '只扫描这些站点（data/sites 或本单位 sites/ 中的编号）')
    .option('--resume', '继续上次中断的扫描')
    .option('--full', '全部重新读取，不沿用以前看过的结果')
    .option('--dry-run', '只列出将要扫描的站点和起始网址，不访问网络')
    .option('--allow-private', '允许访问本机和内网地址')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: ScanFlags) => exit(await scan(flags, services)))
}

async function scan(flags: ScanFlags, services: Services): Promise<ExitCode> {
  const sites = chooseSites(flags.site, services.sites())
  if (flags.dryRun) return listPlan(sites, services)
  const unlock = await services.lockHome()
  try {
    const { summary, report } = await scanSites(
      sites,
      { resume: flags.resume ?? false, full: flags.full ?? false, allowPrivate: flags.allowPrivate ?? false },
      services,
    )
    services.io.out(
      flags.json
        ? JSON.stringify({ ...summary, report: report.html, csv: report.csv })
        : describeRun(summary, report),
    )
    if (summary.status !== 'stopped') return EXIT.ok
    services.io.err('已中断：qingshao scan --resume 可继续')
    return EXIT.interrupted
  } finally {
    unlock()
  }
}

export interface ScanSitesOptions {
  readonly resume: boolean
  readonly full?: boolean
  readonly allowPrivate: boolean
  readonly allowedOrigins?: readonly string[]
  /** Known already, or to be opened under this id; `resume` is then not asked. */
  readonly run?: { readonly runId: string; readonly startedAt: string; readonly campaign: string }
  /** In place of the program's own. */
  readonly signal?: AbortSignal
}

/** One run over the sites given, with progress, ending in a report. Shared with `demo`. */
export async function scanSites(
  sites: readonly Site[],
  options: ScanSitesOptions,
  services: Services,
): Promise<{ summary: RunSummary; report: WrittenReport }> {
  const run = options.run ?? (await chooseRun(options.resume, services))
  const { runId } = run
  const { frontier, archive } = await services.openRun(runId)
  const lanes = services.lanes({
    allowPrivate: options.allowPrivate,
    allowedOrigins: options.allowedOrigins ?? [],
  })
  const view = progressView(services.io.isTerminal, services.log)
  try {
    const summary = await runScan(
      {
        ...run,
        operator: services.config.operator,
        sites,
        signal: options.signal ?? services.signal,
        onProgress: (progress) => view.show(progress),
      },
      {
        pipeline: services.pipeline(),
        frontier,
        archive,
        ...(!options.full && { memory: services.pageMemory() }),
        paces: services.paceMemory(),
        searches: {
          history: services.queryHistory(),
          terms: services.terms(),
          budget: services.config.searchBudget,
        },
        robots: lanes.robots,
        sessions: services.sessions(),
        lanes,
        renderer: lanes.renderer,
      },
    )
    // What an authority did not answer tonight, or on an earlier night. Who stops the program does not wait for it.
    if (!services.signal.aborted) await stampPending(services.stampPorts())
    return { summary, report: await writeReport(summary, services.reportPorts()) }
  } finally {
    view.end()
    await lanes.close()
  }
}

async function chooseRun(resume: boolean, services: Services): Promise<{ runId: string; startedAt: string }> {
  const last = await services.cases().latestRun('scan')
  const isOpen = last && last.status !== 'finished'
  if (resume) {
    if (!isOpen) throw new InputError('没有可以继续的扫描：上次扫描已完成，或还没有扫描过')
    return { runId: last.runId, startedAt: last.startedAt }
  }
  if (isOpen)
    services.log.warn({ runId: last.runId }, 'the last run did not finish; `scan --resume` would continue it')
  const startedAt = services.clock.now()
  return { runId: newRunId(startedAt), startedAt }
}

export function chooseSites(ids: readonly string[] | undefined, all: readonly Site[]): Site[] {
  if (!ids) {
    const live = all.filter(({ status }) => status === 'live')
    if (live.length === 0)
      throw new InputError('没有已启用的站点：用 --site 指定，或在 sites/ 中把站点状态设为 live')
    return live
  }
  return ids.map((id) => {
    const site = all.find((candidate) => candidate.id === id)
    if (!site)
      throw new InputError(`没有编号为 ${id} 的站点；现有：${all.map((known) => known.id).join('、')}`)
    return site
  })
}

function listPlan(sites: readonly Site[], { io }: Services): ExitCode {
  for (const { id, name, origin, seeds, lane, politeness } of sites) {
    io.out(
      `${id}  ${name}  ${lane}  ${origin}  起始 ${seeds.length} 处，至多 ${politeness.maxPages} 页，间隔 ${politeness.delayMs} 毫秒`,
    )
  }
  return EXIT.ok
}
