import { type Measured, type Measures, measureElements } from './measure-elements.ts'
import type { CheerioAPI } from './parse-html.ts'

const MIN_OFFERS = 2
const MIN_POSTS = 4
const FITTING_SHARE = 0.6

export interface CardGroups {
  /** Cards with prices; otherwise posts. */
  readonly isOffer: boolean
  readonly cards: readonly Measured[]
}

/** Finds siblings of one kind that each hold a link and text. Posts count only where no offers are. */
export function findCardGroups($: CheerioAPI): CardGroups {
  const measures = measureElements($.root().get(0))
  const offers = new GroupSearch(measures, MIN_OFFERS, looksLikeOffer).run($)
  if (offers.length > 0) return { isOffer: true, cards: offers }
  return { isOffer: false, cards: new GroupSearch(measures, MIN_POSTS, looksLikePost).run($) }
}

/** A price filter has a price and a link too, but neither a picture nor an item's number. */
function looksLikeOffer(card: Measured): boolean {
  const isSized = card.textChars >= 4 && card.textChars <= 4000
  return (
    isSized && card.prices >= 1 && card.prices <= 4 && card.links >= 1 && card.images + card.itemLinks >= 1
  )
}

/** Without a price only a link to one item of many tells a post from a menu entry. */
function looksLikePost(card: Measured): boolean {
  return card.itemLinks >= 1 && card.itemLinks <= 40 && card.textChars >= 12 && !card.inFrame
}

type Group = readonly Measured[]

const SAMPLE = 4
const INNER_DEPTH = 5

class GroupSearch {
  readonly #measures: Measures
  readonly #least: number
  readonly #fits: (card: Measured) => boolean

  constructor(measures: Measures, least: number, fits: (card: Measured) => boolean) {
    this.#measures = measures
    this.#least = least
    this.#fits = fits
  }

  run($: CheerioAPI): Measured[] {
    const found: Measured[] = []
    const stack = $.root().toArray() as Parameters<CheerioAPI>[0][]
    const taken = new Set<unknown>()
    for (let parent = stack.pop(); parent !== undefined; parent = stack.pop()) {
      if (taken.has(parent)) continue
      const cards = this.#groupsOf(parent)
        .filter((group) => !this.#holdsCards(group))
        .flat()
      for (const card of cards) taken.add(card.element)
      found.push(...cards)
      stack.push(...$(parent).children().toArray().reverse())
    }
    return found
  }

  #groupsOf(parent: unknown): Group[] {
    return siblingGroups(parent, this.#measures)
      .map((all) => ({ all, fitting: all.filter(this.#fits) }))
      .filter(
        ({ all, fitting }) => fitting.length >= this.#least && fitting.length >= all.length * FITTING_SHARE,
      )
      .map(({ all }) => all.filter((card) => this.#fits(card) || this.#isLike(card)))
  }

  /** Among offers one that is free or "面议" is an offer too: it leads to an item and shows it. */
  #isLike(card: Measured): boolean {
    return card.itemLinks >= 1 && card.images >= 1 && card.textChars >= 4 && card.textChars <= 4000
  }

  /** Rows or tabs of cards look like cards too: most of them then hold a group of their own. */
  #holdsCards(group: Group): boolean {
    const sample = group.filter((card) => card.prices > 1 || card.itemLinks > 1).slice(0, SAMPLE)
    if (sample.length < Math.min(group.length, SAMPLE) / 2) return false
    return sample.filter((card) => this.#hasGroupBelow(card)).length >= sample.length / 2
  }

  #hasGroupBelow(card: Measured): boolean {
    let level: readonly unknown[] = [card.element]
    for (let depth = 0; depth < INNER_DEPTH && level.length > 0 && level.length < 500; depth += 1) {
      if (level.some((element) => this.#groupsOf(element).length > 0)) return true
      level = level.flatMap(childrenOf)
    }
    return false
  }
}

function siblingGroups(parent: unknown, measures: Measures): Group[] {
  const children = childrenOf(parent)
    .map((child) => measures.get(child))
    .filter((measured) => measured !== undefined)
  const groups = grouped(children, ({ signature }) => signature)
  // Cards in different states: `pai-item pai-status-todo` beside `pai-item pai-status-doing`.
  const single = groups.filter((group) => group.length < MIN_OFFERS).flat()
  const kinds = grouped(
    single.filter(({ kind }) => kind !== undefined),
    ({ kind }) => kind as string,
  )
  return [...groups, ...kinds].filter((group) => group.length >= MIN_OFFERS)
}

function grouped(children: readonly Measured[], name: (child: Measured) => string): Group[] {
  const groups = new Map<string, Measured[]>()
  for (const child of children) {
    const group = groups.get(name(child))
    if (group === undefined) groups.set(name(child), [child])
    else group.push(child)
  }
  return [...groups.values()]
}

function childrenOf(element: unknown): readonly unknown[] {
  return (element as { children?: unknown[] }).children ?? []
}
