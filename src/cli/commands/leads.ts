import { Command, Option } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { InputError } from '../../domain/errors.ts'
import { TIMESTAMP_STATE_LABEL } from '../../domain/evidence.ts'
import { LEAD_STATE_LABEL, type Lead, LeadState } from '../../domain/lead.ts'
import { maskLead, maskVersion } from '../../domain/mask-lead.ts'
import type { LoggedEvent } from '../../domain/state-machine.ts'
import { AGENCY_LABEL, CATEGORY_LABEL, LEVEL_LABEL } from '../../domain/vocabulary.ts'
import { clusterCases, findCluster } from '../../jobs/cluster-cases.ts'
import { decideLead } from '../../jobs/decide-lead.ts'
import { LEAD_MACHINE, type LeadEvent } from '../../review/lead-machine.ts'
import { explainAssessment } from '../../score/explain.ts'
import { leadClusterLine } from '../describe-cluster.ts'
import { describeHistory } from '../describe-history.ts'
import { describeSecondCapture } from '../describe-second-capture.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function leadsCommand(services: Services, exit: Exit): Command {
  const command = new Command('leads').description('查看线索，由人确认或排除')
  command
    .command('list')
    .description('列出线索：先看等级，同级按可能性')
    .addOption(new Option('--state <状态>', '只看某一状态').choices(LeadState.options))
    .option('--limit <数量>', '至多多少条', '50')
    .option('--json', '每行一份 JSON')
    .action(async (flags: { state?: LeadState; limit: string; json?: boolean }) =>
      exit(await list(flags, services)),
    )
  command
    .command('show')
    .description('一条线索的全部理由')
    .argument('<编号>')
    .option('--json', 'JSON')
    .action(async (id: string, flags: { json?: boolean }) => exit(await show(id, flags, services)))
  for (const { name, event, summary, why } of STEPS) {
    const step = command
      .command(name)
      .description(summary)
      .argument('<编号...>')
      .option('--by <姓名>', '决定人；默认取配置中的 operator')
      .option('--json', 'JSON')
    if (why === 'required') step.requiredOption('--reason <理由>', '写入保管链和材料包')
    else if (why === 'optional') step.option('--reason <理由>', '写入线索的经过')
    if (event === 'mark-duplicate') step.requiredOption('--of <编号>', '与哪条线索重复')
    step.action(async (ids: string[], flags: StepFlags) => exit(await decide(ids, event, flags, services)))
  }
  return command
}

interface StepFlags {
  readonly reason?: string
  readonly by?: string
  readonly of?: string
  readonly json?: boolean
}

const STEPS: readonly {
  name: string
  event: LeadEvent
  summary: string
  why: 'required' | 'optional' | 'none'
}[] = [
  { name: 'claim', event: 'claim', summary: '领取线索，开始研判', why: 'none' },
  { name: 'release', event: 'release', summary: '放回待研判', why: 'none' },
  { name: 'confirm', event: 'confirm', summary: '确认线索：材料包首页改为已由人确认', why: 'required' },
  { name: 'dismiss', event: 'dismiss', summary: '排除线索：材料包撤出各部门队列', why: 'required' },
  { name: 'doubt', event: 'doubt', summary: '存疑，等待补充证据', why: 'required' },
  { name: 'duplicate', event: 'mark-duplicate', summary: '与另一条线索重复', why: 'optional' },
  { name: 'resume', event: 'resume', summary: '存疑的线索继续研判', why: 'none' },
  { name: 'ask-review', event: 'ask-second-review', summary: '提交复核', why: 'none' },
  {
    name: 'pass-review',
    event: 'pass-second-review',
    summary: '复核通过，转待移送（须由另一人）',
    why: 'optional',
  },
  { name: 'return', event: 'return', summary: '退回研判', why: 'required' },
  { name: 'reopen', event: 'reopen', summary: '重新研判已排除、已办结或已归档的线索', why: 'required' },
  { name: 'archive', event: 'archive', summary: '归档', why: 'none' },
  { name: 'undo', event: 'undo', summary: '撤回本人十分钟内的决定', why: 'none' },
]

async function list(
  flags: { state?: LeadState; limit: string; json?: boolean },
  services: Services,
): Promise<ExitCode> {
  const limit = Number(flags.limit)
  if (!Number.isInteger(limit) || limit < 1) throw new InputError('--limit 应为正整数')
  const stored = await services.cases().listLeads({ limit, ...(flags.state ? { state: flags.state } : {}) })
  const leads = stored.map((lead) => maskLead(lead).lead)
  for (const lead of leads) services.io.out(flags.json ? JSON.stringify(lead) : leadLine(lead))
  if (leads.length === 0 && !flags.json) services.io.out('没有线索')
  return EXIT.ok
}

async function show(id: string, flags: { json?: boolean }, services: Services): Promise<ExitCode> {
  const stored = await services.cases().findLead(id)
  if (!stored) throw new InputError(`没有编号为 ${id} 的线索`)
  const { lead, mask } = maskLead(stored)
  const packets = await services.cases().packetsOf(id)
  const versions = await services.cases().historyOf(lead.listing.id)
  const history = versions.map((version) => maskVersion(version, mask))
  const events = await services.cases().log.eventsOf<LeadEvent>({ kind: 'lead', id })
  const { cluster, line: clusterLine } = await clusterOf(id, services)
  const secondCaptures = await services.cases().secondCaptures(id)
  if (flags.json)
    services.io.out(JSON.stringify({ ...lead, packets, history, events, cluster, secondCaptures }))
  else
    for (const line of [
      leadLine(lead),
      explainAssessment(lead.assessment, lead.listing),
      ...describeHistory(history),
      clusterLine,
      ...evidenceLines(lead),
      ...events.map(eventLine),
      ...secondCaptures.flatMap(describeSecondCapture),
      ...packets.map(({ agency, path }) => `材料包 ${AGENCY_LABEL[agency]} ${path}`),
    ])
      services.io.out(line)
  return EXIT.ok
}

function evidenceLines({ evidence }: Lead): string[] {
  if (!evidence) return ['证据 尚未固定']
  const { path, deleted, timestampState: state } = evidence
  if (deleted) return [`证据 已于 ${deleted.at} 按期限删除，保管链在 ${path}`]
  return [`证据 ${path}`, ...(state ? [`时间戳 ${TIMESTAMP_STATE_LABEL[state]}`] : [])]
}

async function clusterOf(id: string, services: Services) {
  const { clustering, leads } = await clusterCases(services.clusters())
  const cluster = findCluster(clustering, id)
  return { cluster, line: cluster ? leadClusterLine(cluster, leads) : '' }
}

async function decide(
  ids: readonly string[],
  event: LeadEvent,
  flags: StepFlags,
  services: Services,
): Promise<ExitCode> {
  const by = flags.by ?? services.config.operator
  const ports = services.decidePorts(by)
  const data = flags.of === undefined ? undefined : { duplicateOf: flags.of }
  for (const leadId of ids) {
    const { lead, packets } = await decideLead({ leadId, event, by, reason: flags.reason, data }, ports)
    const { state, revision } = lead
    services.io.out(
      flags.json
        ? JSON.stringify({ leadId, state, revision, packets: packets.map(({ path }) => path) })
        : `${leadId} ${LEAD_STATE_LABEL[state]}，材料包 ${packets.length} 个`,
    )
  }
  return EXIT.ok
}

function eventLine({ event, by, at, reason }: LoggedEvent<LeadEvent>): string {
  const why = reason === undefined ? '' : `：${reason}`
  return `经过 ${beijingTime(at)}  ${by}  ${LEAD_MACHINE.eventLabel[event]}${why}`
}

function leadLine({ id, state, assessment, listing }: Lead): string {
  const { score, level, category } = assessment
  return `${id}  ${LEAD_STATE_LABEL[state]}  ${String(score).padStart(3)}  ${LEVEL_LABEL[level]}  ${CATEGORY_LABEL[category]}  ${listing.title.slice(0, 60)}`
}
