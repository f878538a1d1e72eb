import {
  type Cluster,
  type ClusterHint,
  type Clustering,
  type ClusterLead,
  type LeadLink,
  LINK_KIND_LABEL,
  LINK_VERDICT_LABEL,
  type LinkEvidence,
  type LinkJudgement,
  type SetAside,
} from '../domain/cluster.ts'
import { LEAD_STATE_LABEL, LeadState } from '../domain/lead.ts'
import { type Masker, maskerFor, maskValue } from '../domain/mask-contacts.ts'
import { PLATFORM_LABEL } from '../domain/vocabulary.ts'

type Leads = ReadonlyMap<string, ClusterLead>

/** Links of a card beyond these say nothing new. */
const SHOWN_LINKS = 20
const QUOTE_CHARS = 40

/** One line a cluster: size, sellers, platforms, what links them; then its hints. */
export function clusterLines(cluster: Cluster, leads: Leads): string[] {
  return [
    [
      cluster.id,
      sizeOf(cluster, leads),
      sellersOf(cluster, leads),
      platformsOf(cluster, leads),
      kindsOf(cluster),
    ]
      .filter((part) => part !== '')
      .join('  '),
    ...cluster.hints.map((hint) => `    提示：${hintText(hint, leads)}`),
  ]
}

export function clusterCard(cluster: Cluster, leads: Leads, judgements: readonly LinkJudgement[]): string[] {
  const own = new Set(cluster.leadIds)
  const said = judgements.filter(({ leadA, leadB }) => own.has(leadA) || own.has(leadB))
  return [
    ...clusterLines(cluster, leads),
    '线索：',
    ...cluster.leadIds.map((id) => `  ${leadLine(leads.get(id), id)}`),
    ...section('关联依据：', cluster.links.slice(0, SHOWN_LINKS), (link) => linkText(link, leads)),
    ...(cluster.links.length > SHOWN_LINKS
      ? [`  另有 ${cluster.links.length - SHOWN_LINKS} 项，见 --json`]
      : []),
    ...section('可能有关、尚不足以合并（可用 clusters confirm 确认）：', cluster.maybe, (link) =>
      linkText(link, leads),
    ),
    ...section('人工意见：', said, judgementText),
  ]
}

export function judgementText({ leadA, leadB, verdict, by, reason, at }: LinkJudgement): string {
  return `${leadA} 与 ${leadB}：${LINK_VERDICT_LABEL[verdict]}，${by}，${at}，理由：${reason}`
}

export function summaryLine({ clusters, setAside, conflicts }: Clustering): string {
  const groups = clusters.filter(({ leadIds }) => leadIds.length > 1)
  const grouped = groups.reduce((sum, { leadIds }) => sum + leadIds.length, 0)
  const parts = [
    `共 ${groups.length} 组，含 ${grouped} 条线索；另有 ${clusters.length - groups.length} 条线索各自成一组`,
    ...(setAside.length > 0
      ? [`${setAside.length} 项内容因多个卖家共用，未作关联依据（clusters list --set-aside）`]
      : []),
    ...conflicts.map((judgement) => `人工意见相互矛盾，以“无关联”为准：${judgementText(judgement)}`),
  ]
  return parts.join('\n')
}

const SET_ASIDE_LABEL = { contact: '联系方式', text: '文字', picture: '图片' } as const

export function setAsideLine({ kind, why, quote, sellers, leads }: SetAside): string {
  const shown = kind === 'contact' ? maskValue(quote) : quote.slice(0, QUOTE_CHARS)
  const reason =
    why === 'platform'
      ? '写明是平台、快递的，或是在提醒防骗'
      : kind === 'contact'
        ? '可能是平台热线或代理，也可能是大团伙，请人工判断'
        : '可能是模板或公用素材'
  return `${SET_ASIDE_LABEL[kind]}“${shown}”：${leads} 条线索、${sellers} 个卖家，${reason}`
}

/** For the page of one lead. */
export function leadClusterLine(cluster: Cluster, leads: Leads): string {
  if (cluster.leadIds.length === 1) return `关联 ${cluster.id}，未发现关联线索`
  return `关联 ${cluster.id}，${sizeOf(cluster, leads)}，${kindsOf(cluster)}；详见 clusters show ${cluster.id}`
}

function section<T>(heading: string, entries: readonly T[], text: (entry: T) => string): string[] {
  return entries.length === 0 ? [] : [heading, ...entries.map((entry) => `  ${text(entry)}`)]
}

function sizeOf({ leadIds }: Cluster, leads: Leads): string {
  const states = LeadState.options.flatMap((state) => {
    const count = leadIds.filter((id) => leads.get(id)?.state === state).length
    return count === 0 ? [] : [`${LEAD_STATE_LABEL[state]} ${count}`]
  })
  return `${leadIds.length} 条线索（${states.join('，')}）`
}

function sellersOf({ leadIds }: Cluster, leads: Leads): string {
  const names = new Set(
    leadIds.flatMap((id) => {
      const lead = leads.get(id)
      return lead?.listing.seller ? [maskOf(lead)(lead.listing.seller.name)] : []
    }),
  )
  const shown = [...names].slice(0, 5).join('、')
  return names.size === 0 ? '' : `${names.size} 个卖家名：${shown}${names.size > 5 ? ' 等' : ''}`
}

function platformsOf({ leadIds }: Cluster, leads: Leads): string {
  const platforms = new Set(leadIds.flatMap((id) => leads.get(id)?.listing.platform ?? []))
  return [...platforms].map((platform) => PLATFORM_LABEL[platform]).join('、')
}

function kindsOf({ links }: Cluster): string {
  const kinds = new Set(links.flatMap(({ evidence }) => evidence.map(({ kind }) => kind)))
  return [...kinds].map((kind) => LINK_KIND_LABEL[kind]).join('、')
}

function linkText({ leadA, leadB, strength, evidence }: LeadLink, leads: Leads): string {
  const says = evidence.map((one) => evidenceText(one, [leads.get(leadA), leads.get(leadB)]))
  return `${leadA} — ${leadB}  ${percent(strength)}  ${says.join('；')}`
}

function evidenceText(
  { kind, strength, quotes }: LinkEvidence,
  [a, b]: readonly [ClusterLead | undefined, ClusterLead | undefined],
): string {
  const [one, other] = [quoteText(kind, quotes[0], a), quoteText(kind, quotes[1], b)]
  const quoted = one === other ? `“${one}”` : `“${one}”与“${other}”`
  return `${LINK_KIND_LABEL[kind]} ${quoted} ${percent(strength)}`
}

function quoteText(kind: LinkEvidence['kind'], quote: string, lead: ClusterLead | undefined): string {
  if (kind === 'contact') return maskValue(quote)
  const shown = kind === 'picture' ? quote : quote.slice(0, QUOTE_CHARS)
  return lead ? maskOf(lead)(shown) : shown
}

function hintText({ kind, says, quotes, leadIds }: ClusterHint, leads: Leads): string {
  const mask = maskerFor({ contacts: leadIds.flatMap((id) => leads.get(id)?.listing.contacts ?? []) })
  const shown = quotes.map((quote) => (kind === 'shared-contact' ? maskValue(quote) : mask(quote)))
  return `${mask(says)}${shown.length === 0 ? '' : `（${shown.join('、')}）`}`
}

function leadLine(lead: ClusterLead | undefined, id: string): string {
  if (!lead) return id
  const { listing, state, goneAt } = lead
  const mask = maskOf(lead)
  const seller = listing.seller ? mask(listing.seller.name) : '未留名'
  const gone = goneAt === undefined ? '' : '  已下架'
  return `${id}  ${LEAD_STATE_LABEL[state]}  ${PLATFORM_LABEL[listing.platform]}  ${seller}  ${mask(listing.title).slice(0, 60)}${gone}`
}

function maskOf({ listing }: ClusterLead): Masker {
  return maskerFor(listing)
}

function percent(strength: number): string {
  return `${Math.floor(strength * 100)}%`
}
