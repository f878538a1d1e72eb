import { beijingTimeInWords } from '../domain/beijing-time.ts'
import { LEAD_STATE_LABEL, type Lead } from '../domain/lead.ts'
import { CATEGORY_LABEL, PLATFORM_LABEL } from '../domain/vocabulary.ts'
import { blocksToDocx } from './blocks-to-docx.ts'
import { type DocumentBlock, heading, note, paragraph, table } from './document-blocks.ts'
import { fill, type LetterFacts, type Letters, type NoticeKind } from './letter-template.ts'
import type { Sender } from './referral-input.ts'

export interface NoticeInput {
  readonly kind: NoticeKind
  readonly recipient: string
  readonly sender: Partial<Sender>
  readonly at: string
  readonly letters: Letters
  /** Leads that a person has confirmed. */
  readonly leads: readonly Lead[]
}

const QUESTIONS = [
  '卖家（账号）的真实身份、住所地或者实际经营地；',
  '货物是否实际存在，其种类、数量和来源；',
  '有无许可、批准文件、专用标识或者合法来源证明；',
  '寄递、运输记录和成交情况。',
]

/** 督促清理、下架通知 or 协查函 as DOCX, for the competent body to check, number and seal. The same input gives the same bytes. */
export async function noticeDocument(input: NoticeInput): Promise<Buffer> {
  const { kind, recipient, sender, at, letters, leads } = input
  const wording = letters.notices[kind]
  const facts: LetterFacts = {
    count: String(leads.length),
    categories: [...new Set(leads.map(({ assessment }) => CATEGORY_LABEL[assessment.category]))].join('、'),
    acceptWithin: '',
    feedbackWithin: '',
    sender: sender.name ?? '',
    recipient,
  }
  const blocks: DocumentBlock[] = [
    { kind: 'title', text: wording.title },
    paragraph(`${recipient}：`, { flushLeft: true }),
    paragraph(fill(wording.opening, facts)),
    ...(kind === 'reply' ? replyBlocks(leads) : listBlocks(kind, leads)),
    paragraph(fill(wording.basis, facts)),
    paragraph(fill(wording.feedback, facts)),
    note(''),
    paragraph(`联系人：${sender.contact ?? ''}    电话：${sender.phone ?? ''}`),
    { kind: 'signature', lines: [sender.name ?? '', beijingTimeInWords(at).replace(/日.*/, '日')] },
    note('本件由程序按已确认的线索填写，经有权机关核对、编号和盖章后使用。'),
  ]
  return await blocksToDocx(wording.title, blocks, at)
}

function listBlocks(kind: 'platform' | 'assistance', leads: readonly Lead[]): DocumentBlock[] {
  return [
    heading('一、信息清单'),
    table(leads.map(rowOf), {
      shares: [0.06, 0.46, 0.24, 0.24],
      head: ['序', '标题与链接', '平台、卖家（页面所载）', '证据编号'],
      wholeRows: true,
    }),
    ...(kind === 'assistance'
      ? [
          heading('二、请协助核实的事项'),
          ...QUESTIONS.map((each, index) => paragraph(`${index + 1}．${each}`)),
        ]
      : []),
    heading(kind === 'assistance' ? '三、说明' : '二、依据'),
  ]
}

/** No seller, no link, no body that is not told yet: whoever reported knows what they reported. */
function replyBlocks(leads: readonly Lead[]): DocumentBlock[] {
  return [
    table(
      leads.map(({ id, createdAt, state }) => [
        id,
        beijingTimeInWords(createdAt).replace(/日.*/, '日'),
        LEAD_STATE_LABEL[state],
      ]),
      { shares: [0.34, 0.33, 0.33], head: ['线索编号', '收悉日期', '办理情况'], wholeRows: true },
    ),
  ]
}

function rowOf({ listing, evidence }: Lead, index: number): string[] {
  return [
    String(index + 1),
    `${listing.title.slice(0, 80).toWellFormed()} ${listing.url ?? '（没有链接）'}`,
    [PLATFORM_LABEL[listing.platform], listing.seller?.name, listing.region].filter(Boolean).join('；'),
    evidence?.evidenceId ?? '',
  ]
}
