import { existsSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { InputError } from '../../domain/errors.ts'
import type { Lead } from '../../domain/lead.ts'
import { type RunRecord, sumOfOutcomes } from '../../domain/run.ts'
import { LEVEL_LABEL, Level } from '../../domain/vocabulary.ts'
import { countsLine, totalCounts } from '../../insight/counts-line.ts'
import { countUnseen } from '../../insight/unseen-section.ts'
import { changesLine, describeRun, STATUS_LABEL } from '../describe-run.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

const PURPOSE_LABEL: Readonly<Record<string, string>> = {
  scan: '扫描',
  recheck: '复查',
  rescore: '重新研判',
}

export function runsCommand(services: Services, exit: Exit): Command {
  const command = new Command('runs').description('各次扫描、导入、复查：何时、哪个计划、结果和数字')
  command
    .command('list', { isDefault: true })
    .description('列出各批次，最近的在前')
    .option('--limit <数量>', '至多多少个', '20')
    .option('--json', '每行一份 JSON')
    .action(async (flags: { limit: string; json?: boolean }) => {
      const limit = Number(flags.limit)
      if (!Number.isInteger(limit) || limit < 1) throw new InputError('--limit 应为正整数')
      const records = await services.cases().listRuns(limit)
      for (const record of records)
        services.io.out(flags.json ? JSON.stringify(summaryOf(record)) : runLine(record))
      if (records.length === 0 && !flags.json) services.io.out('还没有批次')
      exit(EXIT.ok)
    })
  command
    .command('show')
    .description('一个批次：各站点的数字、没有看到的部分、提出的线索')
    .argument('<批次>')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (runId: string, flags: { json?: boolean }) => {
      await show(runId, flags.json ?? false, services)
      exit(EXIT.ok)
    })
  return command
}

async function show(runId: string, json: boolean, services: Services): Promise<void> {
  const record = await services.cases().findRun(runId)
  if (!record) throw new InputError(`没有批次 ${runId}：qingshao runs 可列出`)
  const leads = (await services.cases().listLeads()).filter((lead) => lead.runId === runId)
  const report = reportOf(runId, services)
  if (json) {
    const { sites, searches } = record.run
    const leadIds = leads.map(({ id }) => id)
    services.io.out(JSON.stringify({ ...summaryOf(record), sites, searches, leads: leadIds, ...report }))
    return
  }
  services.io.out(runLine(record))
  services.io.out(describeRun(record.run, report))
  services.io.out(leadsLine(leads))
}

/** Its files, where they still lie. */
function reportOf(runId: string, services: Services): { html?: string; csv?: string } {
  const { folder } = services.reportPorts()
  const html = path.join(folder, `${runId}.html`)
  const csv = path.join(folder, `${runId}.csv`)
  return { ...(existsSync(html) && { html }), ...(existsSync(csv) && { csv }) }
}

function summaryOf({ run, purpose, campaign }: RunRecord): object {
  const { runId, startedAt, finishedAt, status, sites, listings, flagged, changes } = run
  const urls = totalCounts(sites)
  const count = (kind: string) => changes.filter(({ change }) => change === kind).length
  return {
    runId,
    purpose,
    campaign: campaign ?? null,
    startedAt,
    finishedAt: finishedAt ?? null,
    status,
    urls,
    addsUp: sites.every((site) => sumOfOutcomes(site) === site.found),
    unseen: unseenOf(run),
    listings,
    flagged,
    changes: { new: count('new'), changed: count('changed'), gone: count('gone') },
  }
}

function runLine({ run, purpose, campaign }: RunRecord): string {
  const { runId, startedAt, finishedAt, status, sites } = run
  const what = PURPOSE_LABEL[purpose] ?? purpose.replace(/^import /, '导入 ')
  const times = `${beijingTime(startedAt)} 至 ${finishedAt === undefined ? '—' : beijingTime(finishedAt)}`
  const head = `${runId}  ${times}  ${what}${campaign === undefined ? '' : `（计划 ${campaign}）`}  ${STATUS_LABEL[status]}`
  if (status === 'running') return `${head}  数字在结束时统计`
  const urls = sites.length === 0 ? [] : [countsLine(totalCounts(sites)), `没有看到 ${unseenOf(run)}`]
  return [head, [...urls, changesLine(run)].join('；')].join('  ')
}

function unseenOf({ sites }: RunRecord['run']): number {
  return sites.reduce((sum, site) => sum + countUnseen(site), 0)
}

function leadsLine(leads: readonly Lead[]): string {
  const byLevel = Level.options.toReversed().flatMap((level) => {
    const count = leads.filter(({ assessment }) => assessment.level === level).length
    return count === 0 ? [] : [`${LEVEL_LABEL[level]} ${count}`]
  })
  return `本批次提出线索 ${leads.length} 条${byLevel.length === 0 ? '' : `：${byLevel.join('，')}`}`
}
