import { type BrowserContext, chromium } from 'playwright-core'
import { BrowserUnavailableError } from '../../domain/errors.ts'
import { StorageState } from '../../domain/site-session.ts'
import { AddressGuard, type AddressPolicy } from '../http/address-guard.ts'
import { GuardProxy } from './guard-proxy.ts'

const LOOK_EVERY_MS = 500

export interface LoginOptions extends AddressPolicy {
  readonly executablePath: string
  readonly url: string
  /** Where a test steers the browser in place of a person; absent: a window. */
  readonly debuggingPort: number | undefined
}

/**
 * Opens the site and lets the operator log in by hand; what the browser then keeps is the answer. Ends when `done` is
 * aborted, or when the operator closes the window.
 * @throws {BrowserUnavailableError}
 */
export async function logInByHand(options: LoginOptions, done: AbortSignal): Promise<StorageState> {
  const proxy = new GuardProxy(new AddressGuard(options))
  const { debuggingPort, executablePath } = options
  try {
    const browser = await chromium.launch({
      executablePath,
      headless: debuggingPort !== undefined,
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--no-first-run',
        ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
      ],
      proxy: { server: await proxy.start(), bypass: '<-loopback>' },
      handleSIGINT: false,
      handleSIGTERM: false,
    })
    try {
      const context = await browser.newContext({
        viewport: null,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      })
      const page = await context.newPage()
      await page.goto(options.url).catch(() => undefined)
      return await watchState(context, done)
    } finally {
      await browser.close().catch(() => undefined)
    }
  } catch (cause) {
    throw new BrowserUnavailableError(`浏览器（${executablePath}）无法打开，请运行 qingshao doctor 检查`, {
      cause,
    })
  } finally {
    proxy.close()
  }
}

/** Looks again and again: once the window is closed nothing can be asked any more. */
async function watchState(context: BrowserContext, done: AbortSignal): Promise<StorageState> {
  let state: StorageState = { cookies: [], origins: [] }
  const closed = new Promise<void>((resolve) => context.once('close', () => resolve()))
  const stopped = new Promise<void>((resolve) =>
    done.addEventListener('abort', () => resolve(), { once: true }),
  )
  for (;;) {
    // Asked before the look: what the operator did last must be in it.
    const isLast = done.aborted
    const read = await context.storageState().catch(() => undefined)
    if (read === undefined || context.pages().length === 0) return state
    state = StorageState.parse(read)
    if (isLast) return state
    await Promise.race([closed, stopped, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))])
  }
}
