import { Command, Option } from 'commander'
import { DefinitionError, InputError } from '../../domain/errors.ts'
import type { Rule } from '../../domain/rule.ts'
import { type Hunt, huntRules } from '../../jobs/hunt-rules.ts'
import { isHunting } from '../../score/hunt-listing.ts'
import { describeHunt } from '../describe-hunt.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { openReplay, STORED } from '../open-replay.ts'
import { toCount } from '../parse-count.ts'
import { showReplayProgress } from '../replay-progress.ts'
import type { Services } from '../services.ts'

interface HuntFlags {
  readonly rule?: readonly string[]
  readonly over?: string
  readonly run?: string
  readonly listings?: readonly string[]
  readonly samples: number
  readonly json?: boolean
}

export function rulesHuntCommand(services: Services, exit: Exit): Command {
  return new Command('hunt')
    .description(
      '用狩猎规则（purpose: hunting）在已存信息中捞检出规则没有标记的信息，供分析人员改写成检出规则；不产生线索，不改动分值和结论',
    )
    .option('--rule <编号...>', '只用这些狩猎规则')
    .option('--over <文件或文件夹>', '把拟改的规则盖在现有规则上一并使用')
    .addOption(new Option('--run <编号>', '只看这一次运行见到的信息').conflicts('listings'))
    .option('--listings <来源...>', `一个或几个 .jsonl 文件；默认 ${STORED}，即主目录案件库中的信息`)
    .option('--samples <条数>', '每条规则各抽几条给人看，联系方式已遮盖', toCount, 5)
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: HuntFlags) => exit(await hunt(flags, services)))
}

async function hunt(flags: HuntFlags, services: Services): Promise<ExitCode> {
  const { io, signal } = services
  const rules = chosenRules(flags, services)
  if (flags.run !== undefined && !(await services.cases().runById(flags.run)))
    throw new InputError(`案件库中没有编号为 ${flags.run} 的运行`)
  const replay = await openReplay(flags.listings ?? [STORED], services, flags.run)
  for (const { source, line, reason } of replay.rejects) io.err(`${source} 第 ${line} 行未检索：${reason}`)
  const { lexicon, policy } = services.definitions()
  const result = await huntRules({
    listings: replay.listings,
    rules,
    lexicon,
    policy,
    samples: flags.samples,
    signal,
    historyOf: replay.historyOf,
    onProgress: showReplayProgress(services, replay.total, '已检索'),
  })
  io.out(flags.json ? JSON.stringify(toJson(result, replay.names)) : describeHunt(result, replay.names))
  if (result.stopped) return EXIT.interrupted
  return replay.rejects.length > 0 ? EXIT.partial : EXIT.ok
}

/** @throws {InputError} where a number is not that of a hunting rule. */
function chosenRules({ rule: ids, over }: HuntFlags, services: Services): Rule[] {
  const { rules: entries, problems } = services.ruleFiles(over)
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  const rules = entries.map(({ rule }) => rule)
  const hunting = rules.filter(isHunting)
  if (hunting.length === 0) throw new InputError('没有狩猎规则（purpose: hunting）')
  return ids === undefined ? hunting : ids.map((id) => oneOf(id, rules))
}

function oneOf(id: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((each) => each.id === id)
  if (!rule) throw new InputError(`没有编号为 ${id} 的规则`)
  if (rule.purpose !== 'hunting')
    throw new InputError(`“${rule.title}”是检出规则：用 qingshao rules backtest --rule ${id} 看它的作用`)
  if (!isHunting(rule)) throw new InputError(`“${rule.title}”已停用`)
  return rule
}

function toJson({ rules, ...result }: Hunt, data: readonly string[]) {
  return {
    data,
    ...result,
    rules: rules.map(({ rule: { id, title, level }, ...haul }) => ({ ruleId: id, title, level, ...haul })),
  }
}
