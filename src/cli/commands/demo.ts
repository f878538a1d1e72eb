import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { PortTakenError } from '../../domain/errors.ts'
import type { RunSummary } from '../../domain/run.ts'
import type { Site } from '../../domain/site.ts'
import type { WrittenReport } from '../../jobs/write-report.ts'
import { describeRun } from '../describe-run.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { PracticeMarketHandle, Services } from '../services.ts'
import { scanSites } from './scan.ts'

interface DemoFlags {
  readonly exit?: boolean
  readonly json?: boolean
  readonly day?: string
}

export function demoCommand(services: Services, exit: Exit): Command {
  return new Command('demo')
    .description('演示：在本机开设演练市场，完整扫描一遍（第二次运行为演练市场的第二天）')
    .option('--exit', '扫描结束即退出，不等待查看')
    .option('--day <1|2>', '演练市场的日期；默认首次为 1，其后为 2')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: DemoFlags) =>
      exit(await demo(flags, services.withHome(path.join(services.home, 'demo')))),
    )
}

async function demo(flags: DemoFlags, services: Services): Promise<ExitCode> {
  const startedMs = Date.now()
  const unlock = await services.lockHome()
  const day = await chooseDay(flags.day, services)
  const market = await openMarket(day, services)
  try {
    services.io.err(
      `演练市场（第 ${day} 天）已在本机开设：${market.sites.map(({ name, origin }) => `${name} ${origin}`).join('，')}`,
    )
    const { summary, report } = await scanSites(
      practiceSites(services.sites(), market),
      {
        resume: await isInterrupted(services),
        allowPrivate: false,
        allowedOrigins: market.sites.map(({ origin }) => origin),
      },
      services,
    )
    services.io.out(
      flags.json
        ? JSON.stringify(
            await demoAnswer(summary, report, { day, durationMs: Date.now() - startedMs }, services),
          )
        : await describeDemo(summary, report, services),
    )
    if (!flags.exit && !services.signal.aborted) await waitForCtrlC(services)
    return summary.status === 'stopped' ? EXIT.interrupted : EXIT.ok
  } finally {
    await market.close()
    unlock()
  }
}

async function chooseDay(flag: string | undefined, services: Services): Promise<1 | 2> {
  if (flag === '1' || flag === '2') return flag === '1' ? 1 : 2
  return (await services.cases().countFinishedRuns()) > 0 ? 2 : 1
}

/** A demo that was stopped goes on where it was: the market shows the same day until a run has finished. */
async function isInterrupted(services: Services): Promise<boolean> {
  const last = await services.cases().latestRun('scan')
  return last !== undefined && last.status !== 'finished'
}

/** The usual ports, so that links in an old report still work; any free ones when those are taken. */
async function openMarket(day: 1 | 2, services: Services): Promise<PracticeMarketHandle> {
  try {
    return await services.practiceMarket(day, 'default')
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error
    services.io.err(`${error.message}；改用其他空闲端口`)
    return services.practiceMarket(day, 'free')
  }
}

function practiceSites(all: readonly Site[], market: PracticeMarketHandle): Site[] {
  return market.sites.map(({ id, origin }) => {
    const site = all.find((candidate) => candidate.id === id)
    if (!site) throw new Error(`no site file for ${id}`)
    return { ...site, origin }
  })
}

async function demoAnswer(
  summary: RunSummary,
  report: WrittenReport,
  extra: { day: number; durationMs: number },
  services: Services,
): Promise<object> {
  const cases = services.cases()
  const leads = await leadsOfRun(summary, cases)
  const packets = (await Promise.all(leads.map((lead) => cases.packetsOf(lead.id)))).flat()
  const changes = (kind: string) => summary.changes.filter(({ change }) => change === kind).length
  return {
    listings: summary.listings,
    flagged: summary.flagged,
    leads: leads.length,
    packets: packets.map((packet) => packet.path).filter((file) => existsSync(file)),
    report: report.html,
    evidence: leads.flatMap(({ evidence }) => (evidence ? [evidence.path] : [])),
    durationMs: extra.durationMs,
    csv: report.csv,
    runId: summary.runId,
    status: summary.status,
    day: extra.day,
    changes: { new: changes('new'), changed: changes('changed'), gone: changes('gone') },
    sites: summary.sites,
  }
}

async function leadsOfRun(summary: RunSummary, cases: ReturnType<Services['cases']>) {
  const leads = await cases.listLeads()
  const seen = await Promise.all(leads.map(({ listing }) => cases.findListing(listing.id)))
  return leads.filter(
    (_, index) => seen[index]?.lastRunId === summary.runId && seen[index]?.goneAt === undefined,
  )
}

async function describeDemo(summary: RunSummary, report: WrittenReport, services: Services): Promise<string> {
  const leads = await leadsOfRun(summary, services.cases())
  const [first] = leads
  return [
    describeRun(summary, report),
    ...(summary.status === 'stopped' ? ['再次运行同一命令即可继续'] : []),
    `证据 ${path.join(services.home, 'evidence')}`,
    `材料包 ${path.join(services.home, 'queues')}`,
    ...(first?.evidence ? nextSteps(services.home, first.id, first.evidence.path) : []),
  ].join('\n')
}

function nextSteps(home: string, leadId: string, bundle: string): string[] {
  const qingshao = `npx qingshao --home ${path.relative('.', home) || '.'}`
  return [
    '接下来可以：',
    `  ${qingshao} leads show ${leadId}`,
    `  ${qingshao} leads confirm ${leadId} --by 你的姓名 --reason 图文一致`,
    `  npx qingshao verify ${path.relative('.', bundle)}`,
  ]
}

async function waitForCtrlC({ io, signal }: Services): Promise<void> {
  io.err('演练市场仍在运行，报告中的链接可以打开。按 Ctrl-C 结束。')
  while (!signal.aborted) await sleep(3_600_000, undefined, { signal }).catch(() => {})
}
