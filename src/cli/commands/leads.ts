import { Command, Option } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { TIMESTAMP_STATE_LABEL } from '../../domain/evidence.ts'
import { LEAD_STATE_LABEL, type Lead, LeadState } from '../../domain/lead.ts'
import { maskLead, maskVersion } from '../../domain/mask-lead.ts'
import { AGENCY_LABEL, CATEGORY_LABEL, LEVEL_LABEL } from '../../domain/vocabulary.ts'
import { decideLead } from '../../jobs/decide-lead.ts'
import { explainAssessment } from '../../score/explain.ts'
import { describeHistory } from '../describe-history.ts'
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
  for (const [name, state, summary] of [
    ['confirm', 'confirmed', '确认线索：材料包首页改为已由人确认'],
    ['dismiss', 'dismissed', '排除线索：材料包撤出各部门队列'],
  ] as const) {
    command
      .command(name)
      .description(summary)
      .argument('<编号...>')
      .requiredOption('--reason <理由>', '写入保管链和材料包')
      .option('--by <姓名>', '决定人；默认取配置中的 operator')
      .option('--json', 'JSON')
      .action(async (ids: string[], flags: { reason: string; by?: string; json?: boolean }) =>
        exit(await decide(ids, { ...flags, state }, services)),
      )
  }
  return command
}

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
  if (flags.json) services.io.out(JSON.stringify({ ...lead, packets, history }))
  else {
    services.io.out(leadLine(lead))
    services.io.out(explainAssessment(lead.assessment, lead.listing))
    for (const line of describeHistory(history)) services.io.out(line)
    services.io.out(evidenceLine(lead))
    if (lead.evidence?.timestampState)
      services.io.out(`时间戳 ${TIMESTAMP_STATE_LABEL[lead.evidence.timestampState]}`)
    for (const { agency, path } of packets) services.io.out(`材料包 ${AGENCY_LABEL[agency]} ${path}`)
  }
  return EXIT.ok
}

function evidenceLine({ evidence }: Lead): string {
  if (!evidence) return '证据 尚未固定'
  const { path, deleted } = evidence
  return deleted ? `证据 已于 ${deleted.at} 按期限删除，保管链在 ${path}` : `证据 ${path}`
}

async function decide(
  ids: readonly string[],
  flags: { state: 'confirmed' | 'dismissed'; reason: string; by?: string; json?: boolean },
  services: Services,
): Promise<ExitCode> {
  const by = flags.by ?? services.config.operator
  const ports = services.decidePorts(by)
  for (const leadId of ids) {
    const { lead, packets } = await decideLead(
      { leadId, state: flags.state, by, reason: flags.reason },
      ports,
    )
    services.io.out(
      flags.json
        ? JSON.stringify({
            leadId,
            state: lead.state,
            revision: lead.revision,
            packets: packets.map(({ path }) => path),
          })
        : `${leadId} ${LEAD_STATE_LABEL[lead.state]}，材料包 ${packets.length} 个`,
    )
  }
  return EXIT.ok
}

function leadLine({ id, state, assessment, listing }: Lead): string {
  const { score, level, category } = assessment
  return `${id}  ${LEAD_STATE_LABEL[state]}  ${String(score).padStart(3)}  ${LEVEL_LABEL[level]}  ${CATEGORY_LABEL[category]}  ${listing.title.slice(0, 60)}`
}
