import type { SetAside } from '../domain/cluster.ts'
import { CLUSTER_LIMITS } from './cluster-limits.ts'
import { type Fingerprint, indexMarks } from './fingerprint.ts'
import { UnionFind } from './union-find.ts'

/** An account told by its name alone counts as one seller from here on. */
const SURE_ACCOUNT = 0.85

export interface Telling {
  /** In the order given, without what so many unrelated sellers share that it says nothing of any of them. */
  readonly prints: readonly Fingerprint[]
  readonly setAside: readonly SetAside[]
}

/**
 * Sellers are counted by account; for pictures, sentences and names accounts that share a contact count as one, so that a
 * group which uses one text on ten accounts is no template.
 */
export function setAsideTemplates(prints: readonly Fingerprint[]): Telling {
  const sellers = new UnionFind(prints.length)
  for (const holders of indexMarks(prints, sureAccount).values()) unite(holders, sellers)
  const platform = everyKey(indexMarks(prints, marksOf('platformContacts')), sellers)
  const contacts = crowdedKeys(
    indexMarks(prints, marksOf('contacts')),
    CLUSTER_LIMITS.contactSellers,
    sellers,
  )
  for (const [key, holders] of indexMarks(prints, marksOf('contacts')))
    if (!contacts.has(key)) unite(holders, sellers)

  const pictures = crowdedKeys(
    indexMarks(prints, marksOf('pictures')),
    CLUSTER_LIMITS.pictureSellers,
    sellers,
  )
  const sentences = crowdedKeys(indexMarks(prints, sentenceKeys), CLUSTER_LIMITS.sentenceSellers, sellers)
  const names = crowdedKeys(indexMarks(prints, nameKey), CLUSTER_LIMITS.nameAccounts, sellers)
  // Where one seller gives as its own what others name as the platform's, it is listed once.
  const ownContacts = new Map([...contacts].filter(([key]) => !platform.has(key)))
  return {
    prints: prints.map((print) => ({
      ...print,
      name: print.name && names.has(print.name.key) ? undefined : print.name,
      contacts: print.contacts.filter(({ key }) => !contacts.has(key)),
      pictures: print.pictures.filter(({ key }) => !pictures.has(key)),
      sentences: print.sentences.filter(({ letters }) => !sentences.has(letters)),
    })),
    setAside: [
      ...describe({ kind: 'contact', why: 'platform' }, platform, quoteMark(prints, 'platformContacts')),
      ...describe({ kind: 'contact', why: 'many-sellers' }, ownContacts, quoteMark(prints, 'contacts')),
      ...describe({ kind: 'picture', why: 'many-sellers' }, pictures, quoteMark(prints, 'pictures')),
      ...describe({ kind: 'text', why: 'many-sellers' }, sentences, quoteSentence(prints)),
    ].sort((a, b) => b.leads - a.leads || compare(a.kind, b.kind) || compare(a.quote, b.quote)),
  }
}

/** Who shares a key: prints by index, and the number of unrelated sellers among them. */
interface Crowd {
  readonly holders: readonly number[]
  readonly sellers: number
}

type Marks = 'contacts' | 'platformContacts' | 'pictures'
type Quote = (holder: number, key: string) => string | undefined

function describe(
  what: Pick<SetAside, 'kind' | 'why'>,
  crowds: ReadonlyMap<string, Crowd>,
  quoteOf: Quote,
): SetAside[] {
  return [...crowds].map(([key, { holders, sellers }]) => {
    const quote = quoteOf(holders[0] as number, key) ?? ''
    return { ...what, quote, sellers, leads: holders.length }
  })
}

function quoteMark(prints: readonly Fingerprint[], marks: Marks): Quote {
  return (holder, key) => prints[holder]?.[marks].find((mark) => mark.key === key)?.quote
}

function quoteSentence(prints: readonly Fingerprint[]): Quote {
  return (holder, key) => prints[holder]?.sentences.find(({ letters }) => letters === key)?.quote
}

function everyKey(index: ReadonlyMap<string, readonly number[]>, sellers: UnionFind): Map<string, Crowd> {
  return crowdedKeys(index, 0, sellers)
}

function crowdedKeys(
  index: ReadonlyMap<string, readonly number[]>,
  most: number,
  sellers: UnionFind,
): Map<string, Crowd> {
  const crowded = new Map<string, Crowd>()
  for (const [key, holders] of index) {
    if (holders.length <= most) continue
    const count = new Set(holders.map((holder) => sellers.find(holder))).size
    if (count > most) crowded.set(key, { holders, sellers: count })
  }
  return crowded
}

function unite(holders: readonly number[], sellers: UnionFind): void {
  for (const holder of holders) sellers.union(holders[0] as number, holder)
}

function sureAccount({ account }: Fingerprint): string[] {
  return account && account.strength >= SURE_ACCOUNT ? [account.key] : []
}

function nameKey({ name }: Fingerprint): string[] {
  return name && name.strength > 0 ? [name.key] : []
}

function marksOf(marks: Marks): (print: Fingerprint) => string[] {
  return (print) => print[marks].map(({ key }) => key)
}

function sentenceKeys({ sentences }: Fingerprint): string[] {
  return sentences
    .map(({ letters }) => letters)
    .filter(({ length }) => length >= CLUSTER_LIMITS.sentenceChars)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
