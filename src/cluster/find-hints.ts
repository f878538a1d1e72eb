import type { ClusterHint } from '../domain/cluster.ts'
import { PLATFORM_LABEL } from '../domain/vocabulary.ts'
import type { Mark } from './contact-marks.ts'
import type { Fingerprint } from './fingerprint.ts'
import { type Account, accountsOf, findHub } from './seller-graph.ts'

/** Accounts and quotes that a hint names; the card has the rest. */
const NAMED = 6
/** Hints of one kind on one card. */
const OF_ONE_KIND = 5

/** What a person might look into. `prints`: of one cluster, earliest first. */
export function findHints(prints: readonly Fingerprint[]): ClusterHint[] {
  if (prints.length < 2) return []
  const accounts = accountsOf(prints)
  return [
    ...sharedContacts(accounts),
    ...hubs(accounts),
    ...returned(prints),
    ...manyPlatforms(prints),
    ...repriced(accounts).slice(0, OF_ONE_KIND),
  ]
}

function sharedContacts(accounts: readonly Account[]): ClusterHint[] {
  const users = new Map<string, { mark: Mark; accounts: Account[] }>()
  for (const account of accounts) {
    const marks = account.prints.flatMap(({ contacts }) => contacts)
    for (const [key, mark] of new Map(marks.map((mark) => [mark.key, mark]))) {
      const known = users.get(key)
      if (known) known.accounts.push(account)
      else users.set(key, { mark, accounts: [account] })
    }
  }
  return [...users.values()]
    .filter(({ accounts: own }) => own.length >= 2)
    .sort((a, b) => b.accounts.length - a.accounts.length)
    .slice(0, OF_ONE_KIND)
    .map(({ mark, accounts: own }) => ({
      kind: 'shared-contact',
      says: `${own.length} 个账号（${labels(own)}）留有同一联系方式，可能是同一人的多个账号，也可能是同一团伙`,
      quotes: [mark.quote],
      leadIds: leadIds(own.flatMap((account) => account.prints.filter((print) => uses(print, mark)))),
    }))
}

function uses({ contacts }: Fingerprint, { key }: Mark): boolean {
  return contacts.some((mark) => mark.key === key)
}

function hubs(accounts: readonly Account[]): ClusterHint[] {
  const hub = findHub(accounts)
  if (!hub) return []
  const marks = hub.prints.flatMap(({ contacts, pictures }) => [...contacts, ...pictures])
  return [
    {
      kind: 'hub',
      says: `账号“${hub.label}”连起了其他互不相同的账号，可能是上家、中间人或共同的经营者；若认错它，本组会分开`,
      quotes: [...new Set(marks.map(({ quote }) => quote))].slice(0, NAMED),
      leadIds: leadIds(hub.prints),
    },
  ]
}

/** The first lead that was raised after the first take-down in the group. */
function returned(prints: readonly Fingerprint[]): ClusterHint[] {
  const gone = prints
    .filter(({ lead }) => lead.goneAt !== undefined)
    .reduce<Fingerprint | undefined>(
      (first, print) => (first && goneAt(first) <= goneAt(print) ? first : print),
      undefined,
    )
  const back = gone && prints.find((print) => print !== gone && print.lead.createdAt >= goneAt(gone))
  if (!gone || !back) return []
  const isSame = gone.account !== undefined && gone.account.key === back.account?.key
  const says = `线索 ${gone.lead.id} 的信息下架后，${isSame ? '同一账号' : '另一账号'}又出现线索 ${back.lead.id}，可能是下架后重新发布`
  const quotes = [gone.lead.listing.title, back.lead.listing.title]
  return [{ kind: 'returned', says, quotes, leadIds: [gone.lead.id, back.lead.id] }]
}

function goneAt({ lead }: Fingerprint): string {
  return lead.goneAt ?? ''
}

function manyPlatforms(prints: readonly Fingerprint[]): ClusterHint[] {
  const platforms = new Set(prints.map(({ lead }) => lead.listing.platform))
  if (platforms.size < 2) return []
  const named = [...platforms].sort().map((platform) => PLATFORM_LABEL[platform])
  return [
    {
      kind: 'many-platforms',
      says: `可能在 ${platforms.size} 类平台同时发布（${named.join('、')}），移送时可一并说明`,
      quotes: [],
      leadIds: leadIds(prints),
    },
  ]
}

function repriced(accounts: readonly Account[]): ClusterHint[] {
  return accounts.flatMap(({ label, prints }): ClusterHint[] => {
    const byPicture = Map.groupBy(prints, ({ pictures, sentences }) =>
      pictures.length > 0
        ? pictures.map(({ key }) => key).join(' ')
        : sentences.map((piece) => piece.letters).join(''),
    )
    return [...byPicture.values()].flatMap((same): ClusterHint[] => {
      const prices = new Set(same.flatMap(({ lead }) => lead.listing.price?.raw ?? []))
      if (prices.size < 2) return []
      const says = `账号“${label}”以不同价格发布同一图片或同样文字，可能是同一货物改价重发`
      return [{ kind: 'repriced', says, quotes: [...prices].slice(0, NAMED), leadIds: leadIds(same) }]
    })
  })
}

function labels(accounts: readonly Account[]): string {
  const named = accounts.slice(0, NAMED).map(({ label }) => label)
  return named.join('、') + (accounts.length > NAMED ? ' 等' : '')
}

function leadIds(prints: readonly Fingerprint[]): string[] {
  return prints.map(({ lead }) => lead.id)
}
