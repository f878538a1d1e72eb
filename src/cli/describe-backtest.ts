import { LEAD_STATE_LABEL } from '../domain/lead.ts'
import { LEVEL_LABEL, VERDICT_LABEL } from '../domain/vocabulary.ts'
import { type Backtest, OUTCOMES, type Outcome } from '../jobs/backtest-rules.ts'
import type { BacktestSample, Standing } from '../jobs/backtest-sample.ts'

const OUTCOME_LABEL: Record<Outcome, string> = {
  added: '新增',
  removed: '减少',
  changed: '变化',
  unchanged: '不变',
}

interface Circumstances {
  readonly names: readonly string[]
  /** False: the rules are as they are, and only what each does by itself was measured. */
  readonly compared: boolean
  readonly recordFile: string | undefined
}

export function describeBacktest(result: Backtest, { names, compared, recordFile }: Circumstances): string {
  const { listings, leadsBefore, leadsAfter, stopped } = result
  return [
    `回放 ${listings} 条信息（${names.join('、')}）`,
    ...(stopped ? ['中途停止：以下只是一部分，没有写下回测记录'] : []),
    ...(compared
      ? [`线索：原 ${leadsBefore} 条，现 ${leadsAfter} 条`, outcomeLine(result), ...againstLines(result)]
      : [`线索 ${leadsAfter} 条。规则没有改动，只量每条规则自己的作用`]),
    ...(compared ? OUTCOMES.flatMap((outcome) => sampleLines(outcome, result)) : []),
    ...effectLines(result),
    ...(recordFile === undefined ? [] : ['', `回测记录已写入 ${recordFile}`]),
  ].join('\n')
}

function outcomeLine({ outcomes }: Backtest): string {
  return OUTCOMES.map((outcome) => `${OUTCOME_LABEL[outcome]} ${outcomes[outcome]}`).join('，')
}

function againstLines({ against: { confirmedRemoved, dismissedAdded } }: Backtest): string[] {
  return [
    ...(confirmedRemoved > 0 ? [`注意：减少的线索中有 ${confirmedRemoved} 条已由人确认`] : []),
    ...(dismissedAdded > 0 ? [`注意：新增的线索中有 ${dismissedAdded} 条已由人排除`] : []),
  ]
}

function sampleLines(outcome: Outcome, { outcomes, samples }: Backtest): string[] {
  const shown = samples[outcome]
  if (shown.length === 0) return []
  return [
    '',
    `${OUTCOME_LABEL[outcome]}（看 ${shown.length} 条，共 ${outcomes[outcome]} 条）`,
    ...shown.flatMap((sample) => describeSample(sample, outcome === 'unchanged')),
  ]
}

function describeSample(
  { listingId, title, body, before, after, findings, decision }: BacktestSample,
  isUnchanged: boolean,
): string[] {
  const standing = isUnchanged
    ? describeStanding(after)
    : `${describeStanding(before)} → ${describeStanding(after)}`
  const decided = decision === undefined ? '' : `，${LEAD_STATE_LABEL[decision]}`
  const moved = findings.map((finding) => `${finding.title} ${finding.before} → ${finding.after} 分`)
  return [
    `  ${listingId}  ${standing}${decided}`,
    `    ${title}${body === '' ? '' : ` ／ ${body}`}`,
    ...(moved.length > 0 ? [`    ${moved.join('；')}`] : []),
  ]
}

function describeStanding({ verdict, level, score }: Standing): string {
  return verdict === 'legal'
    ? `${VERDICT_LABEL[verdict]} ${score} 分`
    : `${VERDICT_LABEL[verdict]} ${score} 分（${LEVEL_LABEL[level]}）`
}

function effectLines({ effects }: Backtest): string[] {
  if (effects.length === 0) return []
  const rows = effects.toSorted((a, b) => b.fired - a.fired || (a.rule.id < b.rule.id ? -1 : 1))
  return [
    '',
    '每条规则自己的作用（与去掉它相比）：命中 / 对 / 错（有标注或已由人决定的）/ 新增 / 减少 / 变化',
    ...rows.map(
      ({ rule, fired, right, wrong, added, removed, changed }) =>
        `  ${[fired, right, wrong, added, removed, changed].map((count) => String(count).padStart(5)).join('')}  ${rule.title}  ${rule.id}`,
    ),
  ]
}
