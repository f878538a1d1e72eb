import {
  EVASION_LABEL,
  Evasion,
  SIGNAL_LABEL,
  SignalKind,
  VERDICT_LABEL,
  Verdict,
} from '../../domain/vocabulary.ts'

const PLAIN: Readonly<Record<string, string>> = {
  base: '起点（各条相同）',
  rest: '其余各项合计',
  ngrams: '物品前后的用字',
  score: '规则得分',
  'rules.against': '命中的规则数',
  'rules.excusing': '放行规则数',
  'goods.species': '物种词',
  'goods.product': '制品词',
  'goods.gear': '工具词',
  'goods.code-word': '暗语词',
  'goods.disguised': '物品名经过伪装',
  'goods.put-aside': '读到但未采信的物品词',
  'goods.none': '没有采信的物品词',
  'goods.weight': '最强物品词的权重',
  benign: '无害用语',
  price: '单独标价',
}

/** What a feature is, in a reviewer's words. */
export function describeFeature(feature: string): string {
  return PLAIN[feature] ?? describeFamily(feature)
}

function describeFamily(feature: string): string {
  const dot = feature.indexOf('.')
  const name = feature.slice(dot + 1)
  switch (feature.slice(0, dot)) {
    case 'signal':
      return labelOf(SignalKind.safeParse(name).data, SIGNAL_LABEL) ?? feature
    case 'near':
      return `物品近旁：${labelOf(SignalKind.safeParse(name).data, SIGNAL_LABEL) ?? name}`
    case 'evasion':
      return `规避手法：${labelOf(Evasion.safeParse(name).data, EVASION_LABEL) ?? name}`
    case 'verdict':
      return `规则结论：${labelOf(Verdict.safeParse(name).data, VERDICT_LABEL) ?? name}`
    case 'floor':
      return `规则下限：${labelOf(Verdict.safeParse(name).data, VERDICT_LABEL) ?? name}`
    case 'ceiling':
      return `规则上限：${labelOf(Verdict.safeParse(name).data, VERDICT_LABEL) ?? name}`
    default:
      return feature
  }
}

function labelOf<K extends string>(
  key: K | undefined,
  labels: Readonly<Record<K, string>>,
): string | undefined {
  return key === undefined ? undefined : labels[key]
}
