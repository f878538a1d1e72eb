import type { Page } from 'playwright-core'
import type { PageRecorder } from './page-recorder.ts'
import { untilSettled } from './until-settled.ts'

/** Enough for some 1,000 cards; a list without end must end somewhere. */
const MAX_ROUNDS = 60
/** All of them together, on a slow site. */
const MAX_SCROLL_MS = 60_000
/** Scroll handlers are commonly delayed by up to a quarter of a second. */
const MIN_QUIET_MS = 280
const MAX_QUIET_MS = 3000
const MAX_LOAD_MS = 5000

interface Extent {
  readonly height: number
  readonly elements: number
  /** False when everything was at its end already. */
  readonly moved: boolean
}

/** Scrolls the window and every tall box inside it, and tells how much page there is. */
const SCROLL = `(() => {
  const root = document.scrollingElement || document.documentElement
  const tall = [...document.querySelectorAll('main, section, div, ul, ol')].filter(
    (box) => box.clientHeight > 300 && box.scrollHeight > box.clientHeight + 100)
  const boxes = [root, ...tall]
  const before = boxes.map((box) => box.scrollTop)
  root.scrollTo(0, root.scrollHeight)
  for (const box of tall) box.scrollTop = box.scrollHeight
  return {
    height: boxes.reduce((sum, box) => sum + box.scrollHeight, 0),
    elements: document.getElementsByTagName('*').length,
    moved: boxes.some((box, index) => box.scrollTop > before[index]),
  }
})()`

/**
 * Scrolls until neither height nor the number of elements grows. Clicks nothing.
 *
 * Every round makes the page ask its host for more, so the site's delay holds between rounds as well.
 */
export async function scrollToEnd(page: Page, recorder: PageRecorder, delayMs: number): Promise<void> {
  const quietMs = Math.min(Math.max(delayMs, MIN_QUIET_MS), MAX_QUIET_MS)
  const endMs = performance.now() + MAX_SCROLL_MS
  let known: Extent = { height: 0, elements: 0, moved: true }
  for (let round = 0; round < MAX_ROUNDS && performance.now() < endMs; round += 1) {
    const seen = await page.evaluate<Extent>(SCROLL)
    const grew = seen.height > known.height || seen.elements > known.elements
    if (!seen.moved && (round === 0 || !grew)) return
    known = seen
    await untilSettled(page, recorder, { quietMs, maxMs: quietMs + MAX_LOAD_MS })
  }
}
