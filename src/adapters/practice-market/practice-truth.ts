import type { z } from 'zod'
import { LabelledListing } from '../../domain/labelled-listing.ts'
import type { Platform } from '../../domain/vocabulary.ts'
import type { PracticeOffer, PracticeSiteName } from './practice-listing.ts'

const PLATFORM: Readonly<Record<PracticeSiteName, Platform>> = {
  shop: 'shop',
  secondhand: 'secondhand',
  forum: 'forum',
  microblog: 'weibo-like post',
}

/** The labelled set of the practice market: as on day 1, listings that are new on day 2 included. One JSON a line. */
export function practiceTruthLines(offers: readonly PracticeOffer[]): string {
  return offers.map((offer) => `${JSON.stringify(toLabelledListing(offer))}\n`).join('')
}

/** The id is the one that a scan gives the listing, so that found and expected can be laid side by side. */
export function toLabelledListing(offer: PracticeOffer): z.input<typeof LabelledListing> {
  const { site, key, title, body, price, sellerName, place, picture, truth } = offer
  const labelled: z.input<typeof LabelledListing> = {
    id: `practice-${site}:${key}`,
    platform: PLATFORM[site],
    title,
    body,
    price: price ?? null,
    seller: sellerName,
    region: place,
    ...(picture === undefined ? {} : { images: [`pictures/${site}-${key}.png`] }),
    label: truth?.label ?? 'legal',
    category: truth?.category ?? 'none',
    offence: truth?.offence ?? 'none',
    expected_agencies: truth?.agencies ?? [],
    evasion: truth?.evasion ?? [],
    ambiguous: truth?.ambiguous ?? false,
    ...(truth?.note === undefined ? {} : { note: truth.note }),
  }
  LabelledListing.parse(labelled)
  return labelled
}
