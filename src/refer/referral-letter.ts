import { beijingDate, beijingTimeInWords } from '../domain/beijing-time.ts'
import { ORIGIN_LABEL } from '../domain/listing.ts'
import { REFERRAL_KIND_LABEL } from '../domain/referral.ts'
import { LEVEL_LABEL, OFFENCE_LABEL, PLATFORM_LABEL, PROTECTION_LABEL } from '../domain/vocabulary.ts'
import { blocksToDocx } from './blocks-to-docx.ts'
import { blocksToHtml } from './blocks-to-html.ts'
import {
  type DocumentBlock,
  hashLines,
  heading,
  type LaidOutDocument,
  note,
  paragraph,
  table,
} from './document-blocks.ts'
import { fill } from './letter-template.ts'
import type { LetterInput, ReferredLead } from './referral-input.ts'

const NOT_STATED = '页面未载明'
/** A cell stays legible; the whole text is in the packet of the lead. */
const MAX_CELL = 120

/** 移送函: one page that the receiver can act on, the leads in a table, what is asked for. The same input gives the same bytes. */
export async function referralLetter(input: LetterInput): Promise<LaidOutDocument> {
  const { letter, facts, leads, recipient, sender, number, referral, agencyWording } = input
  return write('移送函', input, [
    paragraph(number, { flushLeft: true }),
    { kind: 'title', text: letter.title },
    paragraph(`${recipient}：`, { flushLeft: true }),
    paragraph(fill(letter.opening, facts)),
    ...(referral.note === '' ? [] : [paragraph(referral.note)]),
    heading('一、基本事实'),
    paragraph(fill(letter.facts, facts)),
    table(leads.map(factRow), {
      shares: [0.06, 0.34, 0.2, 0.18, 0.22],
      head: ['序', '标题与链接', '平台、卖家', '价格、数量', '物种与级别'],
      wholeRows: true,
    }),
    heading('二、初步法律依据'),
    paragraph(fill(letter.basis, facts)),
    ...legalBasis(leads),
    heading('三、移送你单位的理由'),
    ...distinct(leads.map(({ packet }) => `${packet.reason.why}（${packet.reason.basis}）。`)).map((why) =>
      paragraph(why),
    ),
    paragraph(fill(agencyWording, facts)),
    heading('四、证据'),
    paragraph(fill(letter.evidence, facts)),
    ...checklist(input),
    heading(letter.checklist.length > 0 ? '六、办理与反馈' : '五、办理与反馈'),
    paragraph(fill(letter.feedback, facts)),
    paragraph(fill(letter.closing, facts)),
    note(''),
    paragraph(`附件：1. 线索登记表；2. 证据清单；3. 线索材料包（${leads.length} 件）`),
    paragraph(`联系人：${sender.contact}    电话：${sender.phone}`),
    note(''),
    { kind: 'signature', lines: [sender.name, beijingTimeInWords(input.approvedAt).replace(/日.*/, '日')] },
    note('本件为线索材料，不是案件材料，不得直接作为处罚依据。'),
  ])
}

function checklist({ letter }: LetterInput): DocumentBlock[] {
  if (letter.checklist.length === 0) return []
  return [
    heading('五、依法移送涉嫌犯罪案件时还须具备的材料（本件没有）'),
    ...letter.checklist.map((item, index) => paragraph(`${index + 1}．${item}`)),
    ...(letter.checklistSource === undefined ? [] : [note(`依据：${letter.checklistSource}。`)]),
  ]
}

function factRow({ packet: { listing, assessment } }: ReferredLead, index: number): string[] {
  const species = assessment.taxa.map(({ name, protection }) => `${name}（${PROTECTION_LABEL[protection]}）`)
  const amounts = assessment.signals.filter(({ kind }) => kind === 'quantity').map(({ text }) => text)
  return [
    String(index + 1),
    cut(`${listing.title} ${listing.url ?? NOT_STATED}`, 2 * MAX_CELL),
    cut(
      [PLATFORM_LABEL[listing.platform], listing.seller?.name ?? NOT_STATED, listing.region]
        .filter(Boolean)
        .join('；'),
    ),
    cut([listing.price?.raw ?? NOT_STATED, ...distinct(amounts)].join('；')),
    cut(species.join('、') || OFFENCE_LABEL[assessment.offence]),
  ]
}

function legalBasis(leads: readonly ReferredLead[]): DocumentBlock[] {
  const cited = leads.flatMap(({ packet }) => packet.assessment.legalBasis)
  const rows = [...new Map(cited.map((each) => [`${each.law}${each.article}`, each])).values()]
  if (rows.length === 0) return [paragraph('程序没有给出，请核定。')]
  return [
    table(
      rows.map(({ law, article, gist }) => [law, article, gist]),
      { shares: [0.4, 0.16, 0.44], head: ['法律法规（版本）', '条款', '要点'], wholeRows: true },
    ),
  ]
}

/** 线索登记表: a sheet for each lead, with the blanks that the receiver fills in. */
export async function referralRegister(input: LetterInput): Promise<LaidOutDocument> {
  return write('线索登记表', input, [
    { kind: 'title', text: '线索登记表' },
    ...input.leads.flatMap((lead, index) => registerOf(lead, index, input)),
  ])
}

function registerOf(
  { lead, packet, otherListings }: ReferredLead,
  index: number,
  input: LetterInput,
): DocumentBlock[] {
  const { listing, assessment, decision } = packet
  const rows: [string, string][] = [
    ['线索编号', lead.id],
    ['移送文号', input.number],
    ['线索来源', ORIGIN_LABEL[listing.origin ?? 'monitoring']],
    ['发现时间', `${beijingTimeInWords(lead.createdAt)}（北京时间）`],
    ['采集时间', `${beijingTimeInWords(packet.evidence.capturedAt)}（北京时间）`],
    ['标题（原文）', listing.title],
    ['链接', listing.url ?? NOT_STATED],
    ['平台', PLATFORM_LABEL[listing.platform]],
    ['卖家（页面所载）', [listing.seller?.name ?? NOT_STATED, listing.region].filter(Boolean).join('，')],
    ['价格（页面所载）', listing.price?.raw ?? NOT_STATED],
    ['行为', OFFENCE_LABEL[assessment.offence]],
    ['级别', LEVEL_LABEL[assessment.level]],
    [
      '物种',
      assessment.taxa.map(({ name, protection }) => `${name}，${PROTECTION_LABEL[protection]}`).join('；') ||
        '程序没有确定',
    ],
    ['确认', decision ? `${decision.by}，${beijingTimeInWords(decision.at)}：${decision.reason}` : '没有'],
    ['同一卖家的其他线索', otherListings.length > 0 ? otherListings.join('；') : '没有发现'],
    ['接收人', ''],
    ['处理意见', ''],
  ]
  return [
    heading(`${index + 1}．${cut(listing.title, 40)}`),
    table(rows, { shares: [0.24, 0.76], named: true }),
    note(''),
  ]
}

/** 证据清单: every file of every lead with both hashes. */
export async function referralEvidenceList(input: LetterInput): Promise<LaidOutDocument> {
  return write('证据清单', input, [
    { kind: 'title', text: '证据清单' },
    {
      kind: 'statement',
      text: '散列值用于核验采集后的完整性：相符说明文件自采集封存以后没有改动，不说明页面所述属实。',
    },
    ...input.leads.flatMap(({ lead, packet, packetFile }) => [
      heading(`线索 ${lead.id}，证据 ${packet.evidence.evidenceId}`),
      note(`材料包 ${packetFile.name}`),
      hashLines(`SHA-256 ${packetFile.sha256}`, `SM3     ${packetFile.sm3}`),
      note('证据清单 manifest.json'),
      hashLines(`SHA-256 ${packet.evidence.manifestSha256}`, `SM3     ${packet.evidence.manifestSm3}`),
      table(
        packet.evidence.files.map(({ path, bytes, sha256, sm3 }) => [
          path,
          String(bytes),
          { hashes: [`SHA-256 ${sha256}`, `SM3 ${sm3}`] },
        ]),
        { shares: [0.34, 0.14, 0.52], head: ['文件', '字节', '散列值'] },
      ),
      note(''),
    ]),
  ])
}

async function write(
  name: string,
  { approvedAt }: LetterInput,
  blocks: readonly DocumentBlock[],
): Promise<LaidOutDocument> {
  return { name, docx: await blocksToDocx(name, blocks, approvedAt), html: blocksToHtml(name, blocks) }
}

/** 青监移〔2026〕12号; the year in six-cornered brackets, the number without zeros. */
export function documentNumber(
  abbreviation: string,
  { year, number }: { year: number; number: number },
): string {
  return `${abbreviation}〔${year}〕${number}号`
}

export function referralFileName(
  { id, kind }: { id: string; kind: LetterInput['referral']['kind'] },
  at: string,
): string {
  return `${beijingDate(at)}-${REFERRAL_KIND_LABEL[kind]}-${id}.zip`
}

function cut(text: string, max = MAX_CELL): string {
  return text.length > max ? `${text.slice(0, max).toWellFormed()}…` : text
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
