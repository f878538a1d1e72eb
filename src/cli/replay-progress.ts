import type { Services } from './services.ts'

/** Says how far a replay of stored listings has come, every thousand of them. */
export function showReplayProgress(
  { io, log }: Services,
  total: number,
  what: string,
): (done: number) => void {
  return (done) => {
    if (done % 1000 !== 0) return
    if (io.isTerminal) io.err(`${what} ${done} / ${total}`)
    else log.info({ done, total }, 'replay progress')
  }
}
