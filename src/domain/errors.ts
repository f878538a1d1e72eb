/** Something the outside world did. Expected, typed, and handled; anything else is a bug and crashes. */
export abstract class OperationalError extends Error {
  /** Stable identifier for logs, metrics and exit codes. */
  abstract readonly code: string
  /** True when doing the same thing later may succeed. */
  readonly retryable: boolean = false

  override get name(): string {
    return this.constructor.name
  }
}

/** A file or argument the operator gave cannot be used as it is. The message names file, place and field. */
export class InputError extends OperationalError {
  readonly code = 'INPUT'
}

/** A keyword, rule, site or data file is wrong. The message reads `file:line: field: what to do`. */
export class DefinitionError extends OperationalError {
  readonly code = 'DEFINITION'
}

/** No usable Chromium, or it did not start. */
export class BrowserUnavailableError extends OperationalError {
  readonly code = 'NO_BROWSER'
}

/** The disk is full or the folder cannot be written. Nothing half-written is left behind. */
export class StorageError extends OperationalError {
  readonly code = 'STORAGE'
}

/** A loopback port is taken by another program. */
export class PortTakenError extends OperationalError {
  readonly code = 'PORT_TAKEN'
}

/** Another run holds the home folder. */
export class BusyError extends OperationalError {
  readonly code = 'BUSY'
}

/** A stored login cannot be opened: another key, an altered file, none at all. */
export class SessionError extends OperationalError {
  readonly code = 'SESSION'
}

/** Evidence does not verify, or is missing: the lead must not be referred. */
export class EvidenceError extends OperationalError {
  readonly code = 'EVIDENCE'
}

/** A time-stamping authority cannot be reached, or its answer is no token for what was asked. */
export class TimestampError extends OperationalError {
  readonly code = 'TIMESTAMP'
  override readonly retryable = true
}

/** What was asked for may not happen in this state, or not by this person. The message says why. */
export class RefusedError extends OperationalError {
  readonly code = 'REFUSED'
}

/** A receiver did not say that it has the letter. */
export class DeliveryError extends OperationalError {
  readonly code = 'DELIVERY'
  override readonly retryable = true
}

/** Somebody else decided first. */
export class StaleLeadError extends OperationalError {
  readonly code = 'STALE_LEAD'
}

/** A page could not be fetched. `reason` is one of a closed set, so that nobody classifies by message. */
export class FetchError extends OperationalError {
  readonly code = 'FETCH'
  readonly reason: FetchFailure
  override readonly retryable: boolean

  constructor(reason: FetchFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
    this.retryable = RETRYABLE.has(reason)
  }
}

export type FetchFailure =
  | 'timeout'
  | 'connection'
  | 'dns'
  /** Nobody we trust vouches for the server. */
  | 'tls-untrusted'
  /** Its certificate has run out, or does not hold yet. */
  | 'tls-expired'
  /** Its certificate is another host's. */
  | 'tls-wrong-host'
  | 'tls'
  | 'too-large'
  | 'too-many-redirects'
  | 'private-address'
  | 'bad-encoding'
  | 'aborted'

const RETRYABLE: ReadonlySet<FetchFailure> = new Set(['timeout', 'connection', 'dns'])
