import type { Page } from 'playwright-core'
import type { PageRecorder } from './page-recorder.ts'

/** Enough for some 1,000 cards; a list without end must end somewhere. */
const MAX_ROUNDS = 60
/** Scroll handlers are commonly delayed by up to a quarter of a second. */
const QUIET_MS = 300
const MAX_LOAD_MS = 4000

interface Extent {
  readonly height: number
  readonly elements: number
  readonly more: boolean
}

/** Scrolls the window and every tall box inside it, and tells how much page there is. */
const SCROLL = `(() => {
  const root = document.scrollingElement || document.documentElement
  const boxes = [...document.querySelectorAll('main, section, div, ul, ol')].filter(
    (box) => box.clientHeight > 300 && box.scrollHeight > box.clientHeight + 100)
  const before = [root, ...boxes].map((box) => box.scrollTop)
  root.scrollTo(0, root.scrollHeight)
  for (const box of boxes) box.scrollTop = box.scrollHeight
  const more = [root, ...boxes].some((box, index) => box.scrollTop > before[index])
  const heights = [root, ...boxes].map((box) => box.scrollHeight)
  return { height: heights.reduce((a, b) => a + b, 0), elements: document.getElementsByTagName('*').length, more }
})()`

/** Scrolls until neither height nor the number of elements grows. Clicks nothing. */
export async function scrollToEnd(page: Page, recorder: PageRecorder, maxMs: number): Promise<void> {
  const endMs = performance.now() + maxMs
  let known: Extent = { height: 0, elements: 0, more: true }
  for (let round = 0; round < MAX_ROUNDS && performance.now() < endMs; round += 1) {
    const seen = await page.evaluate<Extent>(SCROLL)
    const grew = seen.height > known.height || seen.elements > known.elements
    // Nothing to scroll and nothing new: the whole page was in view from the start.
    if (!seen.more && (round === 0 || !grew)) return
    known = seen
    await recorder.untilQuiet(QUIET_MS, MAX_LOAD_MS)
  }
}
