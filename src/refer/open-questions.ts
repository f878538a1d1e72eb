import type { Assessment } from '../domain/assessment.ts'
import type { Category, SignalKind } from '../domain/vocabulary.ts'

const BY_CATEGORY: Partial<Record<Category, string>> = {
  'protected-animal-live': '动物的物种、数量，野外来源还是人工繁育，是否有专用标识（须经鉴定）。',
  'protected-animal-product': '制品的材质与物种，是真品、替代材质还是仿制品（须经鉴定）。',
  'wild-meat': '肉食的物种与来源，有无检疫证明（须经鉴定）。',
  'aquatic-protected': '水生动物或制品的物种与来源，有无水生野生动物经营利用许可（须经鉴定）。',
  'protected-plant': '植株的物种，野外采集还是人工培植（须经鉴定）。',
  'bird-live': '鸟类的物种、数量，野外来源还是人工繁育（须经鉴定）。',
  'banned-hunting-gear': '工具的结构与用途，是否属于当地禁止使用的猎捕工具（须经认定）。',
  'banned-fishing-gear': '渔具渔法是否属于禁止使用、制造、销售的种类（须经认定）。',
  'service-or-ad': '服务或广告的实际内容、提供者和已成交情况。',
}

const BY_SIGNAL: readonly (readonly [SignalKind, string])[] = [
  ['permit-claim', '页面自称有证：证件、批准文件或专用标识的真伪、编号、有效期以及与实物是否相符。'],
  ['captive-bred', '页面自称人工繁育：繁育许可与子代来源。'],
  ['antique-claim', '页面自称老物件：年代、来源，以及买卖是否需经批准。'],
  ['ship', '页面提到运输或寄递：承运企业、收寄验视情况和物流单据。'],
  ['import', '页面提到进出境：货物来源地和通关情况。'],
  ['private-channel', '页面引向私下联系：线下或站外成交情况（程序没有联系卖家，也没有进入任何私下渠道）。'],
]

/** What the machine could not check and a body with powers can. */
export function openQuestions({ category, signals, taxa }: Assessment): string[] {
  const seen = new Set(signals.map(({ kind }) => kind))
  const questions = ['卖家（发布者）的真实身份、住所地或实际经营地：页面所载名称和地区未经核实。']
  const goods = BY_CATEGORY[category]
  if (goods) questions.push(goods)
  if (taxa.length === 0) questions.push('涉及的物种：程序没有从文字中确定物种。')
  questions.push(...BY_SIGNAL.filter(([kind]) => seen.has(kind)).map(([, question]) => question))
  if (!seen.has('permit-claim')) questions.push('是否持有猎捕、人工繁育、经营利用等许可：页面没有载明。')
  questions.push('物品是否实际存在、库存与成交数量、同一卖家在其他平台的发布情况。')
  questions.push('页面可能在采集后修改或删除，需要作为证据使用时，请依法重新取证。')
  return questions
}
