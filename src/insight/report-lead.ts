import { beijingTime } from '../domain/beijing-time.ts'
import { TIMESTAMP_STATE_LABEL } from '../domain/evidence.ts'
import { LEAD_STATE_LABEL, type Lead } from '../domain/lead.ts'
import type { Contact } from '../domain/listing.ts'
import { chanceLabel } from '../domain/ranker.ts'
import {
  AGENCY_LABEL,
  AGENCY_ROLE_LABEL,
  CATEGORY_LABEL,
  EVASION_LABEL,
  LEVEL_DUTY,
  LEVEL_LABEL,
  OFFENCE_LABEL,
  PLATFORM_LABEL,
  PROTECTION_LABEL,
  VERDICT_LABEL,
} from '../domain/vocabulary.ts'
import { escapeHtml } from './escape-html.ts'
import { highlight } from './highlight.ts'
import type { ReportLead } from './report-input.ts'

const CONTACT_LABEL: Record<Contact['kind'], string> = {
  wechat: '微信',
  qq: 'QQ',
  phone: '电话',
  telegram: 'Telegram',
  email: '邮箱',
  other: '其他',
}

const CHANGE_LABEL: Record<ReportLead['change'], string> = {
  new: '新发现',
  changed: '有变化',
  gone: '已下架',
  known: '此前已知',
}

/** One flagged listing as a card: the original text, why, law, body, picture, hash. */
export function reportLead(entry: ReportLead, place: number): string {
  const { lead, change } = entry
  const { assessment } = lead
  return `<article id="${lead.id}" class="${assessment.level}" data-lead data-level="${assessment.level}" data-change="${change}" data-agencies="${assessment.agencies.join(' ')}">
<div class="head"><span class="soft">${place}</span><span class="score" title="分值 0–100">${assessment.score}</span>${chance(assessment)}
<span class="badge ${assessment.level}" title="${LEVEL_DUTY[assessment.level]}">${LEVEL_LABEL[assessment.level]}</span>
<span class="badge">${VERDICT_LABEL[assessment.verdict]}</span>
<span class="badge">${CATEGORY_LABEL[assessment.category]}</span><span class="badge">${OFFENCE_LABEL[assessment.offence]}</span>
<span class="badge ${change}">${CHANGE_LABEL[change]}</span><span class="badge">${LEAD_STATE_LABEL[lead.state]}</span>
<span class="soft small">${lead.id}</span></div>
<div class="cols"><div>${originalText(entry)}${whyList(entry)}${lawList(entry)}</div><div>${picture(entry)}${proof(entry)}</div></div>
</article>`
}

/** By this leads of one level are ordered: without it a 96 among hundreds looks like a mistake. */
function chance({ rank }: Lead['assessment']): string {
  if (rank === undefined) return ''
  return `<span class="soft small" title="由已标注数据学得，只用于排先后">可能性 ${chanceLabel(rank)}</span>`
}

function originalText({ lead, siteName }: ReportLead): string {
  const { listing, assessment } = lead
  const title = highlight(listing.title, assessment.matches, 'title')
  const body = highlight(listing.body, assessment.matches, 'body')
  const contacts = listing.contacts.map(({ kind, value }) => `${CONTACT_LABEL[kind]} ${value}`).join('、')
  const facts: [string, string][] = [
    ['价格', escapeHtml(listing.price?.raw ?? '未标价')],
    ['卖家', escapeHtml(listing.seller?.name ?? '未显示')],
    ['地区', escapeHtml(listing.region ?? '未显示')],
    ['来源', `${escapeHtml(siteName)}（${PLATFORM_LABEL[listing.platform]}）`],
    ['链接', listing.url ? `<code>${escapeHtml(listing.url)}</code>` : '无'],
    ...(contacts ? [['联系方式', escapeHtml(contacts)] as [string, string]] : []),
  ]
  return `<h3>${title || '（无标题）'}</h3>${body ? `<div class="text">${body}</div>` : ''}<dl>${facts
    .map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`)
    .join('')}</dl>`
}

function whyList({ lead }: ReportLead): string {
  const { findings, matches, taxa } = lead.assessment
  // A rule that fired without adding points (its group was full) is in the packet, not in the twenty minutes of the morning.
  const reasons = findings
    .filter(({ points }) => points !== 0)
    .map(
      ({ title, points, why }) =>
        `<li><span class="pts${points < 0 ? ' minus' : ''}">${points > 0 ? '+' : ''}${points}</span> ${escapeHtml(title)}：${escapeHtml(why)}</li>`,
    )
  const disguised = [
    ...new Set(matches.filter((m) => m.kind !== 'context' && m.evasions.length > 0).map(disguise)),
  ]
  const species = taxa.map(
    (taxon) =>
      `<li>${escapeHtml(taxon.name)}：${PROTECTION_LABEL[taxon.protection]}（${escapeHtml(taxon.list)}）</li>`,
  )
  return `<b>为何标记</b><ul>${reasons.join('')}</ul>${disguised.length > 0 ? `<b>规避手法</b><ul>${disguised.join('')}</ul>` : ''}${
    species.length > 0 ? `<b>涉及物种（待鉴定）</b><ul>${species.join('')}</ul>` : ''
  }`
}

function disguise({ text, evasions }: ReportLead['lead']['assessment']['matches'][number]): string {
  return `<li>「${escapeHtml(text)}」：${evasions.map((evasion) => EVASION_LABEL[evasion]).join('、')}</li>`
}

function lawList({ lead }: ReportLead): string {
  const basis = lead.assessment.legalBasis.map(
    ({ law, article, gist }) => `<li>${escapeHtml(law)} ${escapeHtml(article)}：${escapeHtml(gist)}</li>`,
  )
  const routes = lead.assessment.routes.map(
    ({ agency, role, why, basis: article, unit }) =>
      `<li><b>${role ? `〔${AGENCY_ROLE_LABEL[role]}〕` : ''}${escapeHtml(unit?.name ?? AGENCY_LABEL[agency])}</b>：${escapeHtml(why)}<span class="soft">（${escapeHtml(article)}）</span></li>`,
  )
  const hints = (lead.assessment.crimeHints ?? []).map(
    ({ says, sources }) =>
      `<li>${escapeHtml(says)}<span class="soft">（${escapeHtml(sources.join('、'))}）</span></li>`,
  )
  const gaps = [...new Set(lead.assessment.unrouted.map(({ reason }) => reason))].map(
    (reason) => `<li>未分派：${escapeHtml(reason)}</li>`,
  )
  return `<b>建议移送</b><ul>${routes.join('') || '<li>未确定</li>'}${gaps.join('')}</ul>
<details><summary>初步法律依据 ${basis.length} 条</summary><ul>${basis.join('') || '<li>待研判</li>'}</ul></details>${
    hints.length > 0 ? `<b>刑事门槛提示（只是可能，不是结论）</b><ul>${hints.join('')}</ul>` : ''
  }`
}

function picture({ lead, thumbnail }: ReportLead): string {
  if (!thumbnail) return '<div class="noshot">没有网页截图<br>原因见证据清单</div>'
  const data = Buffer.from(thumbnail).toString('base64')
  return `<img class="shot" loading="lazy" alt="网页截图：${escapeHtml(lead.listing.title.slice(0, 60))}" src="data:image/jpeg;base64,${data}">`
}

function proof({ lead, evidenceHref, packets }: ReportLead): string {
  if (!lead.evidence) return '<p class="small">证据尚未固定</p>'
  const { evidenceId, capturedAt, manifestSha256, manifestSm3, timestampState } = lead.evidence
  const link = evidenceHref
    ? `<a href="${escapeHtml(evidenceHref)}">${escapeHtml(evidenceId)}</a>`
    : escapeHtml(evidenceId)
  const queued = packets.map(({ agency }) => AGENCY_LABEL[agency]).join('、')
  return `<dl class="small"><dt>证据</dt><dd>${link}</dd><dt>固定时间</dt><dd>${beijingTime(capturedAt)}（北京时间）</dd>
<dt>时间戳</dt><dd>${TIMESTAMP_STATE_LABEL[timestampState ?? 'not-configured']}</dd>
<dt>SHA-256</dt><dd><code>${manifestSha256}</code></dd><dt>SM3</dt><dd><code>${manifestSm3}</code></dd>
<dt>材料包</dt><dd>${queued || '无'}</dd></dl>`
}
