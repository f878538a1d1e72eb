import { UndirectedGraph } from 'graphology'
import betweennessModule from 'graphology-metrics/centrality/betweenness.js'
import type { Fingerprint } from './fingerprint.ts'

/** Its types describe an ES module; what is imported is CommonJS. */
const betweenness = betweennessModule as unknown as typeof betweennessModule.default

/** Betweenness costs nodes × edges: a larger group needs no hint to be looked at. */
const MOST_NODES = 400

export interface Account {
  readonly key: string
  readonly label: string
  readonly prints: readonly Fingerprint[]
}

/** A lead that names no seller is an account of its own. */
export function accountsOf(prints: readonly Fingerprint[]): Account[] {
  const byKey = Map.groupBy(prints, ({ account, lead }) => account?.key ?? `lead:${lead.id}`)
  return [...byKey].map(([key, own]) => {
    const { lead, account } = own[0] as Fingerprint
    return { key, label: account?.quote ?? `未留名（线索 ${lead.id}）`, prints: own }
  })
}

/** The account without which some of the others would have nothing in common, where there is one; else undefined. */
export function findHub(accounts: readonly Account[]): Account | undefined {
  if (accounts.length < 3) return undefined
  const graph = new UndirectedGraph()
  for (const { key, prints } of accounts) {
    const node = `account ${key}`
    graph.mergeNode(node)
    for (const { contacts, pictures } of prints)
      for (const mark of [...contacts, ...pictures]) graph.mergeEdge(node, `mark ${mark.key}`)
  }
  if (graph.order > MOST_NODES) return undefined
  const between = betweenness(graph, { normalized: false })
  const load = (account: Account) => between[`account ${account.key}`] ?? 0
  const hub = accounts.reduce((best, account) => (load(account) > load(best) ? account : best))
  if (load(hub) === 0) return undefined
  graph.dropNode(`account ${hub.key}`)
  return isSplit(graph, accounts, hub) ? hub : undefined
}

function isSplit(graph: UndirectedGraph, accounts: readonly Account[], hub: Account): boolean {
  // Only accounts that shared something with the rest: one without any contact was never held by the hub.
  const others = accounts.filter((account) => account !== hub && graph.degree(`account ${account.key}`) > 0)
  const [first] = others
  if (first === undefined) return false
  const reached = new Set([`account ${first.key}`])
  for (const node of reached) for (const next of graph.neighbors(node)) reached.add(next)
  return others.some((account) => !reached.has(`account ${account.key}`))
}
