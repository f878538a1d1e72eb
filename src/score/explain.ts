import type { Assessment, CrimeHint, Finding, LegalBasis, Signal } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import { chanceLabel } from '../domain/ranker.ts'
import { DIVISION_LEVEL_LABEL, describeTerritory } from '../domain/territory.ts'
import {
  AGENCY_LABEL,
  AGENCY_ROLE_LABEL,
  CATEGORY_LABEL,
  EVASION_LABEL,
  FIELD_LABEL,
  LEVEL_DUTY,
  LEVEL_LABEL,
  OFFENCE_LABEL,
  PLATFORM_LABEL,
  PROTECTION_LABEL,
  SIGNAL_LABEL,
  VERDICT_LABEL,
} from '../domain/vocabulary.ts'
import { isOverride } from './overrides.ts'

const GOODS = new Set(['species', 'product', 'gear', 'code-word'])
const MAX_BODY = 200
/** Of one kind in one listing; the JSON holds all. */
const MAX_SIGNALS = 6

/** An assessment as a person reads it in a terminal: what was proposed, and every reason for it. */
export function explainAssessment(assessment: Assessment, listing: Listing): string {
  const { verdict, score, level } = assessment
  const lines = [
    `${listing.id}  ${PLATFORM_LABEL[listing.platform]}  ${listing.title}`,
    ...(listing.body === '' ? [] : [`  ${shorten(listing.body)}`]),
    `研判建议：${VERDICT_LABEL[verdict]}  ${score} 分  ${LEVEL_LABEL[level]}（${LEVEL_DUTY[level]}）`,
  ]
  if (verdict !== 'legal') {
    lines.push(`类别：${CATEGORY_LABEL[assessment.category]}  行为：${OFFENCE_LABEL[assessment.offence]}`)
  }
  lines.push(...section('命中', matchLines(assessment)))
  lines.push(
    ...section(
      '放行',
      assessment.benign.map(({ field, text }) => `${FIELD_LABEL[field]}“${text}”`),
    ),
  )
  lines.push(...section('信号', signalLines(assessment)))
  lines.push(...section('依据与计分', assessment.findings.map(findingLine)))
  lines.push(...section('排序', rankLines(assessment)))
  lines.push(
    ...section(
      '物种',
      assessment.taxa.map(
        ({ name, protection, list }) => `${name}  ${PROTECTION_LABEL[protection]}  ${list}`,
      ),
    ),
  )
  lines.push(...section('法律依据', assessment.legalBasis.map(legalLine)))
  if (assessment.legalGap !== undefined) lines.push(`法律依据缺口：${assessment.legalGap}`)
  lines.push(...section('刑事门槛提示（只是可能，不是结论）', (assessment.crimeHints ?? []).map(hintLine)))
  if (assessment.territory) lines.push(`属地：${describeTerritory(assessment.territory)}`)
  lines.push(...section('建议移送', routeLines(assessment)))
  lines.push(...section('未分派', unroutedLines(assessment)))
  lines.push('机器建议，须由人复核。')
  return lines.join('\n')
}

function section(title: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : [`${title}：`, ...rows.map((row) => `  ${row}`)]
}

function matchLines({ matches }: Assessment): string[] {
  return matches
    .filter(({ kind }) => GOODS.has(kind))
    .map(({ field, start, end, text, termId, evasions }) => {
      const how =
        evasions.length > 0 ? `（${evasions.map((evasion) => EVASION_LABEL[evasion]).join('、')}）` : ''
      return `${FIELD_LABEL[field]} ${start}–${end} “${text}”${how}  ${termId}`
    })
}

/** By kind; each with its place in the text, or the field it was read from. */
function signalLines({ signals }: Assessment): string[] {
  return [...Map.groupBy(signals, ({ kind }) => kind)].map(([kind, found]) => {
    const shown = found.slice(0, MAX_SIGNALS).map(placedSignal).join('、')
    const more = found.length > MAX_SIGNALS ? ` 等 ${found.length} 处` : ''
    return `${SIGNAL_LABEL[kind]}：${shown}${more}`
  })
}

function placedSignal({ field, start, end, text }: Signal): string {
  return field === undefined ? `“${text}”（信息字段）` : `${FIELD_LABEL[field]} ${start}–${end} “${text}”`
}

function legalLine({ law, article, gist, enforcedBy, penalty }: LegalBasis): string {
  const rest = [enforcedBy && `执法：${enforcedBy}`, penalty && `处罚：${penalty}`].filter(Boolean).join('；')
  return `《${law}》${article}：${gist}${rest === '' ? '' : `（${rest}）`}`
}

function hintLine({ says, sources }: CrimeHint): string {
  return `${says}（依据：${sources.join('、')}）`
}

/** The body that acts first stands first. */
function routeLines({ routes }: Assessment): string[] {
  return routes
    .toSorted((a, b) => Number(b.role === 'primary') - Number(a.role === 'primary'))
    .map(({ agency, role, why, basis, unit }) => {
      const label = role ? `〔${AGENCY_ROLE_LABEL[role]}〕` : ''
      const name = unit ? `（${unit.name}，${DIVISION_LEVEL_LABEL[unit.level]}）` : ''
      return `${label}${AGENCY_LABEL[agency]}${name}：${why}（${basis}）`
    })
}

/** Bodies that miss for one and the same reason share a line. */
function unroutedLines({ unrouted }: Assessment): string[] {
  const byReason = Map.groupBy(unrouted, ({ reason }) => reason)
  return [...byReason].map(([reason, gaps]) => {
    const names = gaps.flatMap(({ agency }) => (agency ? AGENCY_LABEL[agency] : []))
    return names.length > 0 ? `${names.join('、')}：${reason}` : reason
  })
}

function findingLine({ ruleId, points, title, why }: Finding): string {
  const mark = isOverride(ruleId) ? '〔硬性规定〕' : ''
  return `${points >= 0 ? '+' : '−'}${Math.abs(points)}  ${mark}${title}：${why}`
}

function rankLines({ rank, rankReasons = [] }: Assessment): string[] {
  if (rank === undefined) return []
  return [
    `可能性 ${chanceLabel(rank)}（由已标注数据学得，只用于排先后；各项为对数几率）`,
    ...rankReasons.map(
      ({ why, weight }) => `${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}  ${why}`,
    ),
  ]
}

function shorten(body: string): string {
  const flat = body.replaceAll(/\s+/gu, ' ')
  return flat.length > MAX_BODY ? `${flat.slice(0, MAX_BODY)}……` : flat
}
