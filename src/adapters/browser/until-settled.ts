import type { Page } from 'playwright-core'
import type { PageRecorder } from './page-recorder.ts'

/**
 * Waits by the page's own clock: two frames, then `ms`. On a busy machine the page's timers are late, and
 * a wait on our side would end before what the page has planned has begun.
 */
function pause(ms: number): string {
  return `new Promise((resolve) => {
    const wait = () => setTimeout(resolve, ${ms})
    const late = setTimeout(wait, 250)
    requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(late); wait() }))
  })`
}

/** Until the page has let `quietMs` go by without a request starting or ending, or `maxMs` have passed. */
export async function untilSettled(
  page: Page,
  recorder: PageRecorder,
  { quietMs, maxMs }: { quietMs: number; maxMs: number },
): Promise<void> {
  const endMs = performance.now() + maxMs
  let seen: number
  do {
    seen = recorder.changes
    await survivingNavigation(page, () => page.evaluate(pause(quietMs)))
    await recorder.untilIdle(endMs - performance.now())
  } while (recorder.changes !== seen && performance.now() < endMs)
}

/** A script may send the page elsewhere while we look at it; then we look at the new page. */
async function survivingNavigation(page: Page, look: () => Promise<unknown>): Promise<void> {
  try {
    await look()
  } catch (error) {
    if (page.isClosed()) throw error
    await page.waitForLoadState('domcontentloaded')
  }
}
