import { Command, Option } from 'commander'
import type { BacktestRecord } from '../../domain/backtest.ts'
import { DefinitionError, InputError } from '../../domain/errors.ts'
import type { Rule } from '../../domain/rule.ts'
import { type Backtest, type BacktestOptions, backtestRules } from '../../jobs/backtest-rules.ts'
import { ruleHash } from '../../jobs/rule-hash.ts'
import type { RuleEntry } from '../../score/rule-entry.ts'
import { describeBacktest } from '../describe-backtest.ts'
import type { Exit } from '../exit.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { openReplay, type Replay, STORED } from '../open-replay.ts'
import { toCount } from '../parse-count.ts'
import { showReplayProgress } from '../replay-progress.ts'
import type { Services } from '../services.ts'

interface BacktestFlags {
  readonly rule?: string
  readonly file?: string
  readonly against?: string
  readonly listings: readonly string[]
  readonly samples: number
  readonly record?: string | false
  readonly json?: boolean
}

export function rulesBacktestCommand(services: Services, exit: Exit): Command {
  return new Command('backtest')
    .description(
      '用已存的信息回放，看改动会使哪些线索新增、减少、变化、不变，并写下回测记录；不改动规则和线索',
    )
    .option('--rule <编号>', '只看这一条规则：有它与没有它相比；与下面两项同用时，只取其中这一条')
    .addOption(new Option('--file <规则文件>', '拟改或拟增的一条规则，用例在旁边').conflicts('against'))
    .option('--against <文件夹>', '拟改的规则文件夹，按编号盖在现有规则上')
    .option('--listings <来源...>', `一个或几个 .jsonl 文件；${STORED} 为主目录案件库中的信息`, [STORED])
    .option('--samples <条数>', '每类各抽几条给人看，联系方式已遮盖', toCount, 3)
    .option('--record <文件>', '回测记录写入何处；默认为主目录的 rules/backtests.yml')
    .option('--no-record', '不写回测记录')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (flags: BacktestFlags) => exit(await backtest(flags, services)))
}

async function backtest(flags: BacktestFlags, services: Services): Promise<ExitCode> {
  const { io, signal } = services
  const { lexicon } = services.definitions()
  const change = changeOf(flags, services)
  const replay = await openReplay(flags.listings, services)
  for (const { source, line, reason } of replay.rejects) io.err(`${source} 第 ${line} 行未回放：${reason}`)
  const result = await backtestRules({
    ...change,
    listings: replay.listings,
    lexicon,
    samples: flags.samples,
    signal,
    answerOf: replay.answerOf,
    ...(replay.decisionOf ? { decisionOf: replay.decisionOf } : {}),
    onProgress: showReplayProgress(services, replay.total, '已回放'),
  })
  const records = recordsOf(result, replay, services.clock.now())
  const recordFile =
    result.stopped || flags.record === false || records.length === 0
      ? undefined
      : await services.saveBacktests(records, flags.record)
  const compared = change.before !== change.after
  io.out(
    flags.json
      ? JSON.stringify({ data: replay.names, ...toJson(result), records: recordFile ?? null })
      : describeBacktest(result, { names: replay.names, compared, recordFile }),
  )
  if (result.stopped) return EXIT.interrupted
  return replay.rejects.length > 0 ? EXIT.partial : EXIT.ok
}

type Change = Pick<BacktestOptions, 'before' | 'after' | 'measured'>

/** The two sets of rules, and whose effect is measured. */
function changeOf({ rule: id, file, against }: BacktestFlags, services: Services): Change {
  const { rules, policy } = services.definitions()
  const over = file ?? against
  if (over !== undefined) return laidOver(over, id, services)
  if (id === undefined) {
    return { before: policy, after: policy, measured: new Set(policy.rules.map(({ rule }) => rule.id)) }
  }
  const { rule } = entryOf(id, rules)
  if (rule.status === 'deprecated') throw new InputError(`规则 ${id} 已停用，没有可回测的`)
  if (rule.purpose === 'hunting')
    throw new InputError(
      `“${rule.title}”是狩猎规则，不产生线索：用 qingshao rules hunt --rule ${id} 看它捞出什么`,
    )
  const others = rules.filter((entry) => entry.rule.id !== id)
  return { before: services.policyWith(rulesOf(others)), after: policy, measured: new Set([id]) }
}

function laidOver(over: string, id: string | undefined, services: Services): Change {
  const { rules, policy } = services.definitions()
  const known = new Set(rules.map(({ file }) => file))
  const read = services.ruleFiles(over)
  if (read.problems.length > 0) throw new DefinitionError(read.problems.join('\n'))
  const drafts = read.rules.filter(({ file }) => !known.has(file))
  const chosen = id === undefined ? drafts : [entryOf(id, drafts)]
  if (chosen.length === 0) throw new InputError(`${over} 中没有与现有规则不同的规则文件`)
  const replaced = new Set(chosen.map(({ rule }) => rule.id))
  const kept = rules.filter(({ rule }) => !replaced.has(rule.id))
  const after = services.policyWith(rulesOf([...kept, ...chosen]))
  return { before: policy, after, measured: replaced }
}

function entryOf(id: string, entries: readonly RuleEntry[]): RuleEntry {
  const entry = entries.find(({ rule }) => rule.id === id)
  if (!entry) throw new InputError(`没有编号为 ${id} 的规则`)
  return entry
}

function rulesOf(entries: readonly RuleEntry[]): Rule[] {
  return entries.map(({ rule }) => rule)
}

function recordsOf(
  { effects, listings, dataHash }: Backtest,
  { names }: Replay,
  now: string,
): BacktestRecord[] {
  return effects.map(({ rule, ...counts }) => ({
    rule: rule.id,
    title: rule.title,
    ruleHash: ruleHash(rule),
    data: [...names],
    dataHash,
    listings,
    ...counts,
    date: now.slice(0, 10),
  }))
}

function toJson({ effects, ...result }: Backtest) {
  return {
    ...result,
    effects: effects.map(({ rule: { id, title }, ...counts }) => ({ ruleId: id, title, ...counts })),
  }
}
