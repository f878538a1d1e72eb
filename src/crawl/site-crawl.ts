import { setTimeout as sleep } from 'node:timers/promises'
import PQueue from 'p-queue'
import { FetchError } from '../domain/errors.ts'
import { type FetchedPage, ownExchange } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import { canonicalizeUrl, requestUrl } from './canonicalize-url.ts'
import { compileUrlClassifier, type UrlClassifier } from './classify-url.ts'
import type { CrawlOptions, CrawlPorts } from './crawl-ports.ts'
import type { FetchRecord, Finished, Frontier, Lease, NewUrl, Taken } from './frontier.ts'
import { type Answer, HostPaces } from './host-pace.ts'
import { type GiveUp, HostPatience } from './host-patience.ts'
import { type Judgement, judgeFailure, judgePage, resultOfRobots } from './judge-page.ts'
import { later } from './later.ts'
import { planSeeds } from './plan-seeds.ts'
import { readSitemap, type Sitemap } from './read-sitemap.ts'
import { headerOf, retryAfterMs } from './retry-after.ts'
import type { Validators } from './revisits.ts'
import type { RobotsDecision } from './robots.ts'
import { SiteLane } from './site-lane.ts'
import { SitemapLinks } from './sitemap-links.ts'
import { TrapGuard } from './trap-guard.ts'

const MAX_ATTEMPTS = 3
const MAX_THROTTLED = 5
/** A page that kills the process must not be tried for ever; what was only in flight with it is not to blame. */
const MAX_DEATHS = 12
/** Longer than any page takes with its pauses; only a dead worker overstays. */
const LEASE_MS = 600_000
/** A page with more links is a trap; what matters on it is found from other pages too. */
const MAX_LINKS_PER_PAGE = 5000
const PROGRESS_EVERY_MS = 200
/** Some 5 MB. */
const MAX_READ_LINKS = 20_000

/** One try of one URL, and the request made for it once there is one. */
interface Visit {
  readonly lease: Lease
  fetch: FetchRecord | undefined
  page: FetchedPage | undefined
  refusal: RobotsDecision | undefined
  latencyMs: number | undefined
}

/** How the host was treated, in ms. */
export interface CrawlManners extends Pick<RobotsDecision, 'crawlDelayMs' | 'crawlDelayAskedMs'> {
  /** Least time between two requests: the larger of the site's delay and Crawl-delay. */
  readonly floorMs: number
  readonly slowestMs: number
}

/** One crawl of one site: the state that its workers share. */
export class SiteCrawl {
  readonly #site: Site
  readonly #ports: CrawlPorts
  readonly #keywords: readonly string[]
  readonly #maxRetryAfterMs: number
  readonly #retryDelayMs: number
  readonly #classify: UrlClassifier
  readonly #queue: PQueue
  readonly #patience = new HostPatience()
  readonly #paces: HostPaces
  readonly #traps: TrapGuard
  readonly #sitemaps: SitemapLinks
  #crawlDelay: Pick<RobotsDecision, 'crawlDelayMs' | 'crawlDelayAskedMs'> = { crawlDelayMs: undefined }
  /** Ends everything in flight: the caller stopped, or a bug surfaced. */
  readonly #halt = new AbortController()
  readonly #signal: AbortSignal
  /** Ends the waiting as well: the host is left alone. */
  readonly #leave = new AbortController()
  readonly #waitSignal: AbortSignal
  readonly #askedIds = new Set<number>()
  readonly #readLinks = new Map<string, NewUrl | undefined>()
  #askedBefore = 0
  #running = 0
  #completed = 0
  /** Told when a worker is done, by whoever waits for it. */
  #onChange = () => {}
  #heldUntil = ''
  #giveUp: GiveUp | undefined
  #crash: { error: unknown } | undefined
  #lastProgressAt = 0

  constructor(site: Site, ports: CrawlPorts, options: CrawlOptions) {
    this.#site = site
    this.#ports = ports
    this.#keywords = options.keywords ?? []
    this.#maxRetryAfterMs = options.maxRetryAfterMs ?? 60_000
    this.#retryDelayMs = options.retryDelayMs ?? 2000
    this.#classify = compileUrlClassifier(site)
    this.#paces = new HostPaces(ports.clock, ports.paces)
    this.#traps = new TrapGuard(site, ports.clock.now())
    this.#sitemaps = new SitemapLinks(site, this.#classify)
    this.#queue = new PQueue({ concurrency: site.politeness.concurrency })
    this.#signal = AbortSignal.any([this.#halt.signal, ...(options.signal ? [options.signal] : [])])
    this.#waitSignal = AbortSignal.any([this.#signal, this.#leave.signal])
  }

  async run(): Promise<CrawlManners> {
    const { frontier, clock } = this.#ports
    await frontier.releaseDead(this.#site.id)
    for (const url of await frontier.done(this.#site.id)) this.#traps.judge(url)
    await frontier.add(this.#site.id, await this.#startUrls(), clock.now())
    const { fetched, blocked, gone, failed } = await frontier.counts(this.#site.id)
    this.#askedBefore = fetched + blocked + gone + failed

    await this.#dispatch()
    await this.#queue.onIdle()
    if (this.#crash !== undefined) throw this.#crash.error
    if (this.#giveUp !== undefined) {
      await frontier.closePending(this.#site.id, this.#giveUp.result, clock.now())
    }
    await this.#paces.keepAll()
    await this.#report('last')
    return { floorMs: this.#floorMs(), slowestMs: this.#paces.slowestMs, ...this.#crawlDelay }
  }

  async #startUrls(): Promise<NewUrl[]> {
    const seeds = planSeeds(this.#site, this.#keywords)
    if (this.#site.sitemaps.length === 0) return seeds
    const named = await this.#ports.robots.sitemaps(this.#site, this.#signal).catch((error: unknown) => {
      if (isAbort(error)) return []
      throw error
    })
    return [...seeds, ...this.#sitemaps.startUrls(named)]
  }

  /** Hands out leases until nothing is left. */
  async #dispatch(): Promise<void> {
    const { frontier, clock } = this.#ports
    while (!this.#signal.aborted && this.#giveUp === undefined) {
      const completed = this.#completed
      const taken = await frontier.take(this.#site.id, clock.now(), LEASE_MS)
      if (taken.kind === 'lease') {
        this.#start(taken.lease)
        await this.#queue.onSizeLessThan(1)
      } else if (this.#completed === completed) {
        // Otherwise a worker finished while we looked, and there may be new links.
        if (taken.kind === 'empty' && this.#running === 0) return
        await this.#waitForWork(taken)
      }
    }
  }

  async #waitForWork(taken: Exclude<Taken, { kind: 'lease' }>): Promise<void> {
    if (this.#running > 0)
      await this.#nextChange(taken.kind === 'wait' ? this.#msUntil(taken.until) : LEASE_MS)
    else if (taken.kind === 'wait') await this.#waitForHost(taken.until)
  }

  #start(lease: Lease): void {
    this.#running += 1
    this.#queue
      .add(() => this.#visit(lease))
      .catch((error: unknown) => {
        this.#crash ??= { error }
        this.#halt.abort()
      })
      .finally(() => {
        this.#running -= 1
        this.#completed += 1
        this.#onChange()
      })
  }

  async #waitForHost(until: string): Promise<void> {
    const waitMs = this.#msUntil(until)
    // Our own pauses between tries are shorter than this; so is any Retry-After we accept. What is left
    // is a hold that an earlier process recorded.
    const longestMs = Math.max(this.#maxRetryAfterMs, this.#retryDelayMs * 2 ** MAX_THROTTLED)
    if (waitMs > longestMs) this.#abandon(RATE_LIMITED)
    else await this.#pause(waitMs)
  }

  async #visit(lease: Lease): Promise<void> {
    const visit: Visit = {
      lease,
      fetch: undefined,
      page: undefined,
      refusal: undefined,
      latencyMs: undefined,
    }
    try {
      await this.#visitIfAllowed(visit)
    } catch (error) {
      if (this.#signal.aborted && isAbort(error)) await this.#release(lease)
      else if (error instanceof FetchError) await this.#settle(visit, judgeFailure(error))
      else {
        await this.#release(lease)
        throw error
      }
    }
  }

  async #visitIfAllowed(visit: Visit): Promise<void> {
    const { lease } = visit
    if (this.#waitSignal.aborted) return await this.#release(lease)
    if (lease.attempts > MAX_ATTEMPTS || lease.deaths > MAX_DEATHS)
      return await this.#finish(visit, { outcome: 'failed', reason: 'attempts' })
    const trap = isFirstTry(lease) ? this.#traps.judge(lease) : undefined
    if (trap !== undefined) return await this.#finish(visit, { outcome: 'skipped', reason: trap })
    const plan = await this.#ports.revisits?.plan(this.#sitemaps.withDate(lease))
    if (plan?.due === false) return await this.#leaveKnown(visit, plan.why)
    const robots = await this.#decide(visit, lease.url)
    if (!robots.allowed) return await this.#finish(visit, resultOfRobots(robots))
    if (!this.#spendBudget(lease)) return await this.#release(lease)
    this.#heedDelay(robots)
    if (!(await this.#waitForSlot(lease))) return await this.#release(lease)
    visit.fetch = { startedAt: this.#ports.clock.now(), lane: this.#lane(), robots }
    await this.#ask(visit, plan?.validators)
  }

  async #decide(visit: Visit, url: string): Promise<RobotsDecision> {
    const decision = await this.#ports.robots.decide(url, this.#site, this.#signal)
    if (!decision.allowed) visit.refusal = decision
    return decision
  }

  /** Nothing asks for this page tonight: what stood on it is taken for seen. */
  async #leaveKnown(visit: Visit, why: keyof typeof LEFT_OUT): Promise<void> {
    const links = (await this.#ports.revisits?.restore(visit.lease.url, 'assumed')) ?? []
    await this.#finish(visit, LEFT_OUT[why], this.#newUrls(links))
  }

  #heedDelay({ crawlDelayMs, crawlDelayAskedMs }: RobotsDecision): void {
    if (crawlDelayMs === undefined) return
    this.#crawlDelay = { crawlDelayMs, ...(crawlDelayAskedMs !== undefined && { crawlDelayAskedMs }) }
  }

  #floorMs(): number {
    return Math.max(this.#site.politeness.delayMs, this.#crawlDelay.crawlDelayMs ?? 0)
  }

  /** Counts URLs, not tries. False once the site's budget is spent. */
  #spendBudget({ id }: Lease): boolean {
    if (this.#askedIds.has(id)) return true
    if (this.#askedBefore + this.#askedIds.size >= this.#site.politeness.maxPages) {
      this.#giveUp ??= PAGE_BUDGET
      return false
    }
    this.#askedIds.add(id)
    return true
  }

  async #waitForSlot(lease: Lease): Promise<boolean> {
    const { frontier, clock } = this.#ports
    const delayMs = await this.#paces.delayMs(hostOf(lease), this.#floorMs())
    const slot = await frontier.reserveSlot(hostOf(lease), delayMs, clock.now())
    await this.#pause(this.#msUntil(slot))
    // Another worker may have been told to stay away while this one waited.
    return !this.#waitSignal.aborted && this.#heldUntil <= clock.now()
  }

  async #ask(visit: Visit, validators: Validators | undefined): Promise<void> {
    const page = await this.#ports.fetcher.fetch({
      site: this.#site,
      url: visit.lease.url,
      signal: this.#signal,
      ...(validators && { validators }),
      mayFollow: async (url) => (await this.#decide(visit, url)).allowed,
    })
    visit.latencyMs = ownExchange(page)?.durationMs
    visit.page = page
    if (isRedirect(page.status)) return await this.#finish(visit, resultOfRedirect(page))
    if (await this.#wasThrottled(visit, page)) return
    if (page.status === 304) return await this.#takeAsUnchanged(visit)
    const sitemap = visit.lease.kind === 'seed' && page.status === 200 ? readSitemap(page.body) : undefined
    if (sitemap !== undefined) return await this.#takeSitemap(visit, sitemap)
    const { pageClass, links } = await this.#ports.onPage(page)
    if (pageClass === 'empty-shell' && (await this.#askInBrowser(visit, page))) return
    await this.#settle(visit, judgePage(pageClass, page.status), this.#newUrls(links))
  }

  #lane(): FetchedPage['lane'] {
    const { fetcher } = this.#ports
    if (fetcher instanceof SiteLane) return fetcher.current
    return this.#site.lane === 'browser' ? 'browser' : 'http'
  }

  /** False when there is no other lane: the shell is then what the site has to say. */
  async #askInBrowser(visit: Visit, page: FetchedPage): Promise<boolean> {
    const { fetcher } = this.#ports
    if (!(fetcher instanceof SiteLane) || !fetcher.leaveShell(page)) return false
    await this.#requeue(visit, '', 'empty-shell')
    return true
  }

  /**
   * The record of the request, its raw page appended to the archive. The commit must follow at once: pages are then committed in
   * the order in which they lie in the archive, and what a dead process did not commit is its tail, which can be cut off.
   */
  async #recordOf({ fetch, page }: Visit): Promise<FetchRecord | undefined> {
    if (fetch === undefined || page === undefined) return fetch
    const { status, exchanges, body } = page
    const archived = await this.#ports.archive?.append(page)
    return {
      ...fetch,
      status,
      bytes: exchanges.at(-1)?.body.length ?? body.length,
      ...(archived && { archived }),
    }
  }

  /** A page of addresses and nothing else: there is no listing to extract. */
  async #takeSitemap(visit: Visit, sitemap: Sitemap): Promise<void> {
    await this.#settle(visit, judgePage('ok', 200), this.#sitemaps.linksOf(sitemap, visit.lease.depth))
  }

  async #takeAsUnchanged(visit: Visit): Promise<void> {
    const links = (await this.#ports.revisits?.restore(visit.lease.url, 'confirmed')) ?? []
    await this.#settle(visit, judgePage('not-modified', 304), this.#newUrls(links))
  }

  async #wasThrottled(visit: Visit, page: FetchedPage): Promise<boolean> {
    const { frontier, clock } = this.#ports
    const { lease } = visit
    const askedMs = retryAfterMs(page, clock.now())
    if (page.status !== 429 && (page.status !== 503 || askedMs === undefined)) return false

    await this.#pace(visit, 'refuses')
    const waitMs = askedMs ?? this.#retryDelayMs * 2 ** lease.throttled
    const until = later(clock.now(), waitMs)
    await frontier.holdHost(hostOf(lease), until)
    if (until > this.#heldUntil) this.#heldUntil = until

    if (waitMs > this.#maxRetryAfterMs) {
      await this.#finish(visit, RATE_LIMITED.result)
      this.#abandon(RATE_LIMITED)
    } else if (lease.throttled >= MAX_THROTTLED) {
      await this.#settleAs(visit, judgePage('rate-limited', page.status))
    } else {
      await this.#requeue(visit, until, 'throttled')
    }
    return true
  }

  async #pace({ lease, latencyMs }: Visit, host: Answer['host']): Promise<void> {
    const answer = { host, ...(latencyMs !== undefined && { latencyMs }) }
    await this.#paces.observe(hostOf(lease), answer, this.#floorMs())
  }

  async #settle(visit: Visit, judgement: Judgement, links: readonly NewUrl[] = []): Promise<void> {
    if (visit.fetch !== undefined) await this.#pace(visit, judgement.host)
    await this.#settleAs(visit, judgement, links)
  }

  async #settleAs(visit: Visit, judgement: Judgement, links: readonly NewUrl[] = []): Promise<void> {
    const { lease } = visit
    if (judgement.retry && lease.attempts < MAX_ATTEMPTS) {
      const waitMs = this.#retryDelayMs * 2 ** (lease.attempts - 1)
      await this.#requeue(visit, later(this.#ports.clock.now(), waitMs), 'failed')
    } else {
      await this.#finish(visit, judgement.result, judgement.result.outcome === 'fetched' ? links : [])
    }
    const giveUp = this.#patience.observe(judgement)
    if (giveUp !== undefined) this.#abandon(giveUp)
  }

  async #requeue(
    visit: Visit,
    notBefore: string,
    why: Parameters<Frontier['requeue']>[1]['why'],
  ): Promise<void> {
    const fetch = await this.#recordOf(visit)
    await this.#ports.frontier.requeue(visit.lease, { notBefore, why, ...(fetch && { fetch }) })
  }

  async #finish(visit: Visit, result: Finished, links: readonly NewUrl[] = []): Promise<void> {
    const { lease, refusal } = visit
    const fetch = await this.#recordOf(visit)
    const found = { links, ...(fetch && { fetch }), ...(refusal && { refusal }) }
    await this.#ports.frontier.finish(lease, result, found, this.#ports.clock.now())
    await this.#report('if-due')
  }

  async #release(lease: Lease): Promise<void> {
    this.#askedIds.delete(lease.id)
    await this.#ports.frontier.release(lease)
  }

  #abandon(giveUp: GiveUp): void {
    this.#giveUp ??= giveUp
    this.#leave.abort()
  }

  #newUrls(links: readonly string[]): NewUrl[] {
    return links.slice(0, MAX_LINKS_PER_PAGE).flatMap((link) => this.#newUrl(link) ?? [])
  }

  /** The links of a site's pages are much the same: each is read once. */
  #newUrl(link: string): NewUrl | undefined {
    if (this.#readLinks.has(link)) return this.#readLinks.get(link)
    const key = canonicalizeUrl(link, this.#site)
    const url = requestUrl(link, this.#site)
    const kind = key === undefined ? undefined : this.#classify(key)
    const read = key === undefined || url === undefined || kind === undefined ? undefined : { url, key, kind }
    if (this.#readLinks.size >= MAX_READ_LINKS) this.#readLinks.clear()
    this.#readLinks.set(link, read)
    return read
  }

  async #report(when: 'if-due' | 'last'): Promise<void> {
    const { clock, frontier, onProgress } = this.#ports
    const now = Date.parse(clock.now())
    if (onProgress === undefined) return
    if (when === 'if-due' && now - this.#lastProgressAt < PROGRESS_EVERY_MS) return
    this.#lastProgressAt = now
    const counts = await frontier.counts(this.#site.id)
    onProgress({ ...counts, siteId: this.#site.id, ...(this.#giveUp && { stopped: this.#giveUp.why }) })
  }

  /** Until a worker is done, the time has come, or the crawl ends. */
  async #nextChange(maxMs: number): Promise<void> {
    if (this.#waitSignal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, maxMs)
    const wake = () => resolve()
    this.#onChange = wake
    this.#waitSignal.addEventListener('abort', wake, { once: true })
    await promise
    this.#waitSignal.removeEventListener('abort', wake)
    clearTimeout(timer)
  }

  async #pause(ms: number): Promise<void> {
    await quietSleep(ms, this.#waitSignal)
  }

  #msUntil(iso: string): number {
    return Math.max(0, Date.parse(iso) - Date.parse(this.#ports.clock.now()))
  }
}

const LEFT_OUT: Readonly<Record<'resting' | 'unchanged', Finished>> = {
  resting: { outcome: 'skipped', reason: 'not-due' },
  unchanged: { outcome: 'skipped', reason: 'sitemap-unchanged' },
}
const PAGE_BUDGET: GiveUp = { result: { outcome: 'skipped', reason: 'page-budget' }, why: '已达本站页数上限' }
const RATE_LIMITED: GiveUp = {
  result: { outcome: 'blocked', pageClass: 'rate-limited', reason: 'rate-limited' },
  why: '站点要求长时间停止访问，已停止抓取',
}

/** Ends early and quietly when the signal says so; the caller looks at the signal. */
async function quietSleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

function isAbort(error: unknown): boolean {
  return error instanceof FetchError
    ? error.reason === 'aborted'
    : error instanceof Error && error.name === 'AbortError'
}

/** Later tries of a URL are none of a trap's doing. */
function isFirstTry({ attempts, throttled, deaths }: Lease): boolean {
  return attempts === 1 && throttled === 0 && deaths === 0
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}

/** Only a redirect that was not followed arrives here. */
function resultOfRedirect(page: FetchedPage): Finished {
  const target = URL.parse(headerOf(page, 'location') ?? '', page.finalUrl)
  return target === null || headerOf(page, 'location') === undefined
    ? { outcome: 'failed', reason: 'bad-redirect' }
    : { outcome: 'robots', reason: 'robots-redirect' }
}

function hostOf({ url }: Lease): string {
  return new URL(url).host
}
