import path from 'node:path'
import type { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { isConfirmed, type Lead } from '../../domain/lead.ts'
import type { NoticeKind } from '../../refer/letter-template.ts'
import { noticeDocument } from '../../refer/notice-document.ts'
import { leadOf } from '../../review/step-lead.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

/** Letters that the competent body issues itself: to platforms, and to bodies elsewhere. */
export function addNotices(command: Command, services: Services, exit: Exit): void {
  command
    .command('notice')
    .description('督促清理、下架通知：某一站点上已确认而仍在线的信息')
    .requiredOption('--site <站点编号>', '站点')
    .requiredOption('--out <文件.docx>', '写到')
    .action(async (flags: { site: string; out: string }) => exit(await notice(flags, services)))
  command
    .command('assist')
    .description('协查函：卖家或者货物在其他地方的线索')
    .argument('<线索编号...>')
    .requiredOption('--to <单位>', '受函单位')
    .requiredOption('--out <文件.docx>', '写到')
    .action(async (ids: string[], flags: { to: string; out: string }) => {
      const leads = await leadsOf(ids, services)
      exit(await write('assistance', flags.to, leads, flags.out, services))
    })
  command
    .command('reply')
    .description('线索处理情况告知：给反映线索的人，不含卖家和其他人的信息')
    .argument('<线索编号...>')
    .requiredOption('--out <文件.docx>', '写到')
    .action(async (ids: string[], flags: { out: string }) => {
      const leads = await leadsOf(ids, services)
      const own = leads.find(({ listing }) => listing.origin === undefined)
      if (own) throw new InputError(`线索 ${own.id} 是本单位监测发现的，没有反映人`)
      exit(await write('reply', '反映人', leads, flags.out, services))
    })
}

async function notice({ site, out }: { site: string; out: string }, services: Services): Promise<ExitCode> {
  const online = (await services.cases().referredListings()).filter(
    ({ siteId, outcome }) => siteId === site && outcome !== 'gone',
  )
  if (online.length === 0) throw new InputError(`站点 ${site} 上没有已确认而仍在线的信息`)
  const leads = await leadsOf(
    online.map(({ leadId }) => leadId),
    services,
  )
  const name = services.sites().find(({ id }) => id === site)?.name ?? site
  return await write('platform', name, leads, out, services)
}

async function leadsOf(ids: readonly string[], services: Services): Promise<Lead[]> {
  return await Promise.all(ids.map((id) => leadOf(id, services.cases())))
}

async function write(
  kind: NoticeKind,
  recipient: string,
  leads: readonly Lead[],
  out: string,
  services: Services,
): Promise<ExitCode> {
  if (path.extname(out).toLowerCase() !== '.docx') throw new InputError('--out 应为 .docx 文件')
  const unconfirmed = kind === 'reply' ? undefined : leads.find((lead) => !isConfirmed(lead))
  if (unconfirmed) throw new InputError(`线索 ${unconfirmed.id} 还没有由人确认`)
  const { sender, letters } = services.referrals()
  const document = await noticeDocument({ kind, recipient, sender, letters, leads, at: services.clock.now() })
  await services.writeBytes(out, document)
  services.io.out(`已写出 ${out}（${leads.length} 条）`)
  return EXIT.ok
}
