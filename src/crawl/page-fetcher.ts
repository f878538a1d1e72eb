import type { FetchedPage } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import type { Validators } from './revisits.ts'

export interface FetchRequest {
  readonly site: Site
  readonly url: string
  readonly signal?: AbortSignal
  /** From an earlier visit; the answer may then be 304 without a body. A lane that cannot send them asks in full. */
  readonly validators?: Validators
  /** Asked before a redirect is followed. A redirect that is refused is the page: status 3xx. */
  readonly mayFollow?: (url: string) => Promise<boolean>
}

/** One lane. Implemented in adapters/http and adapters/browser. */
export interface PageFetcher {
  /** @throws {FetchError} for everything the world did; an HTTP error status is a page, not an error. */
  fetch(request: FetchRequest): Promise<FetchedPage>
}
