import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DefinitionError, InputError } from '../../domain/errors.ts'
import { checkDefinition, type OpenDefinition, openDefinition } from '../files/parse-definition.ts'
import {
  PracticeListingFile,
  type PracticeOffer,
  type PracticeSeller,
  PracticeSellerFile,
  PracticeSiteName,
} from './practice-listing.ts'

const SELLERS_FILE = 'sellers.yml'

export interface PracticeListings {
  /** Shop first, then second-hand, forum, microblog; within a site in file order. */
  readonly offers: readonly PracticeOffer[]
  readonly sellers: ReadonlyMap<string, PracticeSeller>
}

/**
 * Reads `<dataFolder>/listings/*.yml`.
 *
 * @throws {InputError} when the folder cannot be read.
 * @throws {DefinitionError} one line per problem: schema, a key used twice, a seller nobody described.
 */
export function loadPracticeListings(dataFolder: string): PracticeListings {
  const folder = join(dataFolder, 'listings')
  const files = listFiles(folder)
  const sellers = loadSellers(join(folder, SELLERS_FILE))
  const problems: string[] = []
  const taken = new Set<string>()
  const offers = files.flatMap((file) => loadOffers(file, sellers, taken, problems))
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  const order = PracticeSiteName.options
  return { offers: offers.toSorted((a, b) => order.indexOf(a.site) - order.indexOf(b.site)), sellers }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yml') && name !== SELLERS_FILE)
      .sort()
      .map((name) => join(folder, name))
  } catch (cause) {
    throw new InputError(`演练站点的数据文件夹读不到：${folder}`, { cause })
  }
}

function open(file: string): OpenDefinition {
  try {
    return openDefinition(file, readFileSync(file, 'utf8'))
  } catch (cause) {
    if (cause instanceof DefinitionError) throw cause
    throw new InputError(`演练站点的数据文件读不到：${file}`, { cause })
  }
}

function loadSellers(file: string): Map<string, PracticeSeller> {
  const definition = open(file)
  const { sellers } = checkDefinition(file, definition, PracticeSellerFile)
  const byId = new Map<string, PracticeSeller>()
  for (const [index, seller] of sellers.entries()) {
    if (byId.has(seller.id)) {
      const line = definition.lineOf(['sellers', index, 'id'])
      throw new DefinitionError(`${file}:${line}: sellers.${index}.id: ${seller.id} is described twice`)
    }
    byId.set(seller.id, seller)
  }
  return byId
}

function loadOffers(
  file: string,
  sellers: ReadonlyMap<string, PracticeSeller>,
  taken: Set<string>,
  problems: string[],
): PracticeOffer[] {
  const definition = open(file)
  const { site, listings } = checkDefinition(file, definition, PracticeListingFile)
  const complain = (index: number, field: string, what: string): void => {
    const path = ['listings', index, field]
    problems.push(`${basename(file)}:${definition.lineOf(path)}: ${path.join('.')}: ${what}`)
  }

  return listings.map((listing, index) => {
    const id = `${site}-${listing.key}`
    if (taken.has(id)) complain(index, 'key', `${listing.key} is used twice on ${site}`)
    taken.add(id)
    const seller = sellers.get(listing.seller)
    if (!seller) complain(index, 'seller', `${listing.seller} is not in ${SELLERS_FILE}`)
    const sellerName = seller?.names[site] ?? ''
    if (seller && !sellerName)
      complain(index, 'seller', `${listing.seller} has no name on ${site} in ${SELLERS_FILE}`)
    return { ...listing, site, sellerName, place: listing.region ?? seller?.region ?? '' }
  })
}
