import { beijingTimeInWords } from '../domain/beijing-time.ts'
import type { Referral, ReferralSummary } from '../domain/referral.ts'
import type { PacketFile } from './packet-ports.ts'
import type { Sender } from './referral-input.ts'
import { documentNumber } from './referral-letter.ts'

/** The zip that takes back a letter which a receiver already has. */
export function withdrawalFiles(of: {
  readonly referral: Referral
  readonly number: ReferralSummary['number']
  readonly at: string
  readonly reason: string
  readonly sender: Partial<Sender>
}): { fileName: string; files: PacketFile[] } {
  const { referral, number, at, reason, sender } = of
  const name = number ? documentNumber(sender.abbreviation ?? '', number) : referral.id
  const text = `撤回说明

我单位${name}移送的线索（移送单 ${referral.id}，${referral.leadIds.length} 条）现予撤回，请停止使用并销毁已收到的材料。
撤回时间：${beijingTimeInWords(at)}（北京时间）
撤回原因：${reason}
${sender.name ?? ''}
`
  const json = { format: 'qingshao-withdrawal/1', referralId: referral.id, number: name, at, reason }
  return {
    fileName: `撤回-${referral.id}.zip`,
    files: [
      { path: 'withdrawal.json', bytes: Buffer.from(`${JSON.stringify(json, null, 2)}\n`), compress: true },
      { path: '撤回说明.txt', bytes: Buffer.from(`\ufeff${text}`), compress: true },
    ],
  }
}
