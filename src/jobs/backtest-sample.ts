import type { Assessment } from '../domain/assessment.ts'
import type { Decision } from '../domain/lead.ts'
import type { Listing } from '../domain/listing.ts'
import { contactTexts, maskerFor } from '../domain/mask-contacts.ts'
import type { Level, Verdict } from '../domain/vocabulary.ts'

/** Enough to recognise a listing; the rest is in the case database. */
const MAX_EXCERPT = 80

export interface BacktestSample {
  readonly listingId: string
  /** Contacts in both texts are masked. */
  readonly title: string
  readonly body: string
  readonly before: Standing
  readonly after: Standing
  /** Findings that differ, by title of the rule, with the points they add now and added before. */
  readonly findings: readonly { readonly title: string; readonly before: number; readonly after: number }[]
  readonly decision: Decision['state'] | undefined
}

export interface Standing {
  readonly verdict: Verdict
  readonly level: Level
  readonly score: number
}

export interface Replayed {
  readonly listing: Listing
  readonly before: Assessment
  readonly after: Assessment
}

export function sampleOf(
  { listing, before, after }: Replayed,
  decision: Decision['state'] | undefined,
): BacktestSample {
  const mask = maskerFor(listing, contactTexts(after))
  return {
    listingId: mask(listing.id),
    title: excerpt(mask(listing.title)),
    body: excerpt(mask(listing.body)),
    before: standingOf(before),
    after: standingOf(after),
    findings: differences(before, after),
    decision,
  }
}

export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > MAX_EXCERPT ? `${line.slice(0, MAX_EXCERPT)}…` : line
}

function standingOf({ verdict, level, score }: Assessment): Standing {
  return { verdict, level, score }
}

function differences(before: Assessment, after: Assessment): BacktestSample['findings'] {
  const byRule = new Map<string, { title: string; before: number; after: number }>()
  for (const side of ['before', 'after'] as const) {
    for (const { ruleId, title, points } of (side === 'before' ? before : after).findings) {
      const known = byRule.get(ruleId) ?? { title, before: 0, after: 0 }
      byRule.set(ruleId, { ...known, title, [side]: known[side] + points })
    }
  }
  return [...byRule.values()].filter((finding) => finding.before !== finding.after)
}
