import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../domain/clock.ts'
import { FetchError } from '../domain/errors.ts'
import type { Site } from '../domain/site.ts'
import type { Frontier } from './frontier.ts'
import type { RobotsDecision } from './robots.ts'

/** A host that asks for a longer pause is not read for one page. */
const MAX_TURN_MS = 120_000

/**
 * Waits for the host's next free moment, at the pace of a crawl: to the host the program is one reader. Ends early when the
 * signal says so; the caller looks at the signal.
 * @throws {FetchError} `timeout` when the host is held for long.
 */
export async function waitForTurn(
  page: { readonly url: string; readonly site: Site; readonly robots: RobotsDecision },
  { frontier, clock }: { readonly frontier: Pick<Frontier, 'reserveSlot'>; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const { url, site, robots } = page
  const delayMs = Math.max(site.politeness.delayMs, robots.crawlDelayMs ?? 0)
  const now = clock.now()
  const slot = await frontier.reserveSlot(new URL(url).host, delayMs, now)
  const waitMs = Date.parse(slot) - Date.parse(now)
  if (waitMs > MAX_TURN_MS) throw new FetchError('timeout', `${url}: the host asks to be left alone`)
  await sleep(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined)
}
