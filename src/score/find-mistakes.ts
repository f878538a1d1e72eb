import { isWanted, type LabelledAssessment, PROGRAM } from './flag-counts.ts'
import { compareRouting } from './routing-accuracy.ts'

/** In the order in which they are listed: what costs most first. */
export const MISTAKE_KINDS = ['missed', 'false-alarm', 'verdict', 'category', 'offence', 'agencies'] as const
export type MistakeKind = (typeof MISTAKE_KINDS)[number]

/**
 * All that is wrong about one listing. What is missed or flagged in vain is only that; the other kinds are about
 * listings that both sides flagged. Empty for ambiguous ones.
 */
export function findMistakes(pair: LabelledAssessment): MistakeKind[] {
  const { truth, assessment } = pair
  if (truth.ambiguous) return []
  if (!isWanted(pair)) return PROGRAM.flags(pair) ? ['false-alarm'] : []
  if (!PROGRAM.flags(pair)) return ['missed']
  const { missing, extra } = compareRouting(pair)
  const wrong: Record<Exclude<MistakeKind, 'missed' | 'false-alarm'>, boolean> = {
    verdict: truth.label !== assessment.verdict,
    category: truth.category !== assessment.category,
    offence: truth.offence !== assessment.offence,
    agencies: missing.length + extra.length > 0,
  }
  return MISTAKE_KINDS.filter((kind) => kind in wrong && wrong[kind as keyof typeof wrong])
}
