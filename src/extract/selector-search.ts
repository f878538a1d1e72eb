import { type FoundListing, plainText } from './found-listing.ts'
import type { CheerioAPI } from './parse-html.ts'
import { visibleText } from './visible-text.ts'

type Element = Parameters<CheerioAPI>[0]

interface Seen {
  readonly scope: unknown
  readonly found: FoundListing
}

/** Of the cards looked at, this many must agree before a selector is offered. */
const AGREEING_SHARE = 0.6
const MAX_PLACES = 300

/** Finds the CSS selector that leads from a card, or a page, to a value known to stand there. */
export class SelectorSearch {
  readonly #$: CheerioAPI

  constructor($: CheerioAPI) {
    this.#$ = $
  }

  /** What all cards share and little else has: a class, several classes, or their parent's class. */
  cardSelector(elements: readonly unknown[]): string | undefined {
    const [first] = elements
    if (first === undefined) return undefined
    const $ = this.#$
    const tag = (first as { name: string }).name
    const shared = classesOf($, first).filter((name) =>
      elements.every((one) => classesOf($, one).includes(name)),
    )
    const own = shared.map((name) => `${tag}.${name}`)
    const parent = $(first as Element).parent()
    const above = [...classesOf($, parent.get(0)).map((name) => `.${name}`), ...idOf(parent.attr('id'))]
    const candidates = [
      ...own,
      ...(shared.length > 1 ? [`${tag}.${shared.join('.')}`] : []),
      ...above.map((name) => `${name} > ${tag}`),
    ]
    const fitting = candidates.filter((selector) => {
      const matched = $(selector).toArray()
      return (
        matched.length <= elements.length * 1.5 && elements.every((one) => matched.includes(one as never))
      )
    })
    return fitting[0] ?? candidates[0]
  }

  /** The selector whose first match in most cards reads as the value does. */
  common(seen: readonly Seen[], value: (found: FoundListing) => string | undefined): string | undefined {
    const wanted = seen.map(({ scope, found }) => ({ scope, text: value(found) })).filter(hasText)
    return this.#agreed(
      wanted,
      ({ scope, text }) => this.placesWith(scope, (place) => this.#reads(place, text)),
      ({ scope, text }, selector) => {
        const [place] = this.#$(scope as Element)
          .find(selector)
          .toArray()
        return place !== undefined && this.#reads(place, text)
      },
    )
  }

  commonAttribute(
    seen: readonly Seen[],
    attribute: 'href' | 'src',
    value: (found: FoundListing) => string | undefined,
  ): string | undefined {
    const wanted = seen.map(({ scope, found }) => ({ scope, text: value(found) })).filter(hasText)
    const names =
      attribute === 'href' ? ['href'] : ['data-src', 'data-original', 'lazy_src', 'data-lazy-img', 'src']
    for (const name of names) {
      const has = (place: Element, text: string) => this.#$(place).attr(name)?.trim() === text
      const selector = this.#agreed(
        wanted,
        ({ scope, text }) => this.placesWith(scope, (place) => has(place, text)),
        ({ scope, text }, css) => {
          const [place] = this.#$(scope as Element)
            .find(css)
            .toArray()
          return place !== undefined && has(place, text)
        },
      )
      if (selector !== undefined) return `${selector}@${name}`
      if (wanted.some(({ scope, text }) => has(scope as Element, text))) return `@${name}`
    }
    return undefined
  }

  /** An attribute of the card itself. */
  commonOwn(seen: readonly Seen[], value: (found: FoundListing) => string | undefined): string | undefined {
    const names = seen.flatMap(({ scope, found }) => {
      const attributes = (scope as { attribs?: Record<string, string> }).attribs ?? {}
      const key = value(found)
      return key === undefined ? [] : Object.keys(attributes).filter((name) => attributes[name] === key)
    })
    const name = mostCommon(names)
    return name !== undefined && names.length >= seen.length * AGREEING_SHARE ? `@${name}` : undefined
  }

  #agreed<Wanted>(
    wanted: readonly Wanted[],
    places: (one: Wanted) => string[],
    fits: (one: Wanted, selector: string) => boolean,
  ): string | undefined {
    if (wanted.length === 0) return undefined
    const candidates = [...new Set(wanted.slice(0, 4).flatMap(places))]
    return candidates.find(
      (selector) => wanted.filter((one) => fits(one, selector)).length >= wanted.length * AGREEING_SHARE,
    )
  }

  /** Selectors of the innermost elements that fit, the plainest first. */
  placesWith(scope: unknown, fits: (place: Element) => boolean): string[] {
    const $ = this.#$
    const fitting = $(scope as Element)
      .find('*')
      .toArray()
      .slice(0, MAX_PLACES * 20)
      .filter(fits)
      .slice(0, 8)
      .reverse()
    return fitting.flatMap((place) => selectorsOf($, place, scope))
  }

  #reads(place: Element, text: string): boolean {
    const read = plainText(visibleText([place], text.length * 2 + 200).replace(/\n/g, ' '))
    const bare = (words: string) => words.replace(/\s/g, '')
    return bare(read) === bare(text) || bare(this.#$(place).attr('title') ?? '') === bare(text)
  }
}

function hasText<Wanted extends { text: string | undefined }>(one: Wanted): one is Wanted & { text: string } {
  return one.text !== undefined && one.text !== ''
}

function selectorsOf($: CheerioAPI, place: Element, scope: unknown): string[] {
  const tag = (place as { name?: string }).name ?? ''
  const own = classesOf($, place).map((name) => `.${name}`)
  const chain = above($, place, scope)
  return [
    ...own,
    ...idOf($(place).attr('id')),
    ...own.map((name) => `${tag}${name}`),
    ...chain.map((name) => `${name} ${tag}`),
    tag,
  ]
}

function above($: CheerioAPI, place: Element, scope: unknown): string[] {
  return $(place)
    .parents()
    .toArray()
    .slice(0, 3)
    .filter((parent) => parent !== scope)
    .flatMap((parent) => classesOf($, parent).map((name) => `.${name}`))
}

/** Names that a stylesheet may rely on: no numbers, states or characters that need escaping. */
function classesOf($: CheerioAPI, element: unknown): string[] {
  return ($(element as Element).attr('class') ?? '')
    .split(/\s+/)
    .filter(
      (name) =>
        /^[a-z_][\w-]{1,60}$/i.test(name) &&
        !/^(?:first|last|odd|even|active|on|cur|hover|clearfix|cl|fl|fr)$/i.test(name),
    )
}

function idOf(id: string | undefined): string[] {
  return id !== undefined && /^[a-z][\w-]{1,60}$/i.test(id) && !/\d{3}/.test(id) ? [`#${id}`] : []
}

function mostCommon(names: readonly string[]): string | undefined {
  const counts = Map.groupBy(names, (name) => name)
  return [...counts].reduce<[string, string[]] | undefined>(
    (best, next) => (best === undefined || next[1].length > best[1].length ? next : best),
    undefined,
  )?.[0]
}
