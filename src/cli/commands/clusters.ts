import { Command } from 'commander'
import type { LinkJudgement } from '../../domain/cluster.ts'
import { InputError } from '../../domain/errors.ts'
import { parseLabelledLeads } from '../../extract/parse-labelled.ts'
import { clusterCases, findCluster } from '../../jobs/cluster-cases.ts'
import { evaluateClustering } from '../../jobs/evaluate-clustering.ts'
import { judgeLink } from '../../jobs/judge-link.ts'
import { clusterCard, clusterLines, judgementText, setAsideLine, summaryLine } from '../describe-cluster.ts'
import { describeClustering } from '../describe-clustering.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Services } from '../services.ts'

const HELP = `
编号取自组内最早的线索，新线索加入后不变。关联依据：同一账号或店铺、联系方式（已还原变体写法）、图片、相同或相近的文字、昵称。
平台热线、快递电话、防骗提醒中的联系方式，以及多个互不相干的卖家共用的文字和图片，不作依据。
机器只提示“可能”；人工意见只增不改，同一对线索以最后一次为准，确认无关联的两条不会再经第三条并到一组。`

export function clustersCommand(services: Services, exit: Exit): Command {
  const command = new Command('clusters')
    .description('把可能属于同一卖家或团伙的线索归为一组，并列明依据')
    .addHelpText('after', HELP)
  command
    .command('list', { isDefault: true })
    .description('列出各组：线索数、卖家、平台、凭什么关联')
    .option('--all', '也列出只有一条线索的组')
    .option('--set-aside', '列出因多个卖家共用而未作依据的联系方式、文字、图片')
    .option('--json', '一份 JSON')
    .action(async (flags: ListFlags) => exit(await list(flags, services)))
  command
    .command('show')
    .description('一组的全部线索、依据、提示和人工意见')
    .argument('<编号>', '组的编号，或组内任一线索的编号')
    .option('--json', 'JSON')
    .action(async (id: string, flags: { json?: boolean }) => exit(await show(id, flags, services)))
  for (const [name, verdict, summary] of [
    ['cut', 'cut', '确认两条线索无关联，不再归入一组'],
    ['confirm', 'confirmed', '确认两条线索有关联，归入一组'],
  ] as const) {
    command
      .command(name)
      .description(summary)
      .argument('<线索>')
      .argument('<另一线索>')
      .requiredOption('--reason <理由>', '与姓名、时间一并记录，不可更改')
      .option('--by <姓名>', '判断人；默认取配置中的 operator')
      .option('--json', 'JSON')
      .action(async (a: string, b: string, flags: JudgeFlags) =>
        exit(await judge([a, b], { ...flags, verdict }, services)),
      )
  }
  command
    .command('evaluate')
    .description('用已标注卖家的数据检验归组：按线索对计的精确率和召回率，调参的一半与留出的一半分开')
    .argument('<文件>', '带标注的 .jsonl，见 data/labelled/README.md')
    .option('--errors', '逐组列出并错和漏并的线索')
    .option('--json', 'JSON')
    .action((file: string, flags: { errors?: boolean; json?: boolean }) => {
      const report = evaluateClustering(parseLabelledLeads(services.readText(file), file))
      services.io.out(flags.json ? JSON.stringify(report) : describeClustering(report, flags.errors === true))
      exit(EXIT.ok)
    })
  return command
}

interface ListFlags {
  readonly all?: boolean
  readonly setAside?: boolean
  readonly json?: boolean
}

interface JudgeFlags {
  readonly reason: string
  readonly by?: string
  readonly json?: boolean
}

async function list(flags: ListFlags, services: Services): Promise<ExitCode> {
  const { clustering, leads } = await clusterCases(services.clusters())
  const shown = clustering.clusters.filter(({ leadIds }) => flags.all || leadIds.length > 1)
  const bySize = shown.toSorted((a, b) => b.leadIds.length - a.leadIds.length)
  if (flags.json) {
    services.io.out(JSON.stringify({ ...clustering, clusters: bySize }))
    return EXIT.ok
  }
  for (const cluster of bySize) services.io.out(clusterLines(cluster, leads).join('\n'))
  services.io.out(summaryLine(clustering))
  if (flags.setAside) for (const one of clustering.setAside) services.io.out(setAsideLine(one))
  return EXIT.ok
}

async function show(id: string, flags: { json?: boolean }, services: Services): Promise<ExitCode> {
  const repository = services.clusters()
  const { clustering, leads } = await clusterCases(repository)
  const cluster = findCluster(clustering, id)
  if (!cluster) throw new InputError(`没有编号为 ${id} 的组或线索`)
  const judgements = await repository.linkJudgements()
  services.io.out(
    flags.json
      ? JSON.stringify({ ...cluster, leads: cluster.leadIds.map((leadId) => leads.get(leadId)), judgements })
      : clusterCard(cluster, leads, judgements).join('\n'),
  )
  return EXIT.ok
}

async function judge(
  leads: readonly [string, string],
  flags: JudgeFlags & Pick<LinkJudgement, 'verdict'>,
  services: Services,
): Promise<ExitCode> {
  const { verdict, reason, by = services.config.operator } = flags
  const ports = { clusters: services.clusters(), clock: services.clock }
  const judgement = await judgeLink({ leads, verdict, by, reason }, ports)
  const { clustering } = await clusterCases(ports.clusters)
  const now = leads.map((id) => findCluster(clustering, id)?.id)
  if (flags.json) services.io.out(JSON.stringify({ ...judgement, clusters: now }))
  else {
    services.io.out(judgementText(judgement))
    services.io.out(now[0] === now[1] ? `现在同在 ${now[0]}` : `现在分在 ${now.join(' 和 ')}`)
    for (const conflict of clustering.conflicts)
      services.io.out(`与“无关联”的意见矛盾，未合并：${judgementText(conflict)}`)
  }
  return EXIT.ok
}
