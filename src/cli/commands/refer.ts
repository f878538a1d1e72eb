import { Command, Option } from 'commander'
import { beijingTime } from '../../domain/beijing-time.ts'
import { InputError } from '../../domain/errors.ts'
import { OUTCOME_LABEL, Outcome, OutcomeKind } from '../../domain/outcome.ts'
import {
  DELIVERY_STATE_LABEL,
  REFERRAL_KIND_LABEL,
  REFERRAL_STATE_LABEL,
  RETURN_REASON_LABEL,
  ReferralState,
  type ReferralSummary,
  ReturnReason,
} from '../../domain/referral.ts'
import { AGENCY_LABEL, Agency } from '../../domain/vocabulary.ts'
import { dispatch, retryDelivery } from '../../jobs/dispatch.ts'
import { draftReferral, Receipt, recordReceipt, stepReferral, summaryOf } from '../../jobs/referrals.ts'
import { documentNumber } from '../../refer/referral-letter.ts'
import { REFERRAL_MACHINE, type ReferralEvent } from '../../refer/referral-machine.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'
import { addNotices } from './notices.ts'
import { addReceive } from './receive.ts'

interface Flags {
  readonly json?: boolean
  readonly by?: string
  readonly reason?: string
}

export function referCommand(services: Services, exit: Exit): Command {
  const command = new Command('refer').description('移送：起草、审批、送达、回执与办理结果')
  command
    .command('list')
    .description('列出移送单，新的在前')
    .addOption(new Option('--state <状态>', '只看某一状态').choices(ReferralState.options))
    .option('--json', '每行一份 JSON')
    .action(async (flags: { state?: ReferralState; json?: boolean }) => exit(await list(flags, services)))
  command
    .command('show')
    .description('一件移送单的线索、经过与送达')
    .argument('<移送单编号>')
    .option('--json', 'JSON')
    .action(async (id: string, flags: Flags) => exit(await show(id, flags, services)))
  command
    .command('draft')
    .description('为待移送的线索起草移送单（一件送一个部门）')
    .argument('<线索编号...>')
    .addOption(new Option('--agency <部门>', '送往').choices(Agency.options).makeOptionMandatory())
    .option('--note <说明>', '写入函件', '')
    .option('--by <姓名>', '起草人；默认取配置中的 operator')
    .option('--json', 'JSON')
    .action(async (leadIds: string[], flags: Flags & { agency: Agency; note: string }) => {
      const { agency, note } = flags
      const by = flags.by ?? services.config.operator
      print(await draftReferral({ leadIds, agency, note, by }, services.referrals()), flags, services)
      exit(EXIT.ok)
    })
  for (const { name, event, summary, needsReason } of STEPS) {
    const step = command.command(name).description(summary).argument('<移送单编号>')
    step.option('--by <姓名>', '经办人；默认取配置中的 operator').option('--json', 'JSON')
    if (needsReason) step.requiredOption('--reason <理由>', '写入经过')
    step.action(async (referralId: string, flags: Flags) => {
      const by = flags.by ?? services.config.operator
      const step = { referralId, event, by, reason: flags.reason }
      print(await stepReferral(step, services.referrals()), flags, services)
      exit(EXIT.ok)
    })
  }
  addReceipts(command, services, exit)
  addNotices(command, services, exit)
  addReceive(command, services, exit)
  command
    .command('send')
    .description('送达已批准的移送单；没有送达的按间隔再试')
    .option('--json', 'JSON')
    .action(async (flags: Flags) => exit(await send(flags, services)))
  command
    .command('outbox')
    .description('发件箱：已批准而没有送达的，和多次没有送达的')
    .option('--json', '每行一份 JSON')
    .action(async (flags: Flags) => exit(await outbox(flags, services)))
  command
    .command('retry')
    .description('再送一次多次没有送达的')
    .argument('<送达编号>')
    .action(async (id: string) => {
      if (!(await retryDelivery(id, services.referrals())))
        throw new InputError(`没有编号为 ${id} 的未送达件`)
      exit(await send({}, services))
    })
  return command
}

const STEPS: readonly { name: string; event: ReferralEvent; summary: string; needsReason: boolean }[] = [
  {
    name: 'submit',
    event: 'submit',
    summary: '提交审批：核验证据，查必备项，固定散列值',
    needsReason: false,
  },
  {
    name: 'approve',
    event: 'approve',
    summary: '批准（不能是起草人；移送公安机关须两人）',
    needsReason: false,
  },
  { name: 'reject', event: 'reject', summary: '驳回', needsReason: true },
  { name: 'revise', event: 'revise', summary: '被驳回或退回的改为草稿', needsReason: false },
  { name: 'withdraw', event: 'withdraw', summary: '撤回（对方接收之前）', needsReason: true },
  { name: 'close', event: 'close', summary: '办结', needsReason: false },
]

function addReceipts(command: Command, services: Services, exit: Exit): void {
  const record = async (receipt: unknown, flags: Flags) => {
    const parsed = Receipt.safeParse(receipt)
    if (!parsed.success)
      throw new InputError(
        `回执格式不符：${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('；')}`,
      )
    print(await recordReceipt(parsed.data, services.referrals()), flags, services)
    exit(EXIT.ok)
  }
  command
    .command('accept')
    .description('登记回执：对方已接收')
    .argument('<移送单编号>')
    .requiredOption('--by <接收人>', '对方的接收人')
    .option('--json', 'JSON')
    .action(
      async (referralId: string, flags: Flags) =>
        await record({ referralId, answer: 'accept', by: flags.by }, flags),
    )
  command
    .command('return')
    .description('登记回执：对方退回')
    .argument('<移送单编号>')
    .requiredOption('--by <姓名>', '对方的经办人')
    .addOption(
      new Option('--kind <类别>', describeChoices(RETURN_REASON_LABEL))
        .choices(ReturnReason.options)
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <原因>', '对方写明的原因')
    .option('--json', 'JSON')
    .action(
      async (referralId: string, { by, kind, reason, ...flags }: Flags & { kind: ReturnReason }) =>
        await record({ referralId, answer: 'return', by, kind, reason }, flags),
    )
  command
    .command('report')
    .description('登记办理结果')
    .argument('<移送单编号>')
    .requiredOption('--by <姓名>', '对方的经办人')
    .addOption(
      new Option('--kind <结果>', describeChoices(OUTCOME_LABEL))
        .choices(OutcomeKind.options)
        .makeOptionMandatory(),
    )
    .option(
      '--fields <JSON>',
      '数量等：persons、gangs、finesWan、illegalIncomeWan、seizures、number、remarks',
      '{}',
    )
    .option('--json', 'JSON')
    .action(
      async (
        referralId: string,
        { by, kind, fields, ...flags }: Flags & { kind: OutcomeKind; fields: string },
      ) =>
        await record(
          { referralId, answer: 'report', by, outcome: Outcome.parse({ kind, ...jsonOf(fields) }) },
          flags,
        ),
    )
  command
    .command('receipt')
    .description('登记对方送来的回执文件（JSON）')
    .argument('<文件>')
    .option('--json', 'JSON')
    .action(async (file: string, flags: Flags) => await record(jsonOf(services.readText(file)), flags))
}

function describeChoices(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, label]) => `${key} ${label}`)
    .join('，')
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (cause) {
    throw new InputError('不是 JSON', { cause })
  }
  throw new InputError('不是 JSON 对象')
}

async function list(flags: { state?: ReferralState; json?: boolean }, services: Services): Promise<ExitCode> {
  const found = await services.cases().log.listReferrals(flags.state ? { state: flags.state } : {})
  for (const summary of found) print(summary, flags, services)
  if (found.length === 0 && !flags.json) services.io.out('没有移送单')
  return EXIT.ok
}

async function show(id: string, flags: Flags, services: Services): Promise<ExitCode> {
  const { log } = services.cases()
  const summary = await summaryOf(id, services.cases())
  const events = await log.eventsOf<ReferralEvent>({ kind: 'referral', id })
  const deliveries = await log.listDeliveries({ referralId: id })
  if (flags.json) services.io.out(JSON.stringify({ ...summary, events, deliveries }))
  else {
    print(summary, flags, services)
    services.io.out(`线索 ${summary.referral.leadIds.join('、')}`)
    for (const { at, by, event, reason } of events)
      services.io.out(
        `经过 ${beijingTime(at)}  ${by}  ${REFERRAL_MACHINE.eventLabel[event]}${reason === undefined ? '' : `：${reason}`}`,
      )
    for (const delivery of deliveries)
      services.io.out(
        `送达 ${delivery.id}  ${delivery.channel}  ${DELIVERY_STATE_LABEL[delivery.state]}，试 ${delivery.tries} 次  ${delivery.lastError ?? ''}`,
      )
  }
  return EXIT.ok
}

async function send(flags: Flags, services: Services): Promise<ExitCode> {
  const report = await dispatch(services.referrals())
  if (flags.json) services.io.out(JSON.stringify(report))
  else {
    for (const id of report.delivered) services.io.out(`${id} 已送达`)
    for (const { id, why, isLast } of report.failed)
      services.io.out(`${id} 没有送达：${why}${isLast ? '（不再自动重试）' : ''}`)
    services.io.out(`已批准而没有送达的 ${report.waiting} 件`)
  }
  return report.failed.length === 0 ? EXIT.ok : EXIT.partial
}

async function outbox(flags: Flags, services: Services): Promise<ExitCode> {
  const { log } = services.cases()
  const open = [
    ...(await log.listDeliveries({ state: 'waiting' })),
    ...(await log.listDeliveries({ state: 'dead' })),
  ]
  for (const delivery of open)
    services.io.out(
      flags.json
        ? JSON.stringify(delivery)
        : `${delivery.id}  ${delivery.channel}  ${DELIVERY_STATE_LABEL[delivery.state]}，试 ${delivery.tries} 次，下次 ${beijingTime(delivery.nextAt)}  ${delivery.lastError ?? ''}`,
    )
  if (open.length === 0 && !flags.json) services.io.out('发件箱是空的')
  return EXIT.ok
}

function print(summary: ReferralSummary, flags: { json?: boolean }, services: Services): void {
  const { referral, state, number } = summary
  if (flags.json) {
    services.io.out(JSON.stringify(summary))
    return
  }
  const name = number ? documentNumber(services.config.unit.abbreviation ?? '', number) : '（没有文号）'
  const recipient = referral.unit?.name ?? AGENCY_LABEL[referral.agency]
  services.io.out(
    `${referral.id}  ${REFERRAL_STATE_LABEL[state]}  ${name}  ${REFERRAL_KIND_LABEL[referral.kind]}  ${recipient}  线索 ${referral.leadIds.length} 条`,
  )
}
