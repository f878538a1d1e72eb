import type { SetAside } from '../domain/cluster.ts'
import { CLUSTER_LIMITS } from './cluster-limits.ts'
import type { Mark } from './contact-marks.ts'
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
 * Sellers are counted by account; for pictures and sentences accounts that share a contact count as one, so that a group
 * which uses one text on ten accounts is no template.
 */
export function setAsideTemplates(prints: readonly Fingerprint[]): Telling {
  const sellers = new UnionFind(prints.length)
  const accounts = indexMarks(prints, ({ account }) =>
    account && account.strength >= SURE_ACCOUNT ? [account.key] : [],
  )
  for (const holders of accounts.values()) unite(holders, sellers)

  const contacts = indexMarks(prints, (print) => print.contacts.map(keyOf))
  const platform = indexMarks(prints, (print) => print.platformContacts.map(keyOf))
  // Where one seller gives as its own what others name as the platform's, it is the platform's.
  const crowded = crowdedKeys(contacts, CLUSTER_LIMITS.contactSellers, sellers)
  const commonContacts = new Map([...crowded].filter(([key]) => !platform.has(key)))
  const platformContacts = new Map([...platform].map(([key, own]) => [key, countSellers(own, sellers)]))
  for (const [key, holders] of contacts) if (!crowded.has(key)) unite(holders, sellers)

  const pictures = indexMarks(prints, (print) => print.pictures.map(keyOf))
  const commonPictures = crowdedKeys(pictures, CLUSTER_LIMITS.pictureSellers, sellers)
  const sentences = indexMarks(prints, sentenceKeys)
  const commonSentences = crowdedKeys(sentences, CLUSTER_LIMITS.sentenceSellers, sellers)
  const names = indexMarks(prints, ({ name }) => (name && name.strength > 0 ? [name.key] : []))
  const commonNames = crowdedKeys(names, CLUSTER_LIMITS.nameAccounts, sellers)

  const isOwn = (common: ReadonlyMap<string, number>) => (mark: Mark) => !common.has(mark.key)
  const noted: readonly Noting[] = [
    {
      kind: 'contact',
      why: 'platform',
      counts: platformContacts,
      holders: platform,
      marks: 'platformContacts',
    },
    { kind: 'contact', why: 'many-sellers', counts: commonContacts, holders: contacts, marks: 'contacts' },
    { kind: 'picture', why: 'many-sellers', counts: commonPictures, holders: pictures, marks: 'pictures' },
  ]
  return {
    prints: prints.map((print) => ({
      ...print,
      name: print.name && commonNames.has(print.name.key) ? undefined : print.name,
      contacts: print.contacts.filter(isOwn(crowded)),
      pictures: print.pictures.filter(isOwn(commonPictures)),
      sentences: print.sentences.filter(({ letters }) => !commonSentences.has(letters)),
    })),
    setAside: [
      ...noted.flatMap((noting) => describeMarks(noting, prints)),
      ...[...commonSentences].map(([letters, count]) => {
        const own = sentences.get(letters) ?? []
        const quote = prints[own[0] ?? 0]?.sentences.find((piece) => piece.letters === letters)?.quote ?? ''
        return { kind: 'text', why: 'many-sellers', quote, sellers: count, leads: own.length } as const
      }),
    ].sort((a, b) => b.leads - a.leads || compare(a.kind, b.kind) || compare(a.quote, b.quote)),
  }
}

interface Noting extends Pick<SetAside, 'kind' | 'why'> {
  readonly counts: ReadonlyMap<string, number>
  readonly holders: ReadonlyMap<string, readonly number[]>
  readonly marks: 'contacts' | 'platformContacts' | 'pictures'
}

function describeMarks({ kind, why, counts, holders, marks }: Noting, prints: readonly Fingerprint[]) {
  return [...counts].map(([key, sellers]): SetAside => {
    const own = holders.get(key) ?? []
    const quote = prints[own[0] ?? 0]?.[marks].find((mark) => mark.key === key)?.quote ?? ''
    return { kind, why, quote, sellers, leads: own.length }
  })
}

function crowdedKeys(
  holders: ReadonlyMap<string, readonly number[]>,
  most: number,
  sellers: UnionFind,
): Map<string, number> {
  const crowded = new Map<string, number>()
  for (const [key, own] of holders) {
    if (own.length <= most) continue
    const count = countSellers(own, sellers)
    if (count > most) crowded.set(key, count)
  }
  return crowded
}

function countSellers(holders: readonly number[], sellers: UnionFind): number {
  return new Set(holders.map((index) => sellers.find(index))).size
}

function unite(holders: readonly number[], sellers: UnionFind): void {
  for (const holder of holders) sellers.union(holders[0] as number, holder)
}

function sentenceKeys({ sentences }: Fingerprint): string[] {
  return sentences
    .map(({ letters }) => letters)
    .filter(({ length }) => length >= CLUSTER_LIMITS.sentenceChars)
}

function keyOf({ key }: Mark): string {
  return key
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
