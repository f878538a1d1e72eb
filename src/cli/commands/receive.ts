import { type Command, Option } from 'commander'
import { describeReport } from '../../capture/verify-report.ts'
import { InputError } from '../../domain/errors.ts'
import { OUTCOME_LABEL, OutcomeKind } from '../../domain/outcome.ts'
import { RETURN_REASON_LABEL, ReturnReason } from '../../domain/referral.ts'
import { Receipt } from '../../jobs/referrals.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

interface ReceiveFlags {
  readonly answer?: 'accept' | 'return' | 'report'
  readonly by?: string
  readonly kind?: string
  readonly reason?: string
  readonly out?: string
  readonly json?: boolean
}

/** The receiving side, for a body without a system of its own: needs nothing but the zip. */
export function addReceive(command: Command, services: Services, exit: Exit): void {
  const choices = [...ReturnReason.options, ...OutcomeKind.options]
  const words = Object.entries({ ...RETURN_REASON_LABEL, ...OUTCOME_LABEL }).map((each) => each.join(' '))
  command
    .command('receive')
    .description('接收方使用：核验收到的移送函压缩包，列出线索，写出回执文件')
    .argument('<压缩包>')
    .addOption(new Option('--answer <回执>', '接收、退回或反馈结果').choices(['accept', 'return', 'report']))
    .option('--by <姓名>', '接收人或经办人')
    .addOption(new Option('--kind <类别>', words.join('，')).choices(choices))
    .option('--reason <原因>', '退回的原因')
    .option('--out <文件.json>', '回执写到')
    .option('--json', 'JSON')
    .action(async (file: string, flags: ReceiveFlags) => exit(await receive(file, flags, services)))
}

async function receive(file: string, flags: ReceiveFlags, services: Services): Promise<ExitCode> {
  const report = await services.verify(file)
  const document = await services.readReferral(file)
  if (!document) throw new InputError(`${file} 不是移送函压缩包`)
  const receipt = flags.answer === undefined ? undefined : receiptOf(document.referral.id, flags)
  if (receipt && flags.out === undefined) throw new InputError('用 --out 写明回执文件')
  if (flags.json) services.io.out(JSON.stringify({ ok: report.ok, document, receipt }))
  else {
    services.io.out(describeReport(report))
    services.io.out(
      `${document.number}  ${document.sender.name}（${document.sender.contact}，${document.sender.phone}）`,
    )
    for (const { leadId, title, url } of document.leads)
      services.io.out(`线索 ${leadId}  ${title}  ${url ?? ''}`)
  }
  if (receipt && flags.out !== undefined) {
    await services.writeFile(flags.out, `${JSON.stringify(receipt, null, 2)}\n`)
    services.io.err(`回执 ${flags.out}：请交回移送单位`)
  }
  return report.ok ? EXIT.ok : EXIT.verifyFailed
}

function receiptOf(referralId: string, { answer, by, kind, reason }: ReceiveFlags): Receipt {
  const outcome = answer === 'report' ? { outcome: { kind } } : {}
  const returned = answer === 'return' ? { kind, reason } : {}
  const parsed = Receipt.safeParse({ referralId, answer, by, ...outcome, ...returned })
  if (parsed.success) return parsed.data
  throw new InputError('回执不完整：接收要写明 --by；退回还要 --kind 和 --reason；反馈还要 --kind')
}
