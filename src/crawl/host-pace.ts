import type { Clock } from '../domain/clock.ts'

/** How fast a host is asked, and what that rests on. Kept across runs. */
export interface Pace {
  /** Between two requests. */
  readonly delayMs: number
  /** How long its answers take on the whole, and lately: moving means. */
  readonly usualMs: number
  readonly recentMs: number
  /** ISO 8601 UTC. */
  readonly seenAt: string
}

/** Implemented in adapters/sqlite. Losing it costs politeness for some pages: every host starts at its floor. */
export interface PaceMemory {
  recall(host: string): Promise<Pace | undefined>
  keep(host: string, pace: Pace): Promise<void>
}

/** What one answer says: `refuses` is 429, 503, a wall or 403; `silent` is a timeout or 5xx. */
export interface Answer {
  readonly host: 'serves' | 'refuses' | 'silent'
  /** Absent when there was no answer. */
  readonly latencyMs?: number
}

const MAX_DELAY_MS = 60_000
/** A host that does not want to be read is left, not asked every hour. */
const MAX_TIMES_FLOOR = 16
/** Where the floor is next to nothing, doubling it would not be felt. */
const LEAST_STEP_MS = 25
const SLOWER = 1.25
/** Of what the delay is above the floor, taken back with each page that is served. */
const RECOVERY = 0.05
const RECOVERY_STEP_MS = 5
/** Answers this much later than usual, and by more than noise, say that the host is busy. */
const BUSY = { times: 2, moreMs: 500 }
const USUAL_WEIGHT = 0.02
const RECENT_WEIGHT = 0.3
const HALF_LIFE_MS = 6 * 3_600_000
const KEEP_EVERY_MS = 2000

/**
 * The pace after one more answer: additive and slow towards the floor, multiplicative and at once away from it.
 *
 * A refusal or a silence doubles the delay, answers that come late raise it by a quarter, though never beyond twice the time
 * they take and never beyond sixteen times the floor or a minute; each page that is served takes back a twentieth of what is above the floor. `floorMs` is the larger of the site's
 * delay and Crawl-delay, and the delay is never below it.
 */
export function nextPace(pace: Pace | undefined, answer: Answer, floorMs: number, now: string): Pace {
  const before = pace ?? { delayMs: floorMs, usualMs: 0, recentMs: 0, seenAt: now }
  const timed = withLatency(before, answer)
  const delayMs = Math.max(before.delayMs, floorMs)
  return { ...timed, delayMs: nextDelayMs(delayMs, timed, answer, floorMs), seenAt: now }
}

function withLatency(pace: Pace, { host, latencyMs }: Answer): Pace {
  if (latencyMs === undefined || host !== 'serves') return pace
  if (pace.usualMs === 0) return { ...pace, usualMs: latencyMs, recentMs: latencyMs }
  // What is usual is unlearned faster than learned: the host's best time is what it can do.
  const weight = latencyMs < pace.usualMs ? RECENT_WEIGHT : USUAL_WEIGHT
  return {
    ...pace,
    usualMs: pace.usualMs + weight * (latencyMs - pace.usualMs),
    recentMs: pace.recentMs + RECENT_WEIGHT * (latencyMs - pace.recentMs),
  }
}

function nextDelayMs(
  delayMs: number,
  { usualMs, recentMs }: Pace,
  { host }: Answer,
  floorMs: number,
): number {
  const most = Math.max(floorMs, Math.min(MAX_DELAY_MS, MAX_TIMES_FLOOR * (floorMs + LEAST_STEP_MS)))
  if (host !== 'serves') return Math.min(most, delayMs + Math.max(delayMs, LEAST_STEP_MS))
  if (recentMs > BUSY.times * usualMs + BUSY.moreMs) {
    const raised = delayMs + Math.max(delayMs * (SLOWER - 1), LEAST_STEP_MS)
    return Math.min(most, Math.max(delayMs, Math.min(raised, 2 * recentMs)))
  }
  return Math.max(floorMs, delayMs - (delayMs - floorMs) * RECOVERY - RECOVERY_STEP_MS)
}

/** What is above the floor halves every six hours while nobody asks. */
export function restedPace(pace: Pace, floorMs: number, now: string): Pace {
  const restedMs = Math.max(0, Date.parse(now) - Date.parse(pace.seenAt))
  const excessMs = Math.max(0, pace.delayMs - floorMs)
  return { ...pace, delayMs: floorMs + excessMs * 0.5 ** (restedMs / HALF_LIFE_MS) }
}

/** The pace of every host that one crawl asks. */
export class HostPaces {
  readonly #memory: PaceMemory | undefined
  readonly #clock: Clock
  readonly #paces = new Map<string, Pace>()
  readonly #keptAt = new Map<string, number>()
  #slowestMs = 0

  constructor(clock: Clock, memory: PaceMemory | undefined) {
    this.#clock = clock
    this.#memory = memory
  }

  /** The longest pause so far. */
  get slowestMs(): number {
    return this.#slowestMs
  }

  /** The pause before the next request to the host; never below the floor. */
  async delayMs(host: string, floorMs: number): Promise<number> {
    const pace = this.#paces.get(host) ?? (await this.#recall(host, floorMs))
    const delayMs = Math.max(floorMs, pace?.delayMs ?? 0)
    this.#slowestMs = Math.max(this.#slowestMs, delayMs)
    return delayMs
  }

  async observe(host: string, answer: Answer, floorMs: number): Promise<void> {
    const now = this.#clock.now()
    const pace = nextPace(this.#paces.get(host), answer, floorMs, now)
    this.#paces.set(host, pace)
    const isDue = answer.host !== 'serves' || Date.parse(now) - (this.#keptAt.get(host) ?? 0) >= KEEP_EVERY_MS
    if (isDue) await this.#keep(host, pace)
  }

  /** Call once at the end. */
  async keepAll(): Promise<void> {
    for (const [host, pace] of this.#paces) await this.#keep(host, pace)
  }

  async #recall(host: string, floorMs: number): Promise<Pace | undefined> {
    const kept = await this.#memory?.recall(host)
    const now = this.#clock.now()
    if (kept !== undefined && !this.#paces.has(host)) this.#paces.set(host, restedPace(kept, floorMs, now))
    return this.#paces.get(host)
  }

  async #keep(host: string, pace: Pace): Promise<void> {
    this.#keptAt.set(host, Date.parse(pace.seenAt))
    await this.#memory?.keep(host, pace)
  }
}
