import type { z } from 'zod'
import type { Assessment } from '../../src/domain/assessment.ts'
import { LabelledListing } from '../../src/domain/labelled-listing.ts'
import type { Verdict } from '../../src/domain/vocabulary.ts'
import type { LabelledAssessment } from '../../src/score/flag-counts.ts'
import { anAssessment } from '../support/builders.ts'

/** A listing with a person's answer and the program's; by default they agree on everything but the verdict. */
export function aPair(
  label: Verdict,
  verdict: Verdict,
  truth: Partial<z.input<typeof LabelledListing>> = {},
  assessment: Partial<z.input<typeof Assessment>> = {},
): LabelledAssessment {
  const isLegal = label === 'legal'
  return {
    truth: LabelledListing.parse({
      id: '1',
      platform: 'shop',
      title: 't',
      label,
      category: isLegal ? 'none' : 'protected-animal-product',
      offence: isLegal ? 'none' : 'sale',
      expected_agencies: isLegal ? [] : ['forestry', 'market-supervision'],
      evasion: [],
      ...truth,
    }),
    assessment: anAssessment({ verdict, ...assessment }),
  }
}
