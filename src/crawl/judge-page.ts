import type { FetchError } from '../domain/errors.ts'
import type { PageClass } from '../domain/page.ts'
import type { Finished } from './frontier.ts'
import type { RobotsDecision } from './robots.ts'

export interface Judgement {
  readonly result: Finished
  /** A later try may go better; `result` holds once the tries are used up. */
  readonly retry: boolean
  /** What the answer says about the host: it serves us, it refuses us, or it does not answer. */
  readonly host: 'serves' | 'refuses' | 'silent'
}

const OUTCOME: Record<PageClass, Finished['outcome']> = {
  ok: 'fetched',
  'not-modified': 'fetched',
  'login-wall': 'blocked',
  captcha: 'blocked',
  'rate-limited': 'blocked',
  'geo-blocked': 'blocked',
  'empty-shell': 'blocked',
  'client-error': 'blocked',
  'soft-404': 'gone',
  gone: 'gone',
  'server-error': 'failed',
}

const REFUSALS: ReadonlySet<PageClass> = new Set(['login-wall', 'captcha', 'rate-limited'])

export function judgePage(pageClass: PageClass, status: number): Judgement {
  const outcome = OUTCOME[pageClass]
  const result: Finished = { outcome, pageClass, ...(outcome !== 'fetched' && { reason: pageClass }) }
  if (pageClass === 'server-error') return { result, retry: true, host: 'silent' }
  const refused = REFUSALS.has(pageClass) || (pageClass === 'client-error' && status === 403)
  return { result, retry: false, host: refused ? 'refuses' : 'serves' }
}

export function judgeFailure({ reason, retryable }: FetchError): Judgement {
  return { result: { outcome: 'failed', reason }, retry: retryable, host: retryable ? 'silent' : 'serves' }
}

/** A host whose certificate or address we refuse: nothing else of it would fare better, and the record names the cause. */
const REFUSED_HOST = /^(?:tls\b|private-address$)/

/** What becomes of a URL that may not be asked for. */
export function resultOfRobots({ code, failure = '' }: RobotsDecision): Finished {
  return REFUSED_HOST.test(failure)
    ? { outcome: 'failed', reason: failure }
    : { outcome: 'robots', reason: `robots-${code}` }
}
