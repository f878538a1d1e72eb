import { beijingTime } from '../domain/beijing-time.ts'
import { TIMESTAMP_STATE_LABEL } from '../domain/evidence.ts'
import { LEAD_STATE_LABEL } from '../domain/lead.ts'
import {
  AGENCY_LABEL,
  CATEGORY_LABEL,
  EVASION_LABEL,
  LEVEL_LABEL,
  OFFENCE_LABEL,
  PLATFORM_LABEL,
  VERDICT_LABEL,
} from '../domain/vocabulary.ts'
import { csvLines } from './csv.ts'
import { maskReportLead } from './mask-report-lead.ts'
import type { ReportInput, ReportLead } from './report-input.ts'

const COLUMNS: readonly [name: string, value: (entry: ReportLead) => string][] = [
  ['线索编号', ({ lead }) => lead.id],
  ['状态', ({ lead }) => LEAD_STATE_LABEL[lead.state]],
  ['研判建议', ({ lead }) => VERDICT_LABEL[lead.assessment.verdict]],
  ['分值', ({ lead }) => String(lead.assessment.score)],
  ['等级', ({ lead }) => LEVEL_LABEL[lead.assessment.level]],
  ['类别', ({ lead }) => CATEGORY_LABEL[lead.assessment.category]],
  ['行为', ({ lead }) => OFFENCE_LABEL[lead.assessment.offence]],
  ['站点', ({ siteName }) => siteName],
  ['平台类型', ({ lead }) => PLATFORM_LABEL[lead.listing.platform]],
  ['标题', ({ lead }) => lead.listing.title],
  ['正文', ({ lead }) => lead.listing.body],
  ['价格', ({ lead }) => lead.listing.price?.raw ?? ''],
  ['卖家', ({ lead }) => lead.listing.seller?.name ?? ''],
  ['地区', ({ lead }) => lead.listing.region ?? ''],
  ['链接', ({ lead }) => lead.listing.url ?? ''],
  [
    '命中',
    ({ lead }) => unique(lead.assessment.matches.filter((m) => m.kind !== 'context').map((m) => m.text)),
  ],
  [
    '规避手法',
    ({ lead }) => unique(lead.assessment.matches.flatMap((m) => m.evasions.map((e) => EVASION_LABEL[e]))),
  ],
  ['理由', ({ lead }) => lead.assessment.findings.map((f) => `${f.title}（${signed(f.points)}）`).join('；')],
  ['法律依据', ({ lead }) => lead.assessment.legalBasis.map((b) => `${b.law}${b.article}`).join('；')],
  ['建议移送', ({ lead }) => lead.assessment.agencies.map((agency) => AGENCY_LABEL[agency]).join('；')],
  ['固定时间', ({ lead }) => (lead.evidence ? beijingTime(lead.evidence.capturedAt) : '')],
  [
    '时间戳',
    ({ lead }) =>
      lead.evidence ? TIMESTAMP_STATE_LABEL[lead.evidence.timestampState ?? 'not-configured'] : '',
  ],
  ['证据编号', ({ lead }) => lead.evidence?.evidenceId ?? ''],
  ['清单SHA-256', ({ lead }) => lead.evidence?.manifestSha256 ?? ''],
  ['清单SM3', ({ lead }) => lead.evidence?.manifestSm3 ?? ''],
]

/** The flagged listings as CSV. */
export function reportCsv({ leads }: ReportInput): string {
  const rows = [
    COLUMNS.map(([name]) => name),
    ...leads.map(maskReportLead).map((entry) => COLUMNS.map(([, value]) => value(entry))),
  ]
  return csvLines(rows)
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].join('、')
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points)
}
