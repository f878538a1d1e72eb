import { beijingTimeInWords } from '../domain/beijing-time.ts'
import { type CustodyEntry, TIMESTAMP_STATE_LABEL, type TimestampState } from '../domain/evidence.ts'
import { blocksToDocx } from './blocks-to-docx.ts'
import { blocksToHtml } from './blocks-to-html.ts'
import {
  type DocumentBlock,
  hashLines,
  heading,
  type LaidOutDocument,
  note,
  paragraph,
  type TableBlock,
  table,
} from './document-blocks.ts'
import { environmentRows } from './environment-rows.ts'
import type { VerifiedEvidence } from './packet-ports.ts'

export interface ExtractionRecordInput {
  readonly evidence: VerifiedEvidence
  /** ISO 8601 UTC: when the documents are made. */
  readonly createdAt: string
  /** From which addresses the responses came, as the WARC has them. */
  readonly serverAddresses: readonly string[]
  readonly timestampState: TimestampState
}

export const EXTRACTION_DOCUMENTS = {
  record: '电子数据提取笔录',
  list: '电子数据提取固定清单',
} as const

type Row = readonly [string, string]

const BLANK = '（由提取人填写）'
/** Of bundles of before there was an environment record. */
const NO_ENVIRONMENT: Row[] = [
  ['提取设备', BLANK],
  ['网络接入', BLANK],
  ['设备清洁性检查', BLANK],
]
const DRAFT =
  '本文书由程序按采集时的记录填写，供执法人员核对、补充和签名。未经两名执法人员签名，不是提取笔录，不得作为证据使用。'

/**
 * 电子数据提取笔录 with the elements that 法发〔2016〕22号 article 14 asks for (案由、对象、内容、时间、地点、方法、过程), filled from what
 * was recorded; what no record holds is a blank. 电子数据提取固定清单: kind, format and check values of every file.
 */
export async function layOutExtraction(input: ExtractionRecordInput): Promise<LaidOutDocument[]> {
  return Promise.all([
    layOut(EXTRACTION_DOCUMENTS.record, recordBlocks(input), input),
    layOut(EXTRACTION_DOCUMENTS.list, listBlocks(input), input),
  ])
}

async function layOut(
  name: string,
  content: readonly DocumentBlock[],
  { createdAt }: ExtractionRecordInput,
): Promise<LaidOutDocument> {
  const blocks: DocumentBlock[] = [
    { kind: 'title', text: name },
    { kind: 'statement', text: DRAFT },
    ...content,
  ]
  return { name, docx: await blocksToDocx(name, blocks, createdAt), html: blocksToHtml(name, blocks) }
}

function recordBlocks(input: ExtractionRecordInput): DocumentBlock[] {
  const { manifest, custody } = input.evidence
  return [
    heading('一、基本情况'),
    table(basics(input), { shares: [0.24, 0.76], named: true }),
    heading('二、提取过程'),
    ...custody.map((entry, index) => paragraph(`${index + 1}．${actInWords(entry)}`)),
    heading('三、采集说明'),
    ...(manifest.caveats.length > 0
      ? manifest.caveats.map((caveat) => paragraph(caveat))
      : [paragraph('采集过程没有需要说明的情况。')]),
    heading('四、完整性校验'),
    ...integrity(input),
    heading('五、签名'),
    signatures(['执法人员（一）', '执法人员（二）', '电子数据持有人（提供人）', '见证人']),
    note('持有人（提供人）无法签名或者拒绝签名的，在此注明：'),
  ]
}

function basics({ evidence, serverAddresses }: ExtractionRecordInput): Row[] {
  const { manifest, custody } = evidence
  const sealed = custody.find(({ action }) => action === 'sealed')
  return [
    ['案由', BLANK],
    ['证据编号', manifest.evidenceId],
    ['提取对象', manifest.url || '由数据文件导入，没有网址'],
    [
      '提取内容',
      `该网址的网络数据、页面和文字，共 ${manifest.files.length} 个文件，见《电子数据提取固定清单》`,
    ],
    ['提取时间', `自 ${bothTimes(manifest.capturedAt)} 至 ${bothTimes(sealed?.at ?? manifest.capturedAt)}`],
    ['提取地点', BLANK],
    [
      '提取方法',
      `网络在线提取。软件：${manifest.tool.name} ${manifest.tool.version}${browserOf(manifest.files)}`,
    ],
    ['服务器地址', serverAddresses.join('；') || '记录中没有'],
    ...(environmentRows(evidence) ?? NO_ENVIRONMENT),
    ['是否录音录像', BLANK],
  ]
}

/** The manifest tells with every file what made it; a rendering names the browser. */
function browserOf(files: VerifiedEvidence['manifest']['files']): string {
  const drawn = files.find(({ path }) => path === 'rendered/page.html')
  return drawn ? `；${drawn.madeBy}` : ''
}

function bothTimes(at: string): string {
  return `${beijingTimeInWords(at)}（北京时间；UTC ${at}）`
}

function actInWords({ at, actor, detail }: CustodyEntry): string {
  return `${beijingTimeInWords(at)}，${actor}：${detail}。`
}

function integrity({ evidence, timestampState }: ExtractionRecordInput): DocumentBlock[] {
  const { manifest, manifestSha256, manifestSm3, custody } = evidence
  const root = manifest.merkleRoot ? [`默克尔根 ${manifest.merkleRoot}`] : []
  const stamps = custody
    .filter(({ action }) => action === 'timestamped')
    .map(({ detail }) => paragraph(detail))
  return [
    paragraph('证据清单（manifest.json）登记每个文件的校验值。证据清单自身的校验值为：'),
    hashLines(`SHA-256 ${manifestSha256}`, `SM3     ${manifestSm3}`, ...root),
    paragraph(`第三方时间戳（RFC 3161）：${TIMESTAMP_STATE_LABEL[timestampState]}。`),
    ...stamps,
    paragraph(
      '校验值相符，说明文件自固定后未变；时间戳说明证据清单在该时刻已经存在。两者不说明网站在采集时确实向公众展示了同样的内容，不说明页面所述属实，也不说明发布者的身份。',
    ),
  ]
}

function listBlocks({ evidence }: ExtractionRecordInput): DocumentBlock[] {
  const { manifest, manifestSha256, manifestSm3 } = evidence
  const rows = manifest.files.map(({ path, bytes, mediaType, madeBy, sha256, sm3 }, index) => [
    String(index + 1),
    path,
    `${kindOf(mediaType)}；${mediaType.split(';', 1)[0]}；${bytes} 字节`,
    madeBy,
    { hashes: [`SHA-256 ${sha256}`, `SM3 ${sm3}`] },
  ])
  return [
    paragraph(`证据编号：${manifest.evidenceId}`, { flushLeft: true }),
    paragraph(`来源：${manifest.url || '由数据文件导入'}`, { flushLeft: true }),
    table(rows, {
      shares: [0.07, 0.2, 0.19, 0.18, 0.36],
      head: ['序号', '电子数据', '类别；格式；大小', '提取方法', '完整性校验值'],
    }),
    note('证据清单（manifest.json）的校验值：'),
    hashLines(`SHA-256 ${manifestSha256}`, `SM3     ${manifestSm3}`),
    heading('签名'),
    signatures(['执法人员（一）', '执法人员（二）', '电子数据持有人（提供人）', '见证人']),
    note(`本清单随《电子数据提取笔录》，共 ${rows.length} 项。`),
  ]
}

/** By the kinds that the provisions on electronic data name. */
function kindOf(mediaType: string): string {
  if (mediaType.startsWith('image/')) return '图片'
  if (/^(?:text\/html|multipart\/related)/.test(mediaType)) return '网页'
  if (mediaType === 'application/pdf') return '文档'
  if (mediaType.startsWith('application/warc')) return '网络通信记录'
  return mediaType.startsWith('text/plain') ? '文字' : '数据'
}

function signatures(people: readonly string[]): TableBlock {
  return table(
    people.map((who) => [who, '', '', '']),
    { shares: [0.3, 0.26, 0.24, 0.2], head: ['身份', '签名', '证件号码', '日期'], named: true },
  )
}
