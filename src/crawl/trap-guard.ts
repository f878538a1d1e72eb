import type { Site } from '../domain/site.ts'
import type { UrlKind } from './classify-url.ts'
import { compilePattern } from './classify-url.ts'

/** Why a URL is taken for one of endlessly many, as it stands in the counts. */
export type TrapReason =
  | 'trap-url-length'
  | 'trap-depth'
  | 'trap-path-repeat'
  | 'trap-parameters'
  | 'trap-calendar'

export interface FoundUrl {
  readonly url: string
  readonly kind: UrlKind
  readonly depth: number
}

/** Longer than the address of any page that people open. */
const MAX_URL = 2000
/** `/a/b/a/b/a/b`: the same piece of the path this often, one after the other. */
const MAX_REPEATS = 3
/** Addresses of one listing: session, colour and picture number in the query. */
const MAX_ADDRESSES_OF_LISTING = 8
/** Sets of parameter names on one path: filters switched on and off. */
const MAX_SHAPES_OF_PATH = 100
/** Pages of one list that differ in a date and nothing else: some ten years of months. */
const MAX_DATES = 120
/** Nothing is offered two years from now. */
const MAX_YEARS_AHEAD = 1
const DATE = /(?<!\d)((?:19|20)\d\d)[-/_.](?:0?[1-9]|1[0-2])(?:[-/_.](?:0?[1-9]|[12]\d|3[01]))?(?!\d)/
const YEAR_PARAMETER = /[?&](?:year|y|nian)=((?:19|20)\d\d)(?!\d)/i

/**
 * Notices when a site would go on for ever. It sees URLs in the order in which they are taken, and never stands in the way of
 * seeds and searches, which the operator asked for.
 */
export class TrapGuard {
  readonly #limits: Site['traps']
  readonly #itemKey: ReturnType<typeof compilePattern>
  readonly #thisYear: number
  readonly #addresses = new Map<string, number>()
  readonly #shapes = new Map<string, number>()
  readonly #shapesOfPath = new Map<string, Set<string>>()
  readonly #dates = new Map<string, number>()

  /** `now`: ISO 8601 UTC. @throws {DefinitionError} when the site's `itemKey` is no pattern. */
  constructor(site: Pick<Site, 'id' | 'itemKey' | 'traps'>, now: string) {
    this.#limits = site.traps
    this.#itemKey = compilePattern(site.id, site.itemKey)
    this.#thisYear = Number(now.slice(0, 4))
  }

  /** Undefined when the page may be asked for; then it is counted. Call once for each URL. */
  judge({ url, kind, depth }: FoundUrl): TrapReason | undefined {
    if (kind === 'seed' || kind === 'search') return undefined
    const { pathname, search, searchParams } = new URL(url)
    if (url.length > MAX_URL) return 'trap-url-length'
    if (depth > this.#limits.depth) return 'trap-depth'
    if (repeats(pathname)) return 'trap-path-repeat'
    const item = kind === 'listing' ? this.#itemOf(pathname + search) : undefined
    if (item !== undefined)
      return this.#isOver(this.#addresses, item, MAX_ADDRESSES_OF_LISTING, 'trap-parameters')
    const dated = this.#judgeDate(pathname + search)
    if (dated !== undefined) return dated
    return this.#judgeShape(pathname, [...new Set(searchParams.keys())].sort().join('&'))
  }

  #itemOf(subject: string): string | undefined {
    const matcher = this.#itemKey.matcher(subject)
    return matcher.find() && matcher.groupCount() > 0 ? (matcher.group(1) ?? undefined) : undefined
  }

  #judgeDate(subject: string): TrapReason | undefined {
    const year = (DATE.exec(subject) ?? YEAR_PARAMETER.exec(subject))?.[1]
    if (year === undefined) return undefined
    if (Number(year) > this.#thisYear + MAX_YEARS_AHEAD) return 'trap-calendar'
    return this.#isOver(this.#dates, subject.replace(/\d+/g, '#'), MAX_DATES, 'trap-calendar')
  }

  #judgeShape(pathname: string, names: string): TrapReason | undefined {
    if (names === '') return undefined
    const shapes = this.#shapesOfPath.get(pathname) ?? new Set<string>()
    this.#shapesOfPath.set(pathname, shapes)
    if (!shapes.has(names) && shapes.size >= MAX_SHAPES_OF_PATH) return 'trap-parameters'
    shapes.add(names)
    return this.#isOver(this.#shapes, `${pathname}?${names}`, this.#limits.perShape, 'trap-parameters')
  }

  #isOver(
    counts: Map<string, number>,
    key: string,
    most: number,
    reason: TrapReason,
  ): TrapReason | undefined {
    const count = counts.get(key) ?? 0
    if (count >= most) return reason
    counts.set(key, count + 1)
    return undefined
  }
}

/** The same run of segments again and again. A number alone may well be the name of three folders. */
function repeats(pathname: string): boolean {
  const segments = pathname.split('/').filter((segment) => segment !== '')
  const most = Math.floor(segments.length / MAX_REPEATS)
  for (let length = 1; length <= most; length++) {
    for (let start = 0; start + length * MAX_REPEATS <= segments.length; start++) {
      if (isRepeated(segments.slice(start, start + length * MAX_REPEATS), length)) return true
    }
  }
  return false
}

function isRepeated(segments: readonly string[], length: number): boolean {
  const isWord = segments.slice(0, length).some((segment) => !/^\d+$/.test(segment))
  return isWord && segments.every((segment, index) => segment === segments[index % length])
}
