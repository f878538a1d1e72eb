import { Command } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import type { ScheduledRun } from '../../domain/schedule.ts'
import { planEntry } from '../../jobs/plan-entry.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import { ServeTasks } from '../serve-tasks.ts'
import type { Services } from '../services.ts'

const STATUS_LABEL: Record<ScheduledRun['status'], string> = {
  finished: '完成',
  'window-ended': '到时停止',
  failed: '失败',
  missed: '错过',
}

export function serveCommand(services: Services, exit: Exit): Command {
  return new Command('serve')
    .description('常驻：按 config.yml 的 schedule 扫描，取走 inbox/ 里的文件，接收推送，发送通知')
    .option('--status', '只说明各计划上次和下次扫描的情况')
    .option('--json', '与 --status 同用：给出一份 JSON')
    .action(async (flags: { status?: boolean; json?: boolean }) => {
      if (flags.status) {
        await showStatus(services, flags.json ?? false)
        return exit(EXIT.ok)
      }
      const unlock = services.lockServe()
      try {
        await new ServeTasks(services).run()
      } finally {
        unlock()
      }
      // Told to stop, it stopped: that is what was asked for.
      exit(EXIT.ok)
    })
}

async function showStatus(services: Services, json: boolean): Promise<void> {
  const { entries, running } = services.scheduleStore().load()
  const now = services.clock.now()
  const schedule = services.config.schedule.map((entry) => {
    const plan = planEntry(entry, entries[entry.id]?.handledUpTo ?? now, now)
    return { id: entry.id, next: plan.kind === 'wait' ? plan.until : plan.due, last: entries[entry.id]?.last }
  })
  const notices = await services.outbox().counts()
  if (json) return services.io.out(JSON.stringify({ schedule, running, notices }))
  if (schedule.length === 0) services.io.out('config.yml 里没有 schedule')
  for (const { id, next, last } of schedule) {
    const before = last
      ? `上次 ${beijingTime(last.endedAt)} ${STATUS_LABEL[last.status]}（${last.note}）`
      : '还没有扫描过'
    services.io.out(`${id}  下次 ${next ? beijingTime(next) : '无'}  ${before}`)
  }
  if (running) services.io.out(`正在进行或待继续：${running.entryId} 批次 ${running.runId}`)
  const { waiting, sent, givenUp, lastError } = notices
  services.io.out(
    `通知：已发 ${sent}，待发 ${waiting}，放弃 ${givenUp}${lastError ? `；最近的问题：${lastError}` : ''}`,
  )
}
