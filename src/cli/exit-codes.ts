import type { OperationalError } from '../domain/errors.ts'

/** The contract with scripts; docs/exit-codes.md says the same and a test compares them. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  input: 3,
  verifyFailed: 4,
  definition: 5,
  noBrowser: 6,
  storage: 7,
  portTaken: 8,
  busy: 9,
  partial: 10,
  network: 11,
  stale: 12,
  refused: 13,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

const BY_ERROR: Readonly<Record<string, ExitCode>> = {
  INPUT: EXIT.input,
  DEFINITION: EXIT.definition,
  NO_BROWSER: EXIT.noBrowser,
  STORAGE: EXIT.storage,
  PORT_TAKEN: EXIT.portTaken,
  BUSY: EXIT.busy,
  FETCH: EXIT.network,
  STALE_LEAD: EXIT.stale,
  REFUSED: EXIT.refused,
  EVIDENCE: EXIT.verifyFailed,
  TIMESTAMP: EXIT.network,
  NOTIFY: EXIT.network,
  SESSION: EXIT.storage,
}

export function exitCodeOf(error: OperationalError): ExitCode {
  return BY_ERROR[error.code] ?? EXIT.bug
}
