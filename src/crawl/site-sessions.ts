import type { SessionStanding, StorageState } from '../domain/site-session.ts'

/** Sessions that an operator opened by hand. Implemented in adapters/sessions. */
export interface SiteSessions {
  /** Undefined: nobody logged in; an expired one stays, as such. */
  standing(siteId: string): SessionStanding | undefined
  /** Undefined unless the session is active. @throws {SessionError} it cannot be opened. */
  stateOf(siteId: string): StorageState | undefined
  /** The site asks for a login again. @throws {StorageError} */
  expire(siteId: string, reason: string): Promise<void>
}
