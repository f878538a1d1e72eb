import { Command } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { type DueItem, listDue } from '../../jobs/list-due.ts'
import { DUE_STAGE_LABEL } from '../../refer/deadlines.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function dueCommand(services: Services, exit: Exit): Command {
  return new Command('due')
    .description('到期提醒：线索研判、复核和移送、回执、反馈的期限，急的在前')
    .option('--all', '连同七天以后才到期的')
    .option('--json', '每行一份 JSON')
    .action(async (flags: { all?: boolean; json?: boolean }) => exit(await due(flags, services)))
}

async function due(flags: { all?: boolean; json?: boolean }, services: Services): Promise<ExitCode> {
  const ports = services.referrals()
  const items = (await listDue(ports)).filter(({ stage }) => flags.all === true || stage !== 'later')
  for (const item of items) services.io.out(flags.json ? JSON.stringify(item) : describe(item))
  if (items.length === 0 && !flags.json) services.io.out('没有将到期的事项')
  const year = Number(beijingTime(services.clock.now()).slice(0, 4))
  if (!ports.workingDays.years.includes(year))
    services.io.err(`工作日历没有 ${year} 年的放假安排，期限只按周末推算：请更新程序`)
  return EXIT.ok
}

function describe({ stage, at, rule, id, title, isProvisional }: DueItem): string {
  const note = isProvisional ? '（次年放假安排未公布，暂按周末推算）' : ''
  return `${DUE_STAGE_LABEL[stage]}  ${beijingTime(at)}  ${rule.label}  ${id}  ${title.slice(0, 40)}${note}`
}
