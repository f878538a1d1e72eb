import {
  CATEGORY_LABEL,
  EVASION_LABEL,
  PLATFORM_LABEL,
  VERDICT_LABEL,
  Verdict,
} from '../domain/vocabulary.ts'
import type { CategoryFigures, DetectorFigures, Evaluation, SliceFigures } from '../score/evaluate.ts'

/** The figures of an evaluation for a terminal. */
export function describeEvaluation(evaluation: Evaluation): string {
  const { listings, ambiguous, baseline, confusion, agencies, calibration } = evaluation
  return [
    `共 ${listings} 条（另有 ${ambiguous} 条标注存在争议，未计）`,
    ...flagLines('本程序', evaluation),
    ...flagLines('仅按关键词', baseline),
    '',
    `标注\\研判  ${Verdict.options.map((verdict) => VERDICT_LABEL[verdict]).join('  ')}`,
    ...Verdict.options.map(
      (truth) =>
        `${VERDICT_LABEL[truth]}  ${Verdict.options.map((verdict) => confusion[truth][verdict]).join('  ')}`,
    ),
    '',
    `双方都标记的：类别正确 ${percent(evaluation.categoryAccuracy)}，行为正确 ${percent(evaluation.offenceAccuracy)}`,
    `去向：部门完全一致 ${percent(agencies.exact)}，主办部门在送出之列 ${percent(agencies.primaryProposed)}、排在第一 ${percent(agencies.primaryFirst)}，应送部门覆盖 ${percent(agencies.covered)}，平均多送 ${agencies.meanExtras?.toFixed(2) ?? '—'} 个；连漏报计，主办部门收到 ${percent(agencies.primaryReached)}`,
    `得分校准误差 ${percent(calibration.error)}`,
    ...slices('类别', evaluation.byCategory, CATEGORY_LABEL, proposedPart),
    ...slices('平台', evaluation.byPlatform, PLATFORM_LABEL),
    ...slices('规避手法', evaluation.byEvasion, { ...EVASION_LABEL, none: '无' }),
  ].join('\n')
}

function flagLines(name: string, figures: DetectorFigures): string[] {
  const { precision, recall, f1, recallOnIllegal, falseAlarmRate, reviewed } = figures
  const cuts = reviewed.map(
    (cut) =>
      `前 ${cut.capacity} 条 ${percent(cut.precision)}${cut.reviewed < cut.capacity ? `（仅 ${cut.reviewed} 条）` : ''}`,
  )
  return [
    `${name}：精确率 ${percent(precision)}，召回率 ${percent(recall)}，F1 ${percent(f1)}，违法召回 ${percent(recallOnIllegal)}，合法误报 ${percent(falseAlarmRate)}`,
    `  按次序复核的精确率：${cuts.join('，')}`,
  ]
}

function slices<T extends SliceFigures>(
  title: string,
  parts: Readonly<Record<string, T>>,
  labels: Record<string, string>,
  more: (figures: T) => string = () => '',
): string[] {
  const rows = Object.entries(parts).map(([key, figures]) => {
    const { listings, flagged, recall, falseAlarmRate, precision, baseline, routing } = figures
    return (
      [
        `  ${labels[key] ?? key}：${listings} 条，标记 ${flagged}`,
        ...given('召回', recall, baseline.recall),
        ...given('误报', falseAlarmRate, baseline.falseAlarmRate),
        ...(falseAlarmRate === null || recall === null ? [] : given('精确率', precision, baseline.precision)),
        ...(recall === null
          ? []
          : [`类别 ${percent(figures.categoryAccuracy)}，部门一致 ${percent(routing.exact)}`]),
        ...(figures.calibrationError === null ? [] : [`校准误差 ${percent(figures.calibrationError)}`]),
      ].join('，') + more(figures)
    )
  })
  return ['', `${title}（括号内为仅按关键词）`, ...rows]
}

function given(name: string, own: number | null, baseline: number | null): string[] {
  return own === null && baseline === null ? [] : [`${name} ${percent(own)}（${percent(baseline)}）`]
}

function proposedPart({ proposed, proposedRight }: CategoryFigures): string {
  return `；判为此类 ${proposed} 条，其中正确 ${percent(proposedRight)}`
}

function percent(share: number | null): string {
  return share === null ? '—' : `${(share * 100).toFixed(1)}%`
}
