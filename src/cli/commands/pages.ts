import { Command } from 'commander'
import { later } from '../../crawl/later.ts'
import { InputError } from '../../domain/errors.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

const MB = 1024 * 1024
const DAY_MS = 86_400_000

export function pagesCommand(services: Services, exit: Exit): Command {
  const command = new Command('pages').description('抓取的原始页面存档')
  command
    .command('prune')
    .description('删去旧批次的原始页面（证据包另存，不受影响）')
    .requiredOption('--older-than <天>', '早于多少天的批次')
    .option('--dry-run', '只列出将删去的批次')
    .option('--json', '每行一份 JSON')
    .action(async (flags: { olderThan: string; dryRun?: boolean; json?: boolean }) =>
      exit(await prune(flags, services)),
    )
  return command
}

async function prune(
  flags: { olderThan: string; dryRun?: boolean; json?: boolean },
  services: Services,
): Promise<ExitCode> {
  const days = Number(flags.olderThan)
  if (!Number.isInteger(days) || days < 0) throw new InputError('--older-than 应为天数')
  const unlock = await services.lockHome()
  try {
    const before = later(services.clock.now(), -days * DAY_MS)
    const runs = await services.prunePages(before, flags.dryRun ?? false)
    for (const { runId, bytes } of runs)
      services.io.out(
        flags.json ? JSON.stringify({ runId, bytes }) : `${runId}  ${(bytes / MB).toFixed(1)} MB`,
      )
    if (!flags.json) services.io.out(`${flags.dryRun ? '将删去' : '已删去'} ${runs.length} 个批次的原始页面`)
    return EXIT.ok
  } finally {
    unlock()
  }
}
