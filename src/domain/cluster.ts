import { z } from 'zod'
import type { LeadState } from './lead.ts'
import type { Listing } from './listing.ts'

/** What a person said about two leads. Append-only: the last one about a pair holds, all of them are kept. */
export const LinkJudgement = z.strictObject({
  /** The lesser id first. */
  leadA: z.string(),
  leadB: z.string(),
  verdict: z.enum(['confirmed', 'cut']),
  by: z.string().min(1),
  reason: z.string().min(1),
  at: z.iso.datetime(),
})
export type LinkJudgement = z.infer<typeof LinkJudgement>
export const LINK_VERDICT_LABEL: Record<LinkJudgement['verdict'], string> = {
  confirmed: '确认有关联',
  cut: '确认无关联',
}

/** A lead as clustering sees it. */
export interface ClusterLead {
  readonly id: string
  readonly createdAt: string
  readonly state: LeadState
  readonly listing: Listing
  /** When its listing was seen to be gone. */
  readonly goneAt?: string | undefined
}

export type LinkKind = 'person' | 'account' | 'contact' | 'picture' | 'text' | 'name' | 'region' | 'price'
export const LINK_KIND_LABEL: Record<LinkKind, string> = {
  person: '人工确认',
  account: '同一账号或店铺',
  contact: '同一联系方式',
  picture: '同一图片',
  text: '文字相同或相近',
  name: '昵称相同',
  region: '地区相同',
  price: '价格相同',
}

/** One thing that two leads have in common. */
export interface LinkEvidence {
  readonly kind: LinkKind
  /** 0–1: the share of such pairs that have one seller, as far as the labelled set tells. */
  readonly strength: number
  /** As published by the one and by the other. May hold personal contacts: masked on every screen. */
  readonly quotes: readonly [string, string]
}

export interface LeadLink {
  readonly leadA: string
  readonly leadB: string
  readonly strength: number
  readonly evidence: readonly LinkEvidence[]
}

export type HintKind = 'shared-contact' | 'hub' | 'returned' | 'many-platforms' | 'repriced'

/** For a person to check. Always “可能”. */
export interface ClusterHint {
  readonly kind: HintKind
  readonly says: string
  /** What it rests on, as published. May hold personal contacts. */
  readonly quotes: readonly string[]
  readonly leadIds: readonly string[]
}

/** Leads that seem to be of one seller or one group. */
export interface Cluster {
  /** `C` and the digits of its earliest lead's id: stays when leads are added. */
  readonly id: string
  /** Earliest first. */
  readonly leadIds: readonly string[]
  /** Strongest first. */
  readonly links: readonly LeadLink[]
  readonly hints: readonly ClusterHint[]
  /** Weaker links out of it, which alone join nothing. */
  readonly maybe: readonly LeadLink[]
}

/** A contact, sentence or picture that so many unrelated sellers share that it says nothing of who they are. */
export interface SetAside {
  readonly kind: 'contact' | 'text' | 'picture'
  readonly why: 'platform' | 'many-sellers'
  readonly quote: string
  readonly sellers: number
  readonly leads: number
}

export interface Clustering {
  /** By id; a lead that nothing links is a cluster of its own. */
  readonly clusters: readonly Cluster[]
  readonly setAside: readonly SetAside[]
  /** Confirmed pairs that a cut elsewhere keeps apart: two persons disagree. */
  readonly conflicts: readonly LinkJudgement[]
}
