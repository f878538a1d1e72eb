import type { Finding } from '../domain/assessment.ts'
import { TERM_KIND_LABEL, type TermKind } from '../domain/lexicon.ts'
import type { ListingFacts, Mark } from './listing-facts.ts'

/**
 * Share of a term's weight that it brings by itself. A product has no innocent reading, a species has many,
 * so a species alone stays below the threshold of suspicion and waits for a cue. A code word has waited for
 * its cue already: it does not count before one of its `needs` stands in the listing.
 */
const SHARE: Partial<Record<TermKind, number>> = {
  product: 0.6,
  gear: 0.6,
  species: 0.4,
  'code-word': 0.6,
}

/** A second, different good adds a little: lists of goods are more telling than one word. */
const SECOND_POINTS = 6

export function baseFindings({ goods }: ListingFacts): Finding[] {
  const [strongest] = [...goods].sort((a, b) => pointsOf(b) - pointsOf(a))
  if (!strongest?.kind || pointsOf(strongest) === 0) return []
  const findings: Finding[] = [
    {
      ruleId: `base.${strongest.kind}`,
      title: `命中${TERM_KIND_LABEL[strongest.kind]}`,
      points: pointsOf(strongest),
      why: `${TERM_KIND_LABEL[strongest.kind]}“${strongest.text}”（词条权重 ${strongest.weight}）`,
    },
  ]
  const second = goods.find((mark) => isAnother(mark, strongest))
  if (second) {
    findings.push({
      ruleId: 'base.second',
      title: '另有一种物品',
      points: SECOND_POINTS,
      why: `除“${strongest.text}”外还出现“${second.text}”`,
    })
  }
  return findings
}

function pointsOf({ kind, weight }: Mark): number {
  return Math.round(weight * (kind ? (SHARE[kind] ?? 0) : 0))
}

/** Another term at another place: 象牙 inside 象牙手串 is the same good said once. */
function isAnother(mark: Mark, strongest: Mark): boolean {
  if (mark.termId === strongest.termId) return false
  const apart = mark.field !== strongest.field || mark.end <= strongest.start || mark.start >= strongest.end
  return apart && !strongest.text.includes(mark.text) && !mark.text.includes(strongest.text)
}
