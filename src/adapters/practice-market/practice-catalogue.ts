import type {
  PracticeDay,
  PracticeListing,
  PracticeOffer,
  PracticeSeller,
  PracticeSiteName,
} from './practice-listing.ts'

export interface CatalogueSection {
  /** From 1, in order of first appearance over both days, so that an id never changes its meaning. */
  readonly number: number
  readonly name: string
}

export interface OfferPage {
  readonly offers: readonly PracticeOffer[]
  /** From 1. */
  readonly page: number
  readonly pages: number
  readonly total: number
}

/** What one site shows on one day. */
export class PracticeCatalogue {
  readonly site: PracticeSiteName
  readonly sections: readonly CatalogueSection[]
  /** In display order. */
  readonly offers: readonly PracticeOffer[]
  /** Misbehaviour hangs on these, so that it hits the same listings on both days. */
  readonly lasting: readonly PracticeOffer[]
  readonly #byKey: ReadonlyMap<string, PracticeOffer>
  readonly #goneKeys: ReadonlySet<string>
  readonly #sellers: ReadonlyMap<string, PracticeSeller>

  constructor(options: {
    site: PracticeSiteName
    day: PracticeDay
    offers: readonly PracticeOffer[]
    sellers: ReadonlyMap<string, PracticeSeller>
  }) {
    const own = options.offers.filter(({ site }) => site === options.site)
    this.site = options.site
    this.#sellers = options.sellers
    this.sections = [...new Set(own.map(({ section }) => section))].map((name, index) => ({
      number: index + 1,
      name,
    }))
    this.lasting = own.filter(({ days }) => days.length === 2)
    this.offers = own
      .filter(({ days }) => days.includes(options.day))
      .map((offer) => onDay(offer, options.day))
      .toSorted(newestFirst)
    this.#byKey = new Map(this.offers.map((offer) => [offer.key, offer]))
    this.#goneKeys = new Set(own.filter(({ days }) => !days.includes(options.day)).map(({ key }) => key))
  }

  find(key: string): PracticeOffer | undefined {
    return this.#byKey.get(key)
  }

  /** True for a listing that the other day has: it was taken down, or is not there yet. */
  isGone(key: string): boolean {
    return this.#goneKeys.has(key)
  }

  seller(id: string): PracticeSeller | undefined {
    return this.#sellers.get(id)
  }

  section(number: number): CatalogueSection | undefined {
    return this.sections.find((section) => section.number === number)
  }

  sectionOf(offer: PracticeOffer): CatalogueSection | undefined {
    return this.sections.find(({ name }) => name === offer.section)
  }

  inSection(section: CatalogueSection): PracticeOffer[] {
    return this.offers.filter((offer) => offer.section === section.name)
  }

  bySeller(sellerId: string): PracticeOffer[] {
    return this.offers.filter(({ seller }) => seller === sellerId)
  }

  /** What a small site's search does: the words as typed, in the title. */
  search(query: string): PracticeOffer[] {
    const wanted = query.trim().toLowerCase()
    return wanted === '' ? [] : this.offers.filter(({ title }) => title.toLowerCase().includes(wanted))
  }

  /** The listings that follow in display order: a ring, so that every listing is related to some other. */
  related(offer: PracticeOffer, count: number): PracticeOffer[] {
    const at = this.offers.indexOf(offer)
    const ring = [...this.offers.slice(at + 1), ...this.offers.slice(0, at)]
    return ring.slice(0, count)
  }
}

export function paginate(offers: readonly PracticeOffer[], page: number, size: number): OfferPage {
  const pages = Math.max(1, Math.ceil(offers.length / size))
  const start = (page - 1) * size
  return { offers: offers.slice(start, start + size), page, pages, total: offers.length }
}

/** FNV-1a: spreads listings over a page without chance. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash
}

/** Day of publication, made up: within eight weeks before the market opened; day 2's new ones on day 2. */
export function publishedOn({ site, key, days }: Pick<PracticeOffer, 'site' | 'key' | 'days'>): string {
  const opened = Date.UTC(2026, 10, 20)
  const ageDays = days.includes(1) ? hashText(`${site} age ${key}`) % 56 : -1
  return new Date(opened - ageDays * 86_400_000).toISOString().slice(0, 10)
}

function onDay(offer: PracticeOffer, day: PracticeDay): PracticeOffer {
  if (day === 1 || !offer.day2) return offer
  const { title = offer.title, body = offer.body, price = offer.price } = offer.day2
  return { ...offer, title, body, ...(price === undefined ? {} : { price }) }
}

function newestFirst(a: PracticeOffer, b: PracticeOffer): number {
  return isNew(b) - isNew(a) || hashText(a.key) - hashText(b.key)
}

function isNew({ days }: PracticeListing): number {
  return days.includes(1) ? 0 : 1
}
