import { setTimeout as sleep } from 'node:timers/promises'
import robotsParserModule from 'robots-parser'
import type { Clock } from '../domain/clock.ts'
import { FetchError } from '../domain/errors.ts'
import type { FetchedPage } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import type { PageFetcher } from './page-fetcher.ts'

export interface RobotsDecision {
  readonly allowed: boolean
  readonly code: 'allowed' | 'no-file' | 'disallowed' | 'unreachable' | 'authority'
  /** Why the file could not be read: a fetch failure or an HTTP status. Set with `unreachable`. */
  readonly failure?: string
  /** Relied on: set with `authority` and nothing else. */
  readonly authority?: NonNullable<Site['authority']>
  /** In Chinese: goes on the record of the fetch. */
  readonly reason: string
  /** What the site asks for, capped; undefined when it does not say. */
  readonly crawlDelayMs: number | undefined
}

export interface Robots {
  decide(url: string, site: Site, signal?: AbortSignal): Promise<RobotsDecision>
}

/** The longest pause a robots.txt can ask for: more would keep a nightly scan from ending. */
const MAX_CRAWL_DELAY_MS = 30_000
/** RFC 9309 2.5: a crawler must read at least 500 KiB; the rest is dropped. */
const MAX_ROBOTS_BYTES = 512_000
const TRY_PAUSES_MS = [300, 1000]

interface Rules {
  isAllowed(url: string, userAgent: string): boolean | undefined
  getMatchingLineNumber(url: string, userAgent: string): number
  getCrawlDelay(userAgent: string): number | undefined
}

/** The package's types describe an ES module; the package itself is CommonJS. */
const parseRules = robotsParserModule as unknown as (url: string, text: string) => Rules

type RobotsFile =
  | { readonly kind: 'rules'; readonly rules: Rules }
  | { readonly kind: 'none'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly why: string }

/** Reads each origin's robots.txt once a run, over the HTTP lane whatever lane the site uses. */
export class RobotsTxt implements Robots {
  readonly #fetcher: PageFetcher
  readonly #clock: Clock
  readonly #userAgent: string
  readonly #files = new Map<string, Promise<RobotsFile>>()

  /** `userAgent` is the product token that robots.txt groups are matched against. */
  constructor(options: { fetcher: PageFetcher; clock: Clock; userAgent: string }) {
    this.#fetcher = options.fetcher
    this.#clock = options.clock
    this.#userAgent = options.userAgent
  }

  async decide(url: string, site: Site, signal?: AbortSignal): Promise<RobotsDecision> {
    const file = await this.#fileOf(new URL(url).origin, site, signal)
    return this.#deviate(this.#apply(file, url), site)
  }

  async #fileOf(origin: string, site: Site, signal: AbortSignal | undefined): Promise<RobotsFile> {
    const known = this.#files.get(origin)
    if (known !== undefined) return await known
    const file = this.#read(`${origin}/robots.txt`, site, signal)
    this.#files.set(origin, file)
    // An interrupted read says nothing about the site: the next caller asks again.
    file.catch(() => this.#files.delete(origin))
    return await file
  }

  async #read(url: string, site: Site, signal: AbortSignal | undefined): Promise<RobotsFile> {
    let file = await this.#tryRead(url, site, signal)
    for (const pauseMs of TRY_PAUSES_MS) {
      if (file.kind !== 'unreachable') return file
      await sleep(pauseMs, undefined, signal === undefined ? {} : { signal })
      file = await this.#tryRead(url, site, signal)
    }
    return file
  }

  async #tryRead(url: string, site: Site, signal: AbortSignal | undefined): Promise<RobotsFile> {
    try {
      return toRobotsFile(await this.#fetcher.fetch({ site, url, ...(signal && { signal }) }), url)
    } catch (error) {
      if (!(error instanceof FetchError) || error.reason === 'aborted') throw error
      return { kind: 'unreachable', why: error.reason }
    }
  }

  #apply(file: RobotsFile, url: string): RobotsDecision {
    if (file.kind === 'none') {
      const reason = `站点没有 robots.txt（HTTP ${file.status}），可以抓取`
      return { allowed: true, code: 'no-file', reason, crawlDelayMs: undefined }
    }
    if (file.kind === 'unreachable') {
      const reason = `robots.txt 读取失败（${file.why}），本次不抓取`
      return { allowed: false, code: 'unreachable', failure: file.why, reason, crawlDelayMs: undefined }
    }
    const crawlDelayMs = delayOf(file.rules.getCrawlDelay(this.#userAgent))
    if (file.rules.isAllowed(url, this.#userAgent) !== false) {
      return { allowed: true, code: 'allowed', reason: 'robots.txt 允许抓取', crawlDelayMs }
    }
    const line = file.rules.getMatchingLineNumber(url, this.#userAgent)
    return { allowed: false, code: 'disallowed', reason: `robots.txt 第 ${line} 行不允许抓取`, crawlDelayMs }
  }

  #deviate(decision: RobotsDecision, { authority }: Site): RobotsDecision {
    if (decision.allowed || authority === undefined) return decision
    if (this.#clock.now().slice(0, 10) > authority.until) {
      return { ...decision, reason: `${decision.reason}；授权已于 ${authority.until} 到期` }
    }
    const leave = `${authority.by}授权（${authority.basis}，至 ${authority.until}）`
    return {
      ...decision,
      allowed: true,
      code: 'authority',
      authority,
      reason: `${decision.reason}；依据${leave}抓取`,
    }
  }
}

function toRobotsFile(page: FetchedPage, url: string): RobotsFile {
  const { status } = page
  // 429 is the server's "not now", not the absence of a file.
  if (status >= 500 || status === 429) return { kind: 'unreachable', why: `HTTP ${status}` }
  if (status >= 400) return { kind: 'none', status }
  if (status >= 300) return { kind: 'unreachable', why: `HTTP ${status}` }
  const text = new TextDecoder().decode(page.body.subarray(0, MAX_ROBOTS_BYTES))
  return { kind: 'rules', rules: parseRules(url, text) }
}

function delayOf(seconds: number | undefined): number | undefined {
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return undefined
  return Math.min(seconds * 1000, MAX_CRAWL_DELAY_MS)
}
