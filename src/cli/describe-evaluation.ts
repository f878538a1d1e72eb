import {
  CATEGORY_LABEL,
  EVASION_LABEL,
  PLATFORM_LABEL,
  VERDICT_LABEL,
  Verdict,
} from '../domain/vocabulary.ts'
import type { Evaluation, FlagCounts, SliceCounts } from '../score/evaluate.ts'

/** The figures of an evaluation for a terminal. */
export function describeEvaluation(evaluation: Evaluation): string {
  const { listings, ambiguous, baseline, confusion, agencies } = evaluation
  return [
    `共 ${listings} 条（另有 ${ambiguous} 条标注存在争议，未计）`,
    flagLine('本程序', evaluation),
    flagLine('仅按关键词', baseline),
    '',
    `标注\\研判  ${Verdict.options.map((verdict) => VERDICT_LABEL[verdict]).join('  ')}`,
    ...Verdict.options.map(
      (truth) =>
        `${VERDICT_LABEL[truth]}  ${Verdict.options.map((verdict) => confusion[truth][verdict]).join('  ')}`,
    ),
    '',
    `类别正确 ${percent(evaluation.categoryAccuracy)}，行为正确 ${percent(evaluation.offenceAccuracy)}，应送部门覆盖 ${percent(agencies.covered)}，平均多送 ${agencies.meanExtras?.toFixed(2) ?? '—'} 个`,
    ...slices('类别', evaluation.byCategory, CATEGORY_LABEL),
    ...slices('平台', evaluation.byPlatform, PLATFORM_LABEL),
    ...slices('规避手法', evaluation.byEvasion, EVASION_LABEL),
  ].join('\n')
}

function flagLine(name: string, counts: FlagCounts): string {
  const { precision, recall, f1, recallOnIllegal, falseAlarmRate } = counts
  return `${name}：精确率 ${percent(precision)}，召回率 ${percent(recall)}，F1 ${percent(f1)}，违法召回 ${percent(recallOnIllegal)}，合法误报 ${percent(falseAlarmRate)}`
}

function slices(
  title: string,
  parts: Readonly<Record<string, SliceCounts>>,
  labels: Record<string, string>,
): string[] {
  const rows = Object.entries(parts).map(
    ([key, { listings, flagged, recall, falseAlarmRate }]) =>
      `  ${labels[key] ?? key}：${listings} 条，标记 ${flagged}，召回 ${percent(recall)}，误报 ${percent(falseAlarmRate)}`,
  )
  return ['', title, ...rows]
}

function percent(share: number | null): string {
  return share === null ? '—' : `${(share * 100).toFixed(1)}%`
}
