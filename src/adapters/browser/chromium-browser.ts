import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { BrowserUnavailableError, FetchError } from '../../domain/errors.ts'
import { AddressGuard, type AddressPolicy } from '../http/address-guard.ts'
import { GuardProxy } from './guard-proxy.ts'

export interface ChromiumOptions extends AddressPolicy {
  /** See `findChromium`. */
  readonly executablePath: string
  /** Appended to Chromium's own: a site must be able to tell who reads it and whom to ask. */
  readonly userAgent: string
}

export interface OpenPage {
  readonly page: Page
  readonly proxy: GuardProxy
  readonly browserVersion: string
}

export const VIEWPORT = { width: 1280, height: 900 }

/** Chromium grows with use; after this many fresh profiles a new process takes over. */
const CONTEXTS_PER_BROWSER = 100
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
}

/** One Chromium process, started when the first page is opened and replaced now and then. */
export class ChromiumBrowser {
  readonly #options: ChromiumOptions
  readonly #proxy: GuardProxy
  #proxyUrl: Promise<string> | undefined
  #current: Promise<Generation> | undefined
  #closed = false

  constructor(options: ChromiumOptions) {
    this.#options = options
    this.#proxy = new GuardProxy(new AddressGuard(options))
  }

  /**
   * Opens a page in a fresh profile and closes it when `use` is done, or when the signal says so.
   * @throws {BrowserUnavailableError} when Chromium does not start.
   */
  async withPage<T>(signal: AbortSignal | undefined, use: (open: OpenPage) => Promise<T>): Promise<T> {
    const generation = await this.#takeGeneration()
    const browserVersion = generation.browser.version()
    let context: BrowserContext | undefined
    const stop = () => void context?.close().catch(() => undefined)
    try {
      context = await generation.browser.newContext({
        ...PROFILE,
        userAgent: this.#userAgent(browserVersion),
      })
      const page = await context.newPage()
      // Only now: Playwright never answers when a context is closed while its page is being made.
      if (signal?.aborted) throw new FetchError('aborted', 'stopped before the page was opened')
      signal?.addEventListener('abort', stop, { once: true })
      return await use({ page, proxy: this.#proxy, browserVersion })
    } finally {
      signal?.removeEventListener('abort', stop)
      await context?.close().catch(() => undefined)
      await this.#leave(generation)
    }
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
      if (!generation.browser.isConnected() || generation.opened >= CONTEXTS_PER_BROWSER) {
        if (this.#current === launching) this.#current = undefined
        await this.#retire(generation)
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
    if (generation.retired) await this.#retire(generation)
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
        args: FLAGS,
        // Chromium would go to loopback directly; the guard must see that as well.
        proxy: { server: await this.#proxyUrl, bypass: '<-loopback>' },
        timeout: LAUNCH_TIMEOUT_MS,
        // The program stops cleanly by itself; Playwright would kill the browser under it.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      })
      return { browser, opened: 0, active: 0, retired: false }
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
