import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BusyError, OperationalError } from '../domain/errors.ts'
import type { RunSummary } from '../domain/run.ts'
import type { ScheduledRun, ScheduleEntry } from '../domain/schedule.ts'
import { dispatch } from '../jobs/dispatch.ts'
import { dueNotice, reminderDay } from '../jobs/due-notice.ts'
import { importDropped } from '../jobs/import-dropped.ts'
import { listDue } from '../jobs/list-due.ts'
import { deliverNotices, type NoticeChannel } from '../jobs/notify.ts'
import { receivePush } from '../jobs/receive-push.ts'
import { receiveReceipt } from '../jobs/receive-receipt.ts'
import { leadsNotice, runNotice, sessionNotice } from '../jobs/run-notices.ts'
import { type ScanOrder, ScheduleKeeper } from '../jobs/schedule-keeper.ts'
import { chooseSites, scanSites } from './commands/scan.ts'
import { dropPorts } from './drop-ports.ts'
import { newRunId } from './run-id.ts'
import type { Services } from './services.ts'
import { SharedLock } from './shared-lock.ts'

const INBOX_EVERY_MS = 2500
const OUTBOX_EVERY_MS = 2000
const LETTERS_EVERY_MS = 60_000
const REMIND_EVERY_MS = 600_000

/** What `serve` does side by side, each in turns until the program is told to stop. */
export class ServeTasks {
  readonly #services: Services
  readonly #channels: readonly NoticeChannel[]
  readonly #keeper: ScheduleKeeper
  readonly #home: SharedLock
  readonly #inbox: string
  #scanning: string | undefined
  /** The day that was reminded of last. */
  #reminded: string | undefined

  constructor(services: Services) {
    this.#services = services
    this.#channels = services.noticeChannels()
    this.#home = new SharedLock(() => services.lockHome())
    this.#inbox = path.join(services.home, 'inbox')
    this.#keeper = new ScheduleKeeper(services.config.schedule, {
      clock: services.clock,
      store: services.scheduleStore(),
      after: (ms) => AbortSignal.timeout(ms),
      newRunId,
      scan: (order) => this.#scan(order),
      ended: (entry, run, summary) => this.#tell(entry, run, summary),
    })
  }

  /** Resolves after a stop; rejects at the first bug or full disk, with the other tasks stopped. */
  async run(): Promise<void> {
    const failed = new AbortController()
    const signal = AbortSignal.any([this.#services.signal, failed.signal])
    // A wrong keyword or rule is said now, not at half past one.
    this.#services.definitions()
    const drops = this.#services.dropFolder(this.#inbox)
    const pushes = this.#services.pushPorts(this.#inbox)
    const server = await this.#services.listen({
      push: (push) => receivePush(push, pushes),
      receipt: async (receipt) => {
        const referrals = this.#services.referrals()
        return await receiveReceipt(receipt, { referrals, secretFor: referrals.secretFor })
      },
      health: () => this.#health(),
      onError: (error) => this.#services.log.error({ err: error }, 'request failed'),
    })
    this.#services.log.info({ port: server.port, inbox: this.#inbox }, 'serving')
    const tasks = [
      this.#repeat(signal, () => this.#keeper.turn(signal)),
      this.#repeat(signal, () => this.#takeDropped(drops, signal)),
      this.#repeat(signal, () => this.#deliver(signal)),
      this.#repeat(signal, () => this.#sendLetters()),
      this.#repeat(signal, () => this.#remind()),
    ]
    try {
      await Promise.all(tasks)
    } catch (error) {
      failed.abort()
      await Promise.allSettled(tasks)
      throw error
    } finally {
      await server.close()
    }
  }

  async #repeat(signal: AbortSignal, turn: () => Promise<number>): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await turn()
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }

  async #scan({ entry, runId, startedAt, signal }: ScanOrder): Promise<RunSummary> {
    const { log } = this.#services
    return await this.#home.hold(async () => {
      log.info({ entry: entry.id, runId }, 'scan starts')
      this.#scanning = runId
      this.#services.forgetDefinitions()
      // Each night has databases, keywords and logins of its own: a program that runs for months keeps none open behind it.
      const night = this.#services.withHome(this.#services.home)
      try {
        const sites = chooseSites(entry.sites, night.sites())
        const run = { runId, startedAt, campaign: entry.id }
        const options = { resume: false, allowPrivate: entry.allowPrivate, run, signal }
        const { summary, report } = await scanSites(sites, options, night)
        log.info({ entry: entry.id, runId, status: summary.status, report: report.html }, 'scan ended')
        return summary
      } finally {
        await night.close()
        this.#scanning = undefined
      }
    })
  }

  async #tell(entry: ScheduleEntry, run: ScheduledRun, summary: RunSummary | undefined): Promise<void> {
    if (run.runId !== undefined) await this.#tellLeads(run.runId)
    const channels = this.#channels.map(({ id }) => id)
    for (const standing of this.#services.sessions().list())
      if (standing.state === 'expired')
        await this.#services.outbox().enqueue(sessionNotice(standing), channels)
    // What a failed scan saw before it failed is on record as well.
    const known =
      summary ?? (run.runId === undefined ? undefined : await this.#services.cases().runById(run.runId))
    await this.#services.outbox().enqueue(runNotice(entry, run, known), channels)
  }

  async #tellLeads(runId: string): Promise<void> {
    const leads = await this.#services.cases().listLeads({ state: 'pending' })
    const notice = leadsNotice(runId, leads, this.#services.clock.now())
    if (notice) {
      await this.#services.outbox().enqueue(
        notice,
        this.#channels.map(({ id }) => id),
      )
    }
  }

  async #takeDropped(folder: ReturnType<Services['dropFolder']>, signal: AbortSignal): Promise<number> {
    const ports = dropPorts(this.#services, folder, signal, ({ summary }) => this.#tellLeads(summary.runId))
    if (folder.look().ready.length > 0) {
      try {
        this.#services.forgetDefinitions()
        const outcomes = await this.#home.hold(() => importDropped(ports, signal))
        for (const { file, outcome, reason } of outcomes)
          if (outcome !== 'waiting')
            this.#services.log.info({ file: file.path, outcome, reason }, 'dropped file')
      } catch (error) {
        // A command of the staff is at work: the files stay where they are.
        if (!(error instanceof BusyError)) throw error
      }
    }
    return INBOX_EVERY_MS
  }

  async #deliver(signal: AbortSignal): Promise<number> {
    const { clock } = this.#services
    const outbox = this.#services.outbox()
    await deliverNotices({ outbox, channels: this.#channels, clock }, signal)
    return OUTBOX_EVERY_MS
  }

  /** Approved letters go out by themselves. What is wrong with a channel or a file is said, and tried again. */
  async #sendLetters(): Promise<number> {
    await this.#orSay('letters', async () => {
      const { delivered, failed } = await dispatch(this.#services.referrals())
      for (const id of delivered) this.#services.log.info({ id }, 'letter delivered')
      for (const { id, why, isLast } of failed)
        this.#services.log.warn({ id, why, isLast }, 'letter not delivered')
    })
    return LETTERS_EVERY_MS
  }

  async #remind(): Promise<number> {
    const now = this.#services.clock.now()
    const day = reminderDay(now)
    // Going through all leads is once a day's work.
    if (day !== undefined && day !== this.#reminded)
      await this.#orSay('reminders', async () => {
        const notice = dueNotice(await listDue(this.#services.referrals()), now)
        const channels = this.#channels.map(({ id }) => id)
        if (notice) await this.#services.outbox().enqueue(notice, channels)
        this.#reminded = day
      })
    return REMIND_EVERY_MS
  }

  async #orSay(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error
      this.#services.log.error({ err: error }, what)
    }
  }

  async #health() {
    const { entries, running } = this.#services.scheduleStore().load()
    return {
      ok: true,
      version: this.#services.version,
      scanning: this.#scanning ?? null,
      running: running ?? null,
      schedule: Object.entries(entries).map(([id, { last }]) => ({ id, last: last ?? null })),
      notices: await this.#services.outbox().counts(),
    }
  }
}
