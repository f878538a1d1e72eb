import type { Listing } from '../domain/listing.ts'
import { feedToListing } from '../extract/parse-feed.ts'
import { parseLabelled } from '../extract/parse-labelled.ts'
import { judge, type Pipeline } from '../pipeline.ts'
import type { LabelledAssessment } from '../score/flag-counts.ts'

export interface JudgedListing extends LabelledAssessment {
  readonly file: string
  readonly line: number
  readonly listing: Listing
}

/** @throws {InputError} with file and line. */
export function judgeLabelled(
  text: string,
  file: string,
  definitions: Pick<Pipeline, 'lexicon' | 'policy'>,
): JudgedListing[] {
  return parseLabelled(text, file).map(({ line, truth }) => {
    // Only what a detector may read is passed on: label and note stay here.
    const listing = feedToListing(truth, 'evaluate')
    return { file, line, truth, listing, assessment: judge(listing, definitions) }
  })
}
