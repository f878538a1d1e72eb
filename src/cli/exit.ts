import type { ExitCode } from './exit-codes.ts'

/** Records how a command ended; main.ts ends the process after everything is closed. */
export type Exit = (code: ExitCode) => void
