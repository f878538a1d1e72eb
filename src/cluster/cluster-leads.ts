import type { Cluster, Clustering, ClusterLead, LeadLink, LinkJudgement } from '../domain/cluster.ts'
import { CLUSTER_LIMITS } from './cluster-limits.ts'
import { findCandidates } from './find-candidates.ts'
import { findHints } from './find-hints.ts'
import { type Fingerprint, fingerprint } from './fingerprint.ts'
import { type Join, joinLinks } from './join-links.ts'
import { setAsideTemplates } from './set-aside-templates.ts'
import { classifyTexts } from './text-class.ts'
import type { UnionFind } from './union-find.ts'
import { weighLink } from './weigh-link.ts'

/** A person outranks what the machine sees. */
const CONFIRMED = 1

/**
 * Groups leads that seem to be of one seller or one group, and says of each link what it rests on.
 *
 * The order of leads does not matter; the order of judgements does: the last one about a pair holds.
 */
export function clusterLeads(
  leads: readonly ClusterLead[],
  judgements: readonly LinkJudgement[] = [],
): Clustering {
  const ordered = [...leads].sort(byAge)
  const { prints, setAside } = setAsideTemplates(ordered.map(fingerprint))
  const indexOf = new Map(ordered.map(({ id }, index) => [id, index]))
  const toPair = ({ leadA, leadB }: Pick<LeadLink, 'leadA' | 'leadB'>) =>
    [indexOf.get(leadA) as number, indexOf.get(leadB) as number] as const

  const held = heldJudgements(judgements, indexOf)
  const confirmed = [...held.values()].filter(({ verdict }) => verdict === 'confirmed')
  const cuts = [...held.values()].filter(({ verdict }) => verdict === 'cut')
  const links = [...findLinks(prints), ...confirmed.map(personLink)].filter(
    (link) => held.get(pairKey(link))?.verdict !== 'cut',
  )
  const joins = links
    .filter(({ strength }) => strength >= CLUSTER_LIMITS.join)
    .map((link): Join => {
      const [a, b] = toPair(link)
      return { a, b, strength: link.strength }
    })
  const sets = joinLinks(ordered.length, joins, cuts.map(toPair))
  return {
    clusters: toClusters(prints, links, sets, indexOf),
    setAside,
    conflicts: confirmed.filter((judgement) => {
      const [a, b] = toPair(judgement)
      return sets.find(a) !== sets.find(b)
    }),
  }
}

function findLinks(prints: readonly Fingerprint[]): LeadLink[] {
  const { classes, classOf } = classifyTexts(prints)
  const compared = prints.map((print, index) => ({ print, text: classOf[index] }))
  return findCandidates(prints, classes).flatMap(([a, b]) => {
    const [one, other] = [compared[a], compared[b]]
    const link = one && other && weighLink(one, other)
    return link && link.strength >= CLUSTER_LIMITS.show ? [link] : []
  })
}

/** Of each pair the last, about leads that are there. */
function heldJudgements(
  judgements: readonly LinkJudgement[],
  known: ReadonlyMap<string, number>,
): Map<string, LinkJudgement> {
  return new Map(
    judgements
      .filter(({ leadA, leadB }) => known.has(leadA) && known.has(leadB))
      .map((judgement) => [pairKey(judgement), judgement]),
  )
}

function pairKey({ leadA, leadB }: Pick<LeadLink, 'leadA' | 'leadB'>): string {
  return leadA < leadB ? `${leadA} ${leadB}` : `${leadB} ${leadA}`
}

function personLink({ leadA, leadB, by, reason }: LinkJudgement): LeadLink {
  const says = `${by}：${reason}`
  return {
    leadA,
    leadB,
    strength: CONFIRMED,
    evidence: [{ kind: 'person', strength: CONFIRMED, quotes: [says, says] }],
  }
}

function toClusters(
  prints: readonly Fingerprint[],
  links: readonly LeadLink[],
  sets: UnionFind,
  indexOf: ReadonlyMap<string, number>,
): Cluster[] {
  const rootOf = (leadId: string) => sets.find(indexOf.get(leadId) as number)
  const members = Map.groupBy(prints.keys(), (index) => sets.find(index))
  const within = Map.groupBy(
    links.filter(({ leadA, leadB }) => rootOf(leadA) === rootOf(leadB)),
    ({ leadA }) => rootOf(leadA),
  )
  const across = new Map<number, LeadLink[]>()
  for (const link of links.toSorted(byStrength)) {
    const roots = new Set([rootOf(link.leadA), rootOf(link.leadB)])
    if (roots.size === 2) for (const root of roots) keepStrongest(across, root, link)
  }
  return [...members].map(([root, own]) => {
    const ownPrints = own.map((index) => prints[index] as Fingerprint)
    return {
      id: clusterId((ownPrints[0] as Fingerprint).lead.id),
      leadIds: ownPrints.map(({ lead }) => lead.id),
      links: (within.get(root) ?? []).toSorted(byStrength),
      hints: findHints(ownPrints),
      maybe: across.get(root) ?? [],
    }
  })
}

function keepStrongest(across: Map<number, LeadLink[]>, root: number, link: LeadLink): void {
  const kept = across.get(root) ?? []
  if (kept.length < CLUSTER_LIMITS.maybeLinks) kept.push(link)
  across.set(root, kept)
}

/** `L1a2b…` gives `C1a2b…`. */
export function clusterId(earliestLead: string): string {
  return `C${earliestLead.replace(/^L/, '')}`
}

function byAge(a: ClusterLead, b: ClusterLead): number {
  return compare(a.createdAt, b.createdAt) || compare(a.id, b.id)
}

function byStrength(a: LeadLink, b: LeadLink): number {
  return b.strength - a.strength || compare(a.leadA, b.leadA) || compare(a.leadB, b.leadB)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
