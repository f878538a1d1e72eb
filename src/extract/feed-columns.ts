import { InputError } from '../domain/errors.ts'
import { type ColumnMapping, FeedField } from '../domain/intake-source.ts'

/** Column names that are understood, the first being the one named in messages. */
export const CSV_COLUMNS: Readonly<Record<FeedField, readonly string[]>> = {
  title: [
    '标题',
    'title',
    '商品名称',
    '商品标题',
    '宝贝标题',
    '宝贝名称',
    '帖子标题',
    '名称',
    '主题',
    'subject',
    'name',
  ],
  body: [
    '正文',
    '描述',
    '商品描述',
    '内容',
    '详情',
    '简介',
    'body',
    'description',
    'desc',
    'content',
    'text',
  ],
  price: ['价格', '售价', '标价', '单价', '金额', 'price', 'amount'],
  seller: [
    '卖家',
    '卖家昵称',
    '店铺',
    '店铺名称',
    '发布人',
    '发布者',
    '昵称',
    '作者',
    '用户名',
    'seller',
    'nick',
    'nickname',
    'shop',
    'author',
    'user',
  ],
  region: ['地区', '所在地', '发货地', '位置', '城市', '属地', 'region', 'location', 'area', 'city'],
  shopCategory: [
    '类目',
    '商品类目',
    '店铺类目',
    '分类',
    '商品分类',
    '所属分类',
    'shopCategory',
    'shop_category',
    'category',
  ],
  observedOn: [
    '采集日期',
    '发现日期',
    '发现时间',
    '采集时间',
    '举报日期',
    '举报时间',
    'observedOn',
    'observed_on',
    'seen',
  ],
  url: ['链接', '网址', '地址链接', '商品链接', '网页地址', 'url', 'link', 'href'],
  id: ['编号', '商品编号', '商品id', '帖子id', 'id', 'itemid', 'item_id', 'key'],
  platform: ['平台', '平台类型', '来源平台', 'platform'],
  images: ['图片', '图片链接', 'images', 'image', 'pic'],
}

const COMPLAINT_NUMBERS: readonly string[] = [
  '投诉单号',
  '投诉编号',
  '举报单号',
  '举报编号',
  '登记编号',
  '工单编号',
  '工单号',
]

/**
 * Columns of a complaint export as the 12315 platform and the hotlines write them. What names the complainant is not
 * among them: a lead does not need it.
 */
export const COMPLAINT_COLUMNS: Readonly<Record<FeedField, readonly string[]>> = {
  title: ['商品名称', '商品/服务名称', '产品名称', '涉诉商品', '投诉商品', '涉及商品', '商品或服务名称'],
  body: [
    '诉求',
    '问题描述',
    '诉求/问题描述',
    '投诉内容',
    '举报内容',
    '诉求内容',
    '投诉问题',
    '具体问题',
    '事实与理由',
    '事实和理由',
    '具体诉求',
    '投诉请求',
  ],
  price: ['涉及金额', '涉案金额', '争议金额', '消费金额', '金额'],
  seller: [
    '被投诉商家',
    '被投诉人',
    '被投诉企业',
    '被投诉企业名称',
    '被投诉方',
    '被投诉主体',
    '被举报人',
    '被举报主体',
    '店铺名称',
    '商家名称',
  ],
  region: ['商家所在地', '被投诉方所在地', '企业所在地', '行政区划', '所属区域', '辖区'],
  shopCategory: ['商品类别', '商品分类', '客体类别', '投诉客体类别'],
  observedOn: ['投诉时间', '举报时间', '登记时间', '提交时间', '受理时间', '投诉日期', '登记日期'],
  url: ['商品链接', '链接', '网址'],
  id: COMPLAINT_NUMBERS,
  platform: ['平台', '平台名称', '交易平台', '电商平台', '购买平台', '消费平台'],
  images: ['图片', '图片链接', '附件链接'],
}

export type Preset = '12315'

export interface FeedColumns {
  /** By column, the field it is read as; undefined: not used. */
  readonly fields: readonly (FeedField | undefined)[]
  readonly preset: Preset | undefined
}

/**
 * Which column is read as which field: by the mapping where it names one, else by the column's name.
 * @throws {InputError} when nothing can be read as title or body, or the mapping names a column that is not there.
 */
export function assignColumns(
  headings: readonly string[],
  { mapping = {}, preset }: { mapping?: ColumnMapping | undefined; preset?: Preset | undefined } = {},
): FeedColumns {
  const names = headings.map((heading) => heading.trim())
  const chosen = preset ?? (names.some((name) => isAmong(name, COMPLAINT_NUMBERS)) ? '12315' : undefined)
  const fields = names.map((name) => mappedField(name, mapping) ?? guessField(name, mapping, chosen))
  refuseMissing(names, mapping)
  const isReadable = fields.includes('title') || (chosen === '12315' && fields.includes('body'))
  if (!isReadable && !mapping.body) throw new InputError(missingTitle(names))
  return { fields, preset: chosen }
}

function mappedField(name: string, mapping: ColumnMapping): FeedField | undefined {
  return FeedField.options.find((field) => mapping[field]?.some((column) => plain(column) === plain(name)))
}

/** A field that the mapping names is read from the columns named, and from no other. */
function guessField(name: string, mapping: ColumnMapping, preset: Preset | undefined): FeedField | undefined {
  const tables = preset === '12315' ? [COMPLAINT_COLUMNS] : [CSV_COLUMNS]
  return FeedField.options.find(
    (field) => mapping[field] === undefined && tables.some((table) => isAmong(name, table[field])),
  )
}

function refuseMissing(names: readonly string[], mapping: ColumnMapping): void {
  const absent = Object.values(mapping)
    .flat()
    .filter((column) => !names.some((name) => plain(name) === plain(column)))
  // A source may drop a column; one without its title is another table.
  const title = mapping.title ?? mapping.body
  if (title?.every((column) => absent.includes(column)))
    throw new InputError(`文件里没有列“${title.join('”、“')}”；文件里的列：${quoted(names)}`)
}

function isAmong(name: string, aliases: readonly string[]): boolean {
  return aliases.some((alias) => plain(alias) === plain(name))
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_()（）:：*]/g, '')
}

function missingTitle(names: readonly string[]): string {
  return `没有标题列。文件里的列：${quoted(names)}；可用的标题列名：${CSV_COLUMNS.title.join('、')}；或用 --map title=列名 指明`
}

function quoted(names: readonly string[]): string {
  const seen = names.filter((name) => name !== '').map((name) => `“${name.slice(0, 30)}”`)
  return seen.slice(0, 30).join('、') || '（空）'
}
