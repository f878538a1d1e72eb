import { z } from 'zod'

/** Closed sets shared by every stage, each with the word that staff read. */

export const Platform = z.enum([
  'shop',
  'secondhand',
  'forum',
  'weibo-like post',
  'shortvideo',
  'b2b',
  'classified',
])
export type Platform = z.infer<typeof Platform>
export const PLATFORM_LABEL: Record<Platform, string> = {
  shop: '网店',
  secondhand: '二手平台',
  forum: '论坛',
  'weibo-like post': '微博类社交',
  shortvideo: '短视频',
  b2b: '批发平台',
  classified: '分类信息',
}

export const Verdict = z.enum(['illegal', 'suspect', 'legal'])
export type Verdict = z.infer<typeof Verdict>
/** What the machine proposes; never a finding of law. */
export const VERDICT_LABEL: Record<Verdict, string> = {
  illegal: '涉嫌违法',
  suspect: '存疑待核',
  legal: '未见异常',
}

/** Defined by what the reviewer must do; see LEVEL_DUTY. */
export const Level = z.enum(['none', 'low', 'medium', 'high', 'critical'])
export type Level = z.infer<typeof Level>
export const LEVEL_LABEL: Record<Level, string> = {
  none: '无',
  low: '低',
  medium: '中',
  high: '高',
  critical: '紧急',
}
export const LEVEL_DUTY: Record<Level, string> = {
  none: '不进入研判队列',
  low: '有余力时抽看',
  medium: '三日内研判',
  high: '二十四小时内研判',
  critical: '立即研判并报告负责人',
}

export const Category = z.enum([
  'protected-animal-live',
  'protected-animal-product',
  'wild-meat',
  'aquatic-protected',
  'protected-plant',
  'bird-live',
  'banned-hunting-gear',
  'banned-fishing-gear',
  'service-or-ad',
  'none',
])
export type Category = z.infer<typeof Category>
export const CATEGORY_LABEL: Record<Category, string> = {
  'protected-animal-live': '重点保护或列入附录的野生动物活体',
  'protected-animal-product': '重点保护或列入附录的野生动物制品',
  'wild-meat': '野味与陆生野生动物食品',
  'aquatic-protected': '水生野生动物及制品',
  'protected-plant': '重点保护野生植物',
  'bird-live': '野生鸟类活体',
  'banned-hunting-gear': '禁用猎捕工具',
  'banned-fishing-gear': '禁用渔具渔法',
  'service-or-ad': '猎捕、运输等服务或广告',
  none: '无',
}

export const Offence = z.enum([
  'sale',
  'purchase',
  'advertise-tool',
  'sell-tool',
  'eat',
  'transport-post',
  'import-export',
  'hunt',
  'none',
])
export type Offence = z.infer<typeof Offence>
export const OFFENCE_LABEL: Record<Offence, string> = {
  sale: '出售',
  purchase: '收购',
  'advertise-tool': '为禁用工具发布广告',
  'sell-tool': '出售禁用工具',
  eat: '食用或经营食用',
  'transport-post': '运输、寄递',
  'import-export': '进出口、走私',
  hunt: '猎捕',
  none: '无',
}

export const Agency = z.enum([
  'forestry',
  'agriculture',
  'market-supervision',
  'public-security',
  'cyberspace',
  'postal',
  'customs',
])
export type Agency = z.infer<typeof Agency>
export const AGENCY_LABEL: Record<Agency, string> = {
  forestry: '林业和草原主管部门',
  agriculture: '农业农村（渔政）主管部门',
  'market-supervision': '市场监督管理部门',
  'public-security': '公安机关',
  cyberspace: '网信部门',
  postal: '邮政管理部门',
  customs: '海关',
}

/** Of the bodies that receive a lead: who must act first, and who is only told. */
export const AgencyRole = z.enum(['primary', 'copy'])
export type AgencyRole = z.infer<typeof AgencyRole>
export const AGENCY_ROLE_LABEL: Record<AgencyRole, string> = { primary: '主办', copy: '抄送' }

/** What was undone to see a term; `mixed` is added whenever two or more others apply. */
export const Evasion = z.enum([
  'homophone',
  'pinyin',
  'initials',
  'split-char',
  'emoji',
  'noise',
  'traditional',
  'fullwidth',
  'variant-glyph',
  'slang',
  'zero-width',
  'reversed',
  'image-only',
  'mixed',
])
export type Evasion = z.infer<typeof Evasion>
export const EVASION_LABEL: Record<Evasion, string> = {
  homophone: '谐音',
  pinyin: '拼音',
  initials: '拼音首字母',
  'split-char': '拆字',
  emoji: '表情符号',
  noise: '插入符号',
  traditional: '繁体或异体',
  fullwidth: '全角',
  'variant-glyph': '变形字',
  slang: '暗语代称',
  'zero-width': '零宽字符',
  reversed: '倒写',
  'image-only': '仅见于图片',
  mixed: '多种手法并用',
}

/** Where in a listing something stands. */
export const Field = z.enum(['title', 'body'])
export type Field = z.infer<typeof Field>
export const FIELD_LABEL: Record<Field, string> = { title: '标题', body: '正文' }

/** What a context term or a pattern says about the listing around it. */
export const SignalKind = z.enum([
  'sale',
  'purchase',
  'hunt',
  'eat',
  'ship',
  'import',
  'advertise',
  'service',
  'price',
  'quantity',
  'contact',
  'private-channel',
  'secrecy',
  'permit-claim',
  'permit-absent',
  'antique-claim',
  'genuine-material',
  'imitation',
  'substitute-material',
  'unknown-material',
  'live',
  'product',
  'meat',
  'specimen',
  'plant',
  'wild-caught',
  'captive-bred',
  'tool-use',
  'negation',
  'reporting',
  'education',
  'rescue',
  'donation',
  'question',
  'household-use',
  'brand-or-name',
  'food-context',
  'pattern-or-colour',
  'media-or-game',
  'approved-medicine',
  'permit-number',
  'permit-unnumbered',
  'shop-category',
  'sensitive-shop',
  'seller-history',
  'border-region',
  'port-region',
])
export type SignalKind = z.infer<typeof SignalKind>
export const SIGNAL_LABEL: Record<SignalKind, string> = {
  sale: '出售用语',
  purchase: '收购用语',
  hunt: '猎捕用语',
  eat: '食用用语',
  ship: '运输寄递用语',
  import: '进出境用语',
  advertise: '招揽广告用语',
  service: '提供服务用语',
  price: '标价',
  quantity: '数量规格',
  contact: '联系方式',
  'private-channel': '引向私域',
  secrecy: '遮掩用语',
  'permit-claim': '自称有证',
  'permit-absent': '自称无证',
  'antique-claim': '自称老物件',
  'genuine-material': '自称真品材质',
  imitation: '仿制材质',
  'substitute-material': '替代材质',
  'unknown-material': '材质不明',
  live: '活体',
  product: '制品',
  meat: '肉食',
  specimen: '标本',
  plant: '植株',
  'wild-caught': '野外来源',
  'captive-bred': '人工繁育',
  'tool-use': '工具用法',
  negation: '否定',
  reporting: '新闻通报',
  education: '科普',
  rescue: '救助放生',
  donation: '捐赠展览',
  question: '提问',
  'household-use': '家用或农用',
  'brand-or-name': '品牌或名称',
  'food-context': '普通食品',
  'pattern-or-colour': '花纹或颜色',
  'media-or-game': '书影游戏',
  'approved-medicine': '合法药品',
  'permit-number': '证件编号',
  'permit-unnumbered': '称有证而无编号',
  'shop-category': '所在类目',
  'sensitive-shop': '敏感类目',
  'seller-history': '卖家前情',
  'border-region': '边境地区',
  'port-region': '口岸地区',
}

/** How well a taxon is protected by the lists in data/taxa. */
export const Protection = z.enum(['state-1', 'state-2', 'cites', 'sanyou', 'local', 'none', 'unknown'])
export type Protection = z.infer<typeof Protection>
export const PROTECTION_LABEL: Record<Protection, string> = {
  'state-1': '国家一级重点保护',
  'state-2': '国家二级重点保护',
  cites: 'CITES 附录物种',
  sanyou: '有重要生态、科学、社会价值的陆生野生动物',
  local: '地方重点保护',
  none: '未列入',
  unknown: '待核',
}
