import type { ClusterLead } from '../domain/cluster.ts'
import { contactMarks, type Mark } from './contact-marks.ts'
import { pictureMarks } from './picture-marks.ts'
import { sellerMarks } from './seller-marks.ts'
import { type Sentence, sentencesOf } from './sentences.ts'

/** What of a lead can be the same in another one. */
export interface Fingerprint {
  readonly lead: ClusterLead
  readonly account: Mark | undefined
  readonly name: Mark | undefined
  readonly contacts: readonly Mark[]
  /** Contacts that stand there as a platform's or somebody else's. */
  readonly platformContacts: readonly Mark[]
  readonly pictures: readonly Mark[]
  readonly sentences: readonly Sentence[]
}

export function fingerprint(lead: ClusterLead): Fingerprint {
  const { listing } = lead
  const { own, platform } = contactMarks(listing)
  return {
    lead,
    ...sellerMarks(listing),
    contacts: own,
    platformContacts: platform,
    pictures: pictureMarks(listing.images),
    sentences: sentencesOf(listing),
  }
}

/** Of each key, which prints have it, by index. */
export function indexMarks(
  prints: readonly Fingerprint[],
  keysOf: (print: Fingerprint) => readonly string[],
): Map<string, number[]> {
  const holders = new Map<string, number[]>()
  for (const [index, print] of prints.entries()) {
    for (const key of new Set(keysOf(print))) {
      const known = holders.get(key)
      if (known) known.push(index)
      else holders.set(key, [index])
    }
  }
  return holders
}
