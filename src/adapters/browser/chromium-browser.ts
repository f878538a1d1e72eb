import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import PQueue from 'p-queue'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { BrowserUnavailableError, FetchError } from '../../domain/errors.ts'
import type { StorageState } from '../../domain/site-session.ts'
import { AddressGuard, type AddressPolicy } from '../http/address-guard.ts'
import { GuardProxy } from './guard-proxy.ts'

export interface ChromiumOptions extends AddressPolicy {
  /** See `findChromium`. */
  readonly executablePath: string
  /** Appended to Chromium's own: a site must be able to tell who reads it and whom to ask. */
  readonly userAgent: string
  /** Tests do not wait for a hundred pages. */
  readonly limits?: Partial<BrowserLimits>
  /** Tests trust a certificate of their own by it. */
  readonly moreFlags?: readonly string[]
}

export interface BrowserLimits {
  /** Chromium grows with use; after this many fresh profiles a new process takes over. */
  readonly contextsPerBrowser: number
  /** A browser that lives opens and closes a page in a fraction of this; one that does not is taken for hung and killed. */
  readonly silentMs: number
  /** Drawing costs seconds of processor time a page: more at once only adds memory, and pages that time out. */
  readonly pagesAtOnce: number
}

export interface PageTurn {
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  readonly session?: StorageState | undefined
}

export interface OpenPage {
  readonly page: Page
  readonly proxy: GuardProxy
  readonly browserVersion: string
}

export const VIEWPORT = { width: 1280, height: 900 }

const LIMITS: BrowserLimits = {
  contextsPerBrowser: 100,
  silentMs: 20_000,
  pagesAtOnce: Math.max(1, availableParallelism() - 1),
}
const LAUNCH_TIMEOUT_MS = 30_000

/** No update, no telemetry, no peer-to-peer: nothing leaves but the pages asked for, and all of it by the proxy. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--hide-scrollbars',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-first-run',
  '--no-pings',
]

const PROFILE = {
  viewport: VIEWPORT,
  deviceScaleFactor: 1,
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  serviceWorkers: 'block',
  acceptDownloads: false,
} as const

interface Generation {
  readonly browser: Browser
  opened: number
  active: number
  retired: boolean
  killed: boolean
}

/**
 * One Chromium process, started when the first page is opened; replaced now and then, when it died, and when it hangs.
 * All pages of the program are drawn by it, as many at once as there are cores but one.
 */
export class ChromiumBrowser {
  readonly #options: ChromiumOptions
  readonly #proxy: GuardProxy
  #proxyUrl: Promise<string> | undefined
  #current: Promise<Generation> | undefined
  readonly #limits: BrowserLimits
  readonly #turns: PQueue
  #closed = false

  constructor(options: ChromiumOptions) {
    this.#options = options
    this.#limits = { ...LIMITS, ...options.limits }
    this.#turns = new PQueue({ concurrency: this.#limits.pagesAtOnce })
    this.#proxy = new GuardProxy(new AddressGuard(options))
  }

  /**
   * Opens a page in a fresh profile when its turn comes, and closes it when `use` is done or the signal says so. `use` has
   * `timeoutMs` from then on. With a session, the profile has its cookies.
   * @throws {BrowserUnavailableError} when Chromium does not start.
   * @throws {FetchError} `aborted`; `timeout` when the browser hangs.
   */
  async withPage<T>(
    { signal, timeoutMs, session }: PageTurn,
    use: (open: OpenPage) => Promise<T>,
  ): Promise<T> {
    return await this.#turns.add(async () => {
      if (signal?.aborted) throw new FetchError('aborted', 'stopped before the page was opened')
      const timer = new AbortController()
      const late = setTimeout(() => timer.abort(), timeoutMs)
      try {
        const either = AbortSignal.any([timer.signal, ...(signal ? [signal] : [])])
        return await this.#withPage({ signal: either, session }, use)
      } finally {
        clearTimeout(late)
      }
    })
  }

  async #withPage<T>(
    { signal, session }: { readonly signal: AbortSignal; readonly session: StorageState | undefined },
    use: (open: OpenPage) => Promise<T>,
  ): Promise<T> {
    const generation = await this.#takeGeneration()
    let context: BrowserContext | undefined
    const stop = () => void context?.close().catch(() => undefined)
    try {
      const browserVersion = generation.browser.version()
      context = await this.#answered(
        generation,
        generation.browser.newContext({
          ...PROFILE,
          userAgent: this.#userAgent(browserVersion),
          ...(session && { storageState: session }),
        }),
      )
      const page = await this.#answered(generation, context.newPage())
      // Only now: Playwright never answers when a context is closed while its page is being made.
      if (signal.aborted) throw new FetchError('aborted', 'stopped before the page was opened')
      signal.addEventListener('abort', stop, { once: true })
      return await untilAborted(use({ page, proxy: this.#proxy, browserVersion }), signal)
    } finally {
      signal.removeEventListener('abort', stop)
      if (context !== undefined) await this.#answered(generation, context.close()).catch(() => undefined)
      await this.#leave(generation)
    }
  }

  /** What the browser does at once while it lives. When it does not, it is killed and the next page gets another. */
  async #answered<T>(generation: Generation, answer: Promise<T>): Promise<T> {
    const timer = new AbortController()
    const late = sleep(this.#limits.silentMs, HUNG, { signal: timer.signal }).catch(() => HUNG)
    try {
      const first = await Promise.race([answer, late])
      if (first !== HUNG) return first as T
      answer.catch(() => undefined)
      this.#kill(generation)
      throw new FetchError('timeout', 'the browser does not answer')
    } finally {
      timer.abort()
    }
  }

  #kill(generation: Generation): void {
    generation.killed = true
    // Asks, waits half a minute and then kills the process: nobody needs to wait for that.
    generation.browser.close().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    const generation = await this.#current?.catch(() => undefined)
    this.#current = undefined
    await generation?.browser.close()
    this.#proxy.close()
  }

  async #takeGeneration(): Promise<Generation> {
    if (this.#closed) throw new BrowserUnavailableError('浏览器已经关闭')
    this.#current ??= this.#launch()
    const launching = this.#current
    try {
      const generation = await launching
      if (
        generation.killed ||
        !generation.browser.isConnected() ||
        generation.opened >= this.#limits.contextsPerBrowser
      ) {
        if (this.#current === launching) this.#current = undefined
        if (!generation.killed) await this.#retire(generation)
        return await this.#takeGeneration()
      }
      generation.opened += 1
      generation.active += 1
      return generation
    } catch (error) {
      if (this.#current === launching) this.#current = undefined
      throw error
    }
  }

  async #leave(generation: Generation): Promise<void> {
    generation.active -= 1
    if (generation.retired && !generation.killed) await this.#retire(generation)
  }

  /** Pages still open in the old process finish there. */
  async #retire(generation: Generation): Promise<void> {
    generation.retired = true
    if (generation.active === 0) await generation.browser.close().catch(() => undefined)
  }

  async #launch(): Promise<Generation> {
    this.#proxyUrl ??= this.#proxy.start()
    try {
      const browser = await chromium.launch({
        executablePath: this.#options.executablePath,
        // Chromium refuses its sandbox to root.
        chromiumSandbox: process.getuid?.() !== 0,
        args: [...FLAGS, ...(this.#options.moreFlags ?? [])],
        // Chromium would go to loopback directly; the guard must see that as well.
        proxy: { server: await this.#proxyUrl, bypass: '<-loopback>' },
        timeout: LAUNCH_TIMEOUT_MS,
        // The program stops cleanly by itself; Playwright would kill the browser under it.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      })
      return { browser, opened: 0, active: 0, retired: false, killed: false }
    } catch (cause) {
      const path = this.#options.executablePath
      throw new BrowserUnavailableError(`Chromium（${path}）无法启动，请运行 qingshao doctor 检查`, { cause })
    }
  }

  #userAgent(browserVersion: string): string {
    const major = browserVersion.split('.')[0]
    const engine = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/${major}.0.0.0`
    return `${engine} Safari/537.36 ${this.#options.userAgent}`
  }
}

const HUNG = Symbol('hung')
/** After its context was closed, a page that lives ends what is asked of it at once. */
const MAX_ENDING_MS = 5000

/** `use` ends by itself when its context is closed; a page that hangs does not let it. */
async function untilAborted<T>(use: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController()
  const overdue = new Promise<typeof HUNG>((resolve) => {
    const wait = () => void sleep(MAX_ENDING_MS, HUNG, { signal: done.signal }).then(resolve, () => undefined)
    if (signal.aborted) wait()
    else signal.addEventListener('abort', wait, { once: true, signal: done.signal })
  })
  try {
    const first = await Promise.race([use, overdue])
    if (first !== HUNG) return first as T
    use.catch(() => undefined)
    throw new FetchError('timeout', 'the page does not answer')
  } finally {
    done.abort()
  }
}
