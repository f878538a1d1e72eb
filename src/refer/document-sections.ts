import { ImageRun, Paragraph, type Table } from 'docx'
import { beijingTimeInWords } from '../domain/beijing-time.ts'
import type { Match } from '../domain/match.ts'
import type { Packet } from '../domain/referral.ts'
import { DIVISION_LEVEL_LABEL, describeTerritory } from '../domain/territory.ts'
import {
  AGENCY_LABEL,
  type AgencyRole,
  CATEGORY_LABEL,
  EVASION_LABEL,
  FIELD_LABEL,
  LEVEL_DUTY,
  LEVEL_LABEL,
  OFFENCE_LABEL,
  PLATFORM_LABEL,
  PROTECTION_LABEL,
  VERDICT_LABEL,
} from '../domain/vocabulary.ts'
import { agencyReasons, rolesInWords } from './build-packet.ts'
import {
  cellRuns,
  hashLines,
  heading,
  note,
  paragraph,
  statementBox,
  table,
  title,
} from './document-parts.ts'
import { openQuestions } from './open-questions.ts'
import type { VerifiedEvidence } from './packet-ports.ts'
import { quoteText, quoteTitle } from './quote-listing.ts'
import type { Screenshot } from './screenshot.ts'

export interface DocumentInput {
  /** Masked already: the document says nothing that packet.json does not. */
  readonly packet: Packet
  readonly evidence: VerifiedEvidence
  /** When the lead was raised. */
  readonly raisedAt: string
}

type Block = Paragraph | Table

const NOT_STATED = '页面未载明'
/** Rows a table may grow to; the rest is in assessment.json. */
const MAX_ROWS = 40
/** Stands in while the document is laid out; the screenshot itself is put in afterwards, uncompressed. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export function documentSections(input: DocumentInput, screenshot: Screenshot | undefined): Block[] {
  const { packet } = input
  return [
    title('线索移送材料'),
    statementBox(packet.statement),
    paragraph(`${addressee(packet)}：`, { flushLeft: true }),
    ...summary(input),
    ...quotedText(packet),
    ...speciesAndHits(packet),
    ...reasons(packet),
    ...legalBasis(packet),
    ...whyThisBody(packet),
    ...evidenceList(input, screenshot),
    ...questions(packet),
    ...receipt(),
  ]
}

function summary({ packet, raisedAt }: DocumentInput): Block[] {
  const { listing, assessment } = packet
  const contacts = listing.contacts.map(({ kind, raw }) => `${CONTACT_LABEL[kind]} ${raw}`)
  const rows: [string, string | Paragraph[]][] = [
    ['线索编号', packet.leadId],
    ['材料编号', packet.packetId],
    ['发现时间', `${beijingTimeInWords(raisedAt)}（北京时间）；UTC ${raisedAt}`],
    [
      '采集时间',
      `${beijingTimeInWords(packet.evidence.capturedAt)}（北京时间）；UTC ${packet.evidence.capturedAt}`,
    ],
    ['平台／站点', [PLATFORM_LABEL[listing.platform], listing.siteId].filter(Boolean).join('／')],
    ['链接', listing.url ?? NOT_STATED],
    ['标题（原文）', cellRuns(quoteTitle(listing.title, assessment.matches))],
    ['卖家（页面所载）', sellerText(packet)],
    ['联系方式', contacts.length > 0 ? `${contacts.join('；')}（已遮蔽，全文见封存证据）` : NOT_STATED],
    ['地区（页面所载）', listing.region ?? NOT_STATED],
    ['属地（程序判断）', assessment.territory ? describeTerritory(assessment.territory) : '程序没有判断'],
    ['价格（页面所载）', listing.price?.raw ?? NOT_STATED],
    ['发布时间', listing.publishedAt ?? NOT_STATED],
  ]
  return [heading('一、线索概要'), table(rows, { shares: [0.24, 0.76], named: true })]
}

const CONTACT_LABEL: Record<Packet['listing']['contacts'][number]['kind'], string> = {
  wechat: '微信',
  qq: 'QQ',
  phone: '电话',
  telegram: 'Telegram',
  email: '邮箱',
  other: '其他',
}

function sellerText({ listing: { seller } }: Packet): string {
  if (!seller) return NOT_STATED
  return seller.id ? `${seller.name}（账号 ${seller.id}）` : seller.name
}

function quotedText({ listing, assessment }: Packet): Block[] {
  const { lines, omitted } = quoteText(listing.body, 'body', assessment.matches)
  const legend = '以下为页面正文原文，黄色底色为命中词，联系方式已遮蔽。'
  const cut =
    omitted > 0 ? [note(`（正文较长，此处略去 ${omitted} 字，全文见 evidence/text/listing.txt。）`)] : []
  if (listing.body.trim() === '') return [heading('二、正文'), paragraph('页面没有正文。')]
  return [heading('二、正文'), note(legend), ...lines, ...cut]
}

function speciesAndHits({ assessment }: Packet): Block[] {
  const taxa = assessment.taxa.map(({ name, latin, protection, list }) => [
    latin ? `${name}（${latin}）` : name,
    PROTECTION_LABEL[protection],
    list,
  ])
  const hits = assessment.matches.map(hitRow)
  const shown = distinct(hits).slice(0, MAX_ROWS)
  return [
    heading('三、涉及物种与命中情况'),
    taxa.length > 0
      ? table(taxa.slice(0, MAX_ROWS), { shares: [0.4, 0.3, 0.3], head: ['物种', '保护级别', '名录'] })
      : paragraph('程序没有从文字中确定物种。'),
    note(''),
    shown.length > 0
      ? table(shown, {
          shares: [0.34, 0.12, 0.3, 0.24],
          head: ['命中词（原文）', '位置', '类别', '伪装手法'],
        })
      : paragraph('没有文字命中。'),
  ]
}

function hitRow({ text, field, category, evasions }: Match): string[] {
  const disguise = evasions.map((evasion) => EVASION_LABEL[evasion]).join('、')
  return [text, FIELD_LABEL[field], CATEGORY_LABEL[category], disguise || '无']
}

function distinct(rows: readonly string[][]): string[][] {
  return [...new Map(rows.map((row) => [row.join('\n'), row])).values()]
}

function reasons({ assessment }: Packet): Block[] {
  const { verdict, score, level, category, offence, findings } = assessment
  const proposal =
    `程序研判建议：${VERDICT_LABEL[verdict]}，${score} 分（满分 100），级别${LEVEL_LABEL[level]}（${LEVEL_DUTY[level]}）；` +
    `类别：${CATEGORY_LABEL[category]}；行为：${OFFENCE_LABEL[offence]}。`
  const rows = findings.slice(0, MAX_ROWS).map(({ title: rule, points, why }) => [rule, String(points), why])
  return [
    heading('四、研判理由'),
    paragraph(proposal),
    rows.length > 0
      ? table(rows, { shares: [0.28, 0.12, 0.6], head: ['规则', '分值', '理由'] })
      : paragraph('没有规则命中。'),
  ]
}

function legalBasis({ assessment }: Packet): Block[] {
  const rows = assessment.legalBasis.map(({ law, article, gist, enforcedBy, penalty }) => [
    law,
    article,
    [gist, enforcedBy && `执法机关：${enforcedBy}。`, penalty && `处罚：${penalty}。`]
      .filter(Boolean)
      .join(''),
  ])
  return [
    heading('五、初步法律依据'),
    rows.length > 0
      ? table(rows, { shares: [0.38, 0.16, 0.46], head: ['法律法规', '条款', '要点'] })
      : paragraph('程序没有给出，请接收机关核定。'),
    ...(assessment.legalGap === undefined ? [] : [paragraph(`依据缺口：${assessment.legalGap}。`)]),
    ...(assessment.crimeHints ?? []).map(({ says, sources }) =>
      paragraph(`刑事门槛提示：${says}（${sources.join('、')}）。`),
    ),
    note('法律依据由程序按类别对照得出，供参考，以接收机关核定为准；门槛提示只是可能，不是结论。'),
  ]
}

/** The body by name where the directory has it, else by what it is. */
function addressee({ agency, unit }: Packet): string {
  return unit?.name ?? AGENCY_LABEL[agency]
}

function whyThisBody({ agency, role, reason, alsoSentTo, unit, unrouted, assessment }: Packet): Block[] {
  const others = agencyReasons(assessment).filter((each) => alsoSentTo.includes(each.agency))
  return [
    heading('六、移送本机关的理由'),
    paragraph(`${AGENCY_LABEL[agency]}（${ROLE_DUTY[role]}）：${reason.why}`),
    paragraph(`依据：${reason.basis}`),
    paragraph(`同时提供给：${others.length > 0 ? rolesInWords(others) : '无'}。`),
    paragraph(
      unit
        ? `接收单位：${unit.name}（${DIVISION_LEVEL_LABEL[unit.level]}，按 ${unit.territory} 分派）。`
        : `接收单位：未分派。${unrouted ?? ''}。`,
    ),
  ]
}

const ROLE_DUTY: Record<AgencyRole, string> = {
  primary: '主办，请先行核查处置',
  copy: '抄送，供知悉并按职责配合',
}

function evidenceList({ packet, evidence }: DocumentInput, screenshot: Screenshot | undefined): Block[] {
  const { manifest } = evidence
  const rows = manifest.files.map(({ path, bytes, madeBy, sha256, sm3 }) => [
    `${path}：${madeBy}`,
    String(bytes),
    hashLines([`SHA-256 ${sha256}`, `SM3 ${sm3}`]),
  ])
  return [
    heading('七、证据清单'),
    paragraph(
      `证据编号：${manifest.evidenceId}。文件在材料包的 evidence 文件夹内，核验方法见“核验说明.txt”。`,
    ),
    table(rows, { shares: [0.34, 0.14, 0.52], head: ['文件', '字节', '散列值'] }),
    note('证据清单（manifest.json）的散列值：'),
    ...hashLines([`SHA-256 ${packet.evidence.manifestSha256}`, `SM3     ${packet.evidence.manifestSm3}`]),
    note('散列值用于核验采集后的完整性：相符说明文件自采集封存以后没有改动，不说明页面所述属实。'),
    ...manifest.caveats.map((caveat) => note(`采集说明：${caveat}`)),
    ...picture(screenshot),
  ]
}

function picture(screenshot: Screenshot | undefined): Block[] {
  if (!screenshot) return [note('没有页面截图，原因见采集说明。')]
  const { widthPx, heightPx, shownHeight } = screenshot
  const cropped =
    shownHeight < 1 ? '（页面较长，此处只示上部，完整截图见 evidence/rendered/screenshot.png）' : ''
  return [
    note(`页面截图${cropped}，截图为采集原样，未作遮蔽：`),
    new Paragraph({
      children: [
        new ImageRun({
          type: 'png',
          data: PIXEL,
          transformation: { width: widthPx, height: heightPx },
          altText: { id: '1', name: '页面截图', description: '采集时的页面截图', title: '页面截图' },
        }),
      ],
    }),
  ]
}

function questions({ assessment }: Packet): Block[] {
  const lines = openQuestions(assessment).map((question, index) => paragraph(`${index + 1}．${question}`))
  return [heading('八、建议核查事项（程序无法核实）'), ...lines]
}

function receipt(): Block[] {
  const blank = ['接收单位', '接收人', '接收日期', '处理意见'].map((name) => [name, ''])
  return [
    heading('九、回执'),
    table(blank, { shares: [0.24, 0.76], named: true }),
    // A document may not end in a table.
    note('请将回执退回线索提供单位。'),
  ]
}
