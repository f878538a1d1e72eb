import type { Clock } from '../domain/clock.ts'
import { OperationalError } from '../domain/errors.ts'
import type { Notice } from '../domain/notice.ts'

/** The world did not take a notice. Tried again later. */
export class NotifyError extends OperationalError {
  readonly code = 'NOTIFY'
  override readonly retryable = true
}

/** One way to tell staff. Implemented in adapters/notify. */
export interface NoticeChannel {
  readonly id: string
  /** Resolves only when the other side said that it has it. @throws {NotifyError} */
  send(notice: Notice, signal: AbortSignal): Promise<void>
}

export interface QueuedNotice {
  readonly channel: string
  readonly notice: Notice
  readonly attempts: number
}

/** Notices until they are sent, and after. Implemented in adapters/sqlite. */
export interface Outbox {
  /** Once for each key and channel, however often it is asked. */
  enqueue(notice: Notice, channels: readonly string[]): Promise<void>
  due(now: string, limit: number): Promise<QueuedNotice[]>
  markSent(queued: QueuedNotice, at: string): Promise<void>
  /** `nextAt` undefined: given up. */
  markFailed(queued: QueuedNotice, error: string, nextAt: string | undefined): Promise<void>
  counts(): Promise<{ waiting: number; sent: number; givenUp: number; lastError: string | undefined }>
}

const AT_ONCE = 20
const FIRST_RETRY_MS = 5000
const LONGEST_RETRY_MS = 1_800_000
/** A mail server that is down over a long weekend still gets its mail. */
const GIVE_UP_AFTER_MS = 4 * 86_400_000

/** Sends what is due. An outage of one channel does not hold up the others. Answers how many were sent. */
export async function deliverNotices(
  { outbox, channels, clock }: { outbox: Outbox; channels: readonly NoticeChannel[]; clock: Clock },
  signal: AbortSignal,
): Promise<number> {
  let sent = 0
  const down = new Set<string>()
  for (const queued of await outbox.due(clock.now(), AT_ONCE)) {
    if (signal.aborted) break
    const channel = channels.find(({ id }) => id === queued.channel)
    if (down.has(queued.channel)) continue
    try {
      if (!channel) throw new NotifyError(`通道 ${queued.channel} 已不在设置中`)
      await channel.send(queued.notice, signal)
      await outbox.markSent(queued, clock.now())
      sent += 1
    } catch (error) {
      if (!(error instanceof NotifyError)) throw error
      down.add(queued.channel)
      await outbox.markFailed(queued, error.message, nextTry(queued, clock.now()))
    }
  }
  return sent
}

function nextTry({ attempts, notice }: QueuedNotice, now: string): string | undefined {
  const nowMs = Date.parse(now)
  if (nowMs - Date.parse(notice.at) > GIVE_UP_AFTER_MS) return undefined
  return new Date(nowMs + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts)).toISOString()
}
