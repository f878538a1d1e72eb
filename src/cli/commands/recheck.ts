import { Command } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { TAKE_DOWN_LABEL } from '../../domain/take-down.ts'
import { daysLabel } from '../../insight/take-down-section.ts'
import { recheckReferred } from '../../jobs/recheck-referred.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { newRunId } from '../run-id.ts'
import type { Services } from '../services.ts'

interface RecheckFlags {
  readonly allowPrivate?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

export function recheckCommand(services: Services, exit: Exit): Command {
  return new Command('recheck')
    .description('复查已移送的信息是否下架（扫描时也会顺带复查本站点的）')
    .option('--dry-run', '只列出已移送信息的现状，不访问网络')
    .option('--allow-private', '允许访问本机和内网地址')
    .option('--json', '每行一份 JSON')
    .action(async (flags: RecheckFlags) => exit(await recheck(flags, services)))
}

async function recheck(flags: RecheckFlags, services: Services): Promise<ExitCode> {
  let stopped = false
  if (!flags.dryRun) {
    const unlock = await services.lockHome()
    const lanes = services.lanes({ allowPrivate: flags.allowPrivate ?? false, allowedOrigins: [] })
    const runId = newRunId(services.clock.now())
    const { frontier } = await services.openRun(runId)
    try {
      const { status } = await recheckReferred(
        {
          runId,
          sites: services.sites(),
          signal: services.signal,
          onChecked: ({ leadId, url }, outcome) =>
            services.log.info({ leadId, url, outcome }, 'looked again'),
        },
        {
          cases: services.cases(),
          lanes,
          robots: lanes.robots,
          frontier,
          clock: services.clock,
        },
      )
      stopped = status === 'stopped'
    } finally {
      await lanes.close()
      unlock()
    }
  }
  await printReferred(flags, services)
  return stopped ? EXIT.interrupted : EXIT.ok
}

async function printReferred({ json }: RecheckFlags, services: Services): Promise<void> {
  const { io } = services
  const referred = await services.cases().referredListings()
  for (const listing of referred) {
    const { removedAfterMs } = listing
    if (json) {
      io.out(JSON.stringify({ ...listing, removedAfterMs: removedAfterMs ?? null }))
      continue
    }
    const { leadId, outcome, title, referredAt, checkedAt } = listing
    const took = removedAfterMs === undefined ? '' : `，移送后 ${daysLabel(removedAfterMs)}`
    io.out(
      `${leadId}  ${TAKE_DOWN_LABEL[outcome]}${took}  移送 ${beijingTime(referredAt)}  查看 ${beijingTime(checkedAt)}  ${title.slice(0, 40)}`,
    )
  }
  if (referred.length === 0 && !json) io.out('没有已确认并移送的信息')
}
