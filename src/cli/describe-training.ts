import type { Ranker, RankFigures, VerdictFigures } from '../domain/ranker.ts'
import { describeFeature } from '../score/rank/describe-feature.ts'
import type { Checked } from '../score/rank/train-ranker.ts'

const STRONGEST = 12

/** What was learned, and how well it does on what it had not seen, for a terminal. */
export function describeTraining(
  ranker: Ranker,
  { out, checked }: { out: string | undefined; checked: Checked | undefined },
): string {
  const { data, method, figures, limits } = ranker
  const { verdicts } = figures
  return [
    `训练数据 ${data.listings} 条（应标记 ${data.flagged}，去重后 ${data.groups} 组），SHA-256 ${data.sha256.slice(0, 16)}…`,
    `以下均为 ${method.folds} 份交叉验证，模型未见过被检验的信息；近似重复的信息在同一份`,
    rankLine('排序模型', figures.ranker),
    rankLine('规则得分', figures.ruleScore),
    rankLine('同类物品也未见过', figures.otherGoods),
    '',
    verdictLine('规则结论', verdicts.rules),
    verdictLine('模型改动后', verdicts.moved),
    verdictLine('同类物品也未见过时', verdicts.otherGoodsMoved),
    `改动限度：升为存疑 ${limit(limits.raiseFrom, '≥')}，降为无异常 ${limit(limits.lowerTo, '≤')}`,
    '',
    ...(checked ? checkLines(checked) : []),
    '权重最大的各项',
    ...strongest(ranker.weights),
    '',
    out === undefined ? '未写入文件（用 --out 写入）' : `已写入 ${out}`,
  ].join('\n')
}

function checkLines({ ranker, ruleScore, rules, moved }: Checked): string[] {
  return [
    `以未参与训练的 ${ranker.listings} 条检验`,
    rankLine('排序模型', ranker),
    rankLine('规则得分', ruleScore),
    verdictLine('规则结论', rules),
    verdictLine('模型改动后', moved),
    '',
  ]
}

function rankLine(name: string, figures: RankFigures): string {
  const { precision, recall, f1, auc, queueAuc, ece, precisionAt50 } = figures
  return `${name}：AUC ${share(auc)}，队列内 AUC ${share(queueAuc)}，前 50 精确率 ${share(precisionAt50)}，校准误差 ${share(ece)}；以 0.5 为界精确率 ${share(precision)}，召回率 ${share(recall)}，F1 ${share(f1)}`
}

function verdictLine(name: string, { precision, recall, f1, falseAlarmRate }: VerdictFigures): string {
  return `${name}：精确率 ${share(precision)}，召回率 ${share(recall)}，F1 ${share(f1)}，合法误报 ${share(falseAlarmRate)}`
}

function limit(value: number | null, sign: string): string {
  return value === null ? '不改动（交叉验证未见好处）' : `${sign} ${value.toFixed(3)}`
}

function strongest(weights: Readonly<Record<string, number>>): string[] {
  return Object.entries(weights)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .slice(0, STRONGEST)
    .map(
      ([name, weight]) =>
        `  ${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}  ${describeFeature(name)}  ${name}`,
    )
}

function share(value: number | null): string {
  return value === null ? '—' : value.toFixed(3)
}
