import { errors, type Response } from 'playwright-core'
import { FetchError, type FetchFailure } from '../../domain/errors.ts'
import type { OpenPage } from './chromium-browser.ts'
import type { PageRecorder } from './page-recorder.ts'
import { untilSettled } from './until-settled.ts'

/** Silence after which a page counts as drawn. Most pages draw in one go; the rest keep asking. */
const QUIET_MS = 100
/** A page that never falls silent is read as it stands. */
const MAX_DRAW_MS = 6000
/** A page without words after it fell silent is still starting: some wait on a timer. */
const MAX_BLANK_MS = 2500
const BLANK_TEXT_LENGTH = 12
const BLANK_POLL_MS = 100

/** A page without scripts has nothing more to say. */
const IS_BLANK = `document.scripts.length > 0
  && (document.body ? document.body.innerText : '').trim().length < ${BLANK_TEXT_LENGTH}`

export interface Navigation {
  readonly url: string
  readonly timeoutMs: number
}

/** Goes to a page and waits until it has drawn itself: content first, then a short silence, no fixed pause. */
export async function openUrl(
  { page }: OpenPage,
  recorder: PageRecorder,
  { url, timeoutMs }: Navigation,
): Promise<Response> {
  await page.goto(url, { waitUntil: 'domcontentloaded', timeout: timeoutMs })
  await untilSettled(page, recorder, { quietMs: QUIET_MS, maxMs: Math.min(MAX_DRAW_MS, timeoutMs) })
  const endMs = performance.now() + MAX_BLANK_MS
  while (performance.now() < endMs && (await page.evaluate<boolean>(IS_BLANK))) {
    await untilSettled(page, recorder, { quietMs: BLANK_POLL_MS, maxMs: MAX_DRAW_MS })
  }
  if (recorder.shown === undefined) throw new FetchError('connection', `${url}: the browser got no answer`)
  return recorder.shown
}

/** Time for scrolling and reading on top of the time to open; a script that never ends is cut off here. */
const MAX_AFTER_OPEN_MS = 75_000

/** The longest a whole visit takes. */
export function visitMs(timeoutMs: number): number {
  return timeoutMs + MAX_AFTER_OPEN_MS
}

/** Chromium names its errors in the message and nowhere else. */
const NET_ERRORS: readonly [RegExp, FetchFailure][] = [
  [/net::ERR_CERT_AUTHORITY_INVALID/, 'tls-untrusted'],
  [/net::ERR_CERT_DATE_INVALID/, 'tls-expired'],
  [/net::ERR_CERT_COMMON_NAME_INVALID/, 'tls-wrong-host'],
  [/net::ERR_(CERT|SSL)_/, 'tls'],
  [/net::ERR_TOO_MANY_REDIRECTS/, 'too-many-redirects'],
  [/net::ERR_NAME_/, 'dns'],
  [/net::ERR_\w*TIMED_OUT/, 'timeout'],
  [/Download is starting|net::ERR_CONTENT_DECODING_FAILED/, 'bad-encoding'],
]

/** What happened while a page was open, as the crawl names it. Bugs pass through. */
export function toBrowserError(error: unknown, { url, open, recorder, signal }: BrowserFailure): unknown {
  if (error instanceof FetchError || !(error instanceof Error) || error instanceof TypeError) return error
  if (signal?.aborted) return new FetchError('aborted', `${url}: stopped`, { cause: error })
  const refused = open.proxy.failureOf(recorder.failedUrl ?? url)
  if (refused !== undefined) return refused
  // The context is closed under the page when its time is up; the browser itself is then still there.
  if (error instanceof errors.TimeoutError || (error.message.includes('closed') && isConnected(open))) {
    return new FetchError('timeout', `${url}: took too long`, { cause: error })
  }
  const reason = NET_ERRORS.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'connection'
  return new FetchError(reason, `${url}: ${error.message.split('\n')[0]}`, { cause: error })
}

function isConnected({ page }: OpenPage): boolean {
  return page.context().browser()?.isConnected() ?? false
}

export interface BrowserFailure {
  readonly url: string
  readonly open: OpenPage
  readonly recorder: PageRecorder
  readonly signal: AbortSignal | undefined
}
