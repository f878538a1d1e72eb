import { InputError } from '../domain/errors.ts'
import type { Decision } from '../domain/lead.ts'
import type { Listing } from '../domain/listing.ts'
import type { SellerHistory } from '../domain/seller-history.ts'
import { feedToListing, parseJsonLines } from '../extract/parse-feed.ts'
import { readLabels } from '../extract/parse-labelled.ts'
import type { Services } from './services.ts'

/** Names the listings in the case database of the home folder. */
export const STORED = 'stored'

export interface Replay {
  /** As they are named in a record: the last two parts of a path say enough, and nothing about the machine. */
  readonly names: readonly string[]
  readonly total: number
  readonly listings: AsyncIterable<Listing>
  readonly rejects: readonly { readonly source: string; readonly line: number; readonly reason: string }[]
  /** What the case database holds of the seller of a stored listing, this listing and its run left out. */
  readonly historyOf: ((listing: Listing) => Promise<SellerHistory>) | undefined
  /** Whether a listing should be flagged: by its label in a file, by what a person decided where it is stored. */
  answerOf(listing: Listing): Promise<boolean | undefined>
  readonly decisionOf: ((listingId: string) => Promise<Decision['state'] | undefined>) | undefined
}

/**
 * @param runId of stored listings only those that this run was the last to see.
 * @throws {InputError} where there is nothing to replay.
 */
export async function openReplay(
  sources: readonly string[],
  services: Services,
  runId?: string,
): Promise<Replay> {
  const opened = await Promise.all(sources.map((source) => openSource(source, services, runId)))
  const total = opened.reduce((sum, source) => sum + source.total, 0)
  if (total === 0) {
    throw new InputError('没有可回放的信息：先 scan 或 import，或用 --listings 指明 .jsonl 文件')
  }
  return {
    names: opened.map(({ name }) => name),
    total,
    listings: inTurn(opened),
    rejects: opened.flatMap(({ name, rejects }) => rejects.map((reject) => ({ source: name, ...reject }))),
    historyOf: sources.includes(STORED)
      ? (listing) => services.cases().sellerHistory(listing, runId ?? '')
      : undefined,
    answerOf: (listing) => answerOf(listing, opened, services),
    decisionOf: sources.includes(STORED)
      ? async (listingId) => (await services.cases().findLeadOfListing(listingId))?.decision?.state
      : undefined,
  }
}

interface Source {
  readonly name: string
  readonly total: number
  readonly listings: AsyncIterable<Listing> | Iterable<Listing>
  /** Labels of a file; absent where the listings are stored. */
  readonly answers?: ReadonlyMap<Listing, boolean>
  readonly rejects: readonly { readonly line: number; readonly reason: string }[]
}

async function openSource(source: string, services: Services, runId: string | undefined): Promise<Source> {
  if (source === STORED) {
    const cases = services.cases()
    const total =
      runId === undefined ? await cases.countAllListings() : (await cases.countListings(runId)).listings
    const name = runId === undefined ? STORED : `${STORED} ${runId}`
    return { name, total, listings: cases.allListings({ runId }), rejects: [] }
  }
  const text = services.readText(source)
  const { rows, rejects } = parseJsonLines(text)
  const labels = readLabels(text)
  const name = source.split(/[\\/]/).slice(-2).join('/')
  const answers = new Map<Listing, boolean>()
  const listings = rows.map(({ value, line }): Listing => {
    // A feed may hold listings that came from here: they keep their ids.
    const listing = { ...feedToListing(value, name), id: value.id === '' ? `${name}:${line}` : value.id }
    const label = labels.get(line)
    if (label !== undefined) answers.set(listing, label)
    return listing
  })
  return { name, total: rows.length, listings, answers, rejects }
}

async function answerOf(
  listing: Listing,
  sources: readonly Source[],
  services: Services,
): Promise<boolean | undefined> {
  for (const { answers } of sources) {
    const label = answers?.get(listing)
    if (label !== undefined) return label
  }
  // A listing from a file was not decided here, whatever its number says.
  if (sources.every(({ answers }) => answers !== undefined)) return undefined
  const state = (await services.cases().findLeadOfListing(listing.id))?.decision?.state
  return state && state === 'confirmed'
}

async function* inTurn(sources: readonly Source[]): AsyncGenerator<Listing> {
  for (const { listings } of sources) yield* listings
}
