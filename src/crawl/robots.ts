import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../domain/clock.ts'
import { FetchError } from '../domain/errors.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { later } from './later.ts'
import type { PageFetcher } from './page-fetcher.ts'
import { headerOf } from './retry-after.ts'
import type { KeptRobots, RobotsCache } from './robots-cache.ts'
import { parseRobots, type RobotsFile, type RobotsVerdict } from './robots-file.ts'

/** What robots.txt says of one URL, and by what leave it is asked for all the same. Kept with each request. */
export interface RobotsDecision {
  readonly allowed: boolean
  readonly code: 'allowed' | 'no-file' | 'disallowed' | 'unreachable' | 'authority'
  /** Of the rule that decided. Absent when no rule speaks of the URL. */
  readonly line?: number
  /** As written in the file. */
  readonly rule?: string
  /** When the file was read; ISO 8601 UTC. Absent with `unreachable`. */
  readonly readAt?: string
  /** Why the file could not be read: a fetch failure or an HTTP status. Set with `unreachable`. */
  readonly failure?: string
  /** Relied on: set with `authority` and nothing else. */
  readonly authority?: NonNullable<Site['authority']>
  /** In Chinese. */
  readonly reason: string
  /** The pause that the site asks for, capped; undefined when it names none. */
  readonly crawlDelayMs: number | undefined
  /** What it wrote, where that is more. */
  readonly crawlDelayAskedMs?: number
}

export interface Robots {
  /** @throws {FetchError} `aborted` and nothing else. */
  decide(url: string, site: Site, signal?: AbortSignal): Promise<RobotsDecision>
  /** Sitemaps that the site's robots.txt names, as absolute URLs. */
  sitemaps(site: Site, signal?: AbortSignal): Promise<string[]>
}

/** The longest pause a robots.txt can ask for: more would keep a nightly scan from ending. */
const MAX_CRAWL_DELAY_MS = 30_000
/** Unpacked. Of this, robots-file.ts reads what RFC 9309 asks for. */
const MAX_BODY_BYTES = 8_000_000
const TRY_PAUSES_MS = [300, 1000]
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** RFC 9309 2.4: not longer than a day. A server that says less is asked again sooner, but not for every page. */
const KEPT_MS = { least: 10 * MINUTE_MS, most: DAY_MS }
/** After this a host that was silent is asked again. */
const SILENCE_KEPT_MS = 60 * MINUTE_MS
/** How long the last copy that could be read stands in for one that cannot. */
const LAST_COPY_MS = 30 * DAY_MS

type Known =
  | { readonly kind: 'rules'; readonly file: RobotsFile; readonly readAt: string; readonly stale?: string }
  | { readonly kind: 'none'; readonly status: number; readonly readAt: string }
  | { readonly kind: 'unreachable'; readonly why: string }

interface Remembered {
  readonly known: Known
  /** ISO 8601 UTC. */
  readonly expiresAt: string
}

/** Reads each origin's robots.txt over the HTTP lane, whatever lane the site uses, and keeps it across runs. */
export class RobotsTxt implements Robots {
  readonly #fetcher: PageFetcher
  readonly #clock: Clock
  readonly #agent: string
  readonly #cache: RobotsCache | undefined
  readonly #files = new Map<string, Promise<Remembered>>()

  /** `userAgent` is the product token that robots.txt groups are matched against. */
  constructor(options: { fetcher: PageFetcher; clock: Clock; userAgent: string; cache?: RobotsCache }) {
    this.#fetcher = options.fetcher
    this.#clock = options.clock
    this.#agent = options.userAgent
    this.#cache = options.cache
  }

  async decide(url: string, site: Site, signal?: AbortSignal): Promise<RobotsDecision> {
    const known = await this.#knownOf(new URL(url).origin, site, signal)
    return this.#deviate(this.#apply(known, url), site)
  }

  async sitemaps(site: Site, signal?: AbortSignal): Promise<string[]> {
    const { origin } = new URL(site.origin)
    const known = await this.#knownOf(origin, site, signal)
    const named = known.kind === 'rules' ? known.file.sitemaps : []
    return named.flatMap((sitemap) => URL.parse(sitemap, origin)?.href ?? [])
  }

  async #knownOf(origin: string, site: Site, signal: AbortSignal | undefined): Promise<Known> {
    const before = this.#files.get(origin)
    if (before !== undefined) {
      const { known, expiresAt } = await before
      if (expiresAt > this.#clock.now()) return known
      // Somebody else noticed first and is asking again.
      if (this.#files.get(origin) !== before) return await this.#knownOf(origin, site, signal)
    }
    const read = this.#read(origin, site, signal)
    this.#files.set(origin, read)
    // An interrupted read says nothing about the site: the next caller asks again.
    read.catch(() => this.#files.delete(origin))
    return (await read).known
  }

  async #read(origin: string, site: Site, signal: AbortSignal | undefined): Promise<Remembered> {
    const kept = await this.#cache?.recall(origin)
    if (kept !== undefined && kept.expiresAt > this.#clock.now()) {
      return { known: knownFrom(kept), expiresAt: kept.expiresAt }
    }
    const answer = await this.#ask(origin, site, signal)
    if (typeof answer !== 'string') {
      await this.#cache?.keep(answer)
      return { known: knownFrom(answer), expiresAt: answer.expiresAt }
    }
    const expiresAt = later(this.#clock.now(), SILENCE_KEPT_MS)
    const stands = kept !== undefined && isFile(kept) && later(kept.readAt, LAST_COPY_MS) > this.#clock.now()
    return stands
      ? {
          known: { kind: 'rules', file: parseRobots(kept.body), readAt: kept.readAt, stale: answer },
          expiresAt,
        }
      : { known: { kind: 'unreachable', why: answer }, expiresAt }
  }

  /** What is there to keep, or in a word why it could not be read. */
  async #ask(origin: string, site: Site, signal: AbortSignal | undefined): Promise<KeptRobots | string> {
    let answer = await this.#tryAsk(origin, site, signal)
    for (const pauseMs of TRY_PAUSES_MS) {
      if (typeof answer !== 'string') return answer
      await sleep(pauseMs, undefined, signal === undefined ? {} : { signal })
      answer = await this.#tryAsk(origin, site, signal)
    }
    return answer
  }

  async #tryAsk(origin: string, site: Site, signal: AbortSignal | undefined): Promise<KeptRobots | string> {
    const limited = { ...site, politeness: { ...site.politeness, maxBytes: MAX_BODY_BYTES } }
    try {
      const request = { site: limited, url: `${origin}/robots.txt`, ...(signal && { signal }) }
      return this.#toKept(origin, await this.#fetcher.fetch(request))
    } catch (error) {
      if (!(error instanceof FetchError) || error.reason === 'aborted') throw error
      // RFC 9309 2.3.1.2: after five redirects the file counts as not there.
      if (error.reason === 'too-many-redirects') return this.#none(origin, 404)
      return error.reason
    }
  }

  #toKept(origin: string, page: FetchedPage): KeptRobots | string {
    const { status } = page
    // 429 is the server's "not now", not the absence of a file.
    if (status >= 500 || status === 429) return `HTTP ${status}`
    if (status >= 400) return this.#none(origin, status)
    if (status >= 300) return `HTTP ${status}`
    const readAt = this.#clock.now()
    return { origin, status, body: page.body, readAt, expiresAt: later(readAt, keptMs(page)) }
  }

  #none(origin: string, status: number): KeptRobots {
    const readAt = this.#clock.now()
    return { origin, status, body: new Uint8Array(), readAt, expiresAt: later(readAt, DAY_MS) }
  }

  #apply(known: Known, url: string): RobotsDecision {
    if (known.kind === 'none') {
      const reason = `站点没有 robots.txt（HTTP ${known.status}），可以抓取`
      return { allowed: true, code: 'no-file', readAt: known.readAt, reason, crawlDelayMs: undefined }
    }
    if (known.kind === 'unreachable') {
      const reason = `robots.txt 读取失败（${known.why}），本次不抓取`
      return { allowed: false, code: 'unreachable', failure: known.why, reason, crawlDelayMs: undefined }
    }
    const { allowed, line, rule } = judgeUrl(known.file, url, this.#agent)
    const copy =
      known.stale === undefined
        ? ''
        : `（现在读不到：${known.stale}；依 ${known.readAt.slice(0, 10)} 读到的一份）`
    const place = line === undefined ? '' : `第 ${line} 行`
    return {
      allowed,
      code: allowed ? 'allowed' : 'disallowed',
      ...(line !== undefined && { line }),
      ...(rule !== undefined && { rule }),
      readAt: known.readAt,
      reason: `robots.txt ${place}${allowed ? '允许' : '不允许'}抓取${copy}`,
      ...delayOf(known.file.crawlDelaySeconds(this.#agent)),
    }
  }

  #deviate(decision: RobotsDecision, { authority }: Site): RobotsDecision {
    if (decision.allowed || authority === undefined) return decision
    if (this.#clock.now().slice(0, 10) > authority.until) {
      return { ...decision, reason: `${decision.reason}；授权已于 ${authority.until} 到期` }
    }
    const leave = `${authority.by}授权（${authority.basis}，至 ${authority.until}）`
    const reason = `${decision.reason}；依据${leave}抓取`
    return { ...decision, allowed: true, code: 'authority', authority, reason }
  }
}

function delayOf(seconds: number | undefined): Pick<RobotsDecision, 'crawlDelayMs' | 'crawlDelayAskedMs'> {
  if (seconds === undefined) return { crawlDelayMs: undefined }
  const askedMs = seconds * 1000
  if (askedMs <= MAX_CRAWL_DELAY_MS) return { crawlDelayMs: askedMs }
  return { crawlDelayMs: MAX_CRAWL_DELAY_MS, crawlDelayAskedMs: askedMs }
}

function knownFrom(kept: KeptRobots): Known {
  const { readAt, status } = kept
  return isFile(kept)
    ? { kind: 'rules', file: parseRobots(kept.body), readAt }
    : { kind: 'none', status, readAt }
}

function isFile({ status }: KeptRobots): boolean {
  return status < 300
}

/**
 * A server reads `%70rivate` and `private` alike; Google's parser does not. The stricter of both readings holds, so that
 * nothing closed is entered by another spelling.
 */
function judgeUrl(file: RobotsFile, url: string, agent: string): RobotsVerdict {
  const { pathname, search } = new URL(url)
  const path = (pathname + search).replace(/%[0-9A-Fa-f]{2}/g, (hex) => hex.toUpperCase())
  const asWritten = file.judge(path, agent)
  const plain = path.replace(/%[0-9A-F]{2}/g, unescapeUnreserved)
  return asWritten.allowed && plain !== path ? stricter(asWritten, file.judge(plain, agent)) : asWritten
}

function stricter(written: RobotsVerdict, plain: RobotsVerdict): RobotsVerdict {
  return plain.allowed ? written : plain
}

function unescapeUnreserved(hex: string): string {
  const char = String.fromCharCode(Number.parseInt(hex.slice(1), 16))
  return /[A-Za-z0-9._~-]/.test(char) ? char : hex
}

function keptMs(page: FetchedPage): number {
  const control = headerOf(page, 'cache-control') ?? ''
  if (/\bno-(?:store|cache)\b/i.test(control)) return KEPT_MS.least
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(control)?.[1]
  const ms = seconds === undefined ? KEPT_MS.most : Number(seconds) * 1000
  return Math.min(Math.max(ms, KEPT_MS.least), KEPT_MS.most)
}
