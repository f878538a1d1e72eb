import { loadLexicon } from '../../../src/adapters/files/load-lexicon.ts'
import type { Term } from '../../../src/domain/lexicon.ts'
import type { Theme } from '../tables/carriers.ts'

const GOODS = new Set(['species', 'product', 'gear', 'code-word'])

export interface Goods {
  readonly all: readonly Term[]
  readonly han: ReadonlyMap<string, readonly Term[]>
  readonly latin: readonly Term[]
}

/** The lexicon's goods; Han ones by kind, so that a draw can weigh the kinds. */
export function readGoods(folder: string): Goods {
  const all = loadLexicon([folder]).filter((term) => GOODS.has(term.kind))
  const han = Map.groupBy(
    all.filter((term) => /^\p{Script=Han}{2,8}$/u.test(term.text) && isSellable(term)),
    (term) => term.kind,
  )
  const latin = all.filter(
    (term) => /[A-Za-z0-9]/.test(term.text) && /^[\p{Script=Han}A-Za-z0-9. ]+$/u.test(term.text),
  )
  return { all, han, latin }
}

/** Long names of the official lists are written out by nobody who hides. */
function isSellable(term: Term): boolean {
  return term.kind !== 'species' || [...term.text].length <= 4
}

export function themeOf(term: Term): Theme {
  if (holdsVerb(term)) return 'act'
  switch (term.category) {
    case 'protected-animal-live':
    case 'bird-live':
      return 'live'
    case 'protected-animal-product':
      return term.kind === 'species' ? 'any' : 'craft'
    case 'wild-meat':
      return 'meat'
    case 'protected-plant':
      return 'plant'
    case 'banned-hunting-gear':
    case 'banned-fishing-gear':
      return 'gear'
    case 'service-or-ad':
      return 'service'
    default:
      return 'any'
  }
}

/** Finds goods terms written plainly, by their first two UTF-16 units. */
export function plainFinder(terms: readonly Term[]): (text: string) => string | undefined {
  const byStart = Map.groupBy([...new Set(terms.map((term) => term.text.toLowerCase()))], (text) =>
    text.slice(0, 2),
  )
  return (text) => {
    const lower = text.toLowerCase()
    for (let at = 0; at + 1 < lower.length; at++) {
      const found = byStart.get(lower.slice(at, at + 2))?.find((term) => lower.startsWith(term, at))
      if (found) return found
    }
    return undefined
  }
}

/** 收象牙, 代电鱼, 找猎人: the line around must not bring a verb of its own. */
function holdsVerb(term: Term): boolean {
  if (/^(?:收|回收|代|求购)/.test(term.text)) return true
  return (
    term.category === 'service-or-ad' &&
    /^(?:卖|招|找|跟|包|教|学|不|只|合伙|上山|带|打|夜|单|可|避|绕)/.test(term.text)
  )
}
