import type { Logger } from 'pino'
import type { PageRenderer } from '../capture/page-renderer.ts'
import type { ClusterRepository } from '../cluster/cluster-repository.ts'
import type { ArchiveReader } from '../crawl/archive-reader.ts'
import type { Frontier } from '../crawl/frontier.ts'
import type { PaceMemory } from '../crawl/host-pace.ts'
import type { PageArchive } from '../crawl/page-archive.ts'
import type { PageFetcher } from '../crawl/page-fetcher.ts'
import type { PageMemory } from '../crawl/page-memory.ts'
import type { QueryHistory } from '../crawl/query-history.ts'
import type { Robots } from '../crawl/robots.ts'
import type { SiteSessions } from '../crawl/site-sessions.ts'
import type { BacktestRecord } from '../domain/backtest.ts'
import type { BackupResult, RestoreResult } from '../domain/backup.ts'
import type { Clock } from '../domain/clock.ts'
import type { VerifyReport } from '../domain/evidence.ts'
import type { IntakeSource } from '../domain/intake-source.ts'
import type { Term } from '../domain/lexicon.ts'
import type { ReferralDocument } from '../domain/referral-letter.ts'
import type { Rule } from '../domain/rule.ts'
import type { Site } from '../domain/site.ts'
import type { SessionStanding, StorageState } from '../domain/site-session.ts'
import type { Sheet } from '../insight/ledger.ts'
import type { DecidePorts } from '../jobs/decide-lead.ts'
import type { StatusPorts } from '../jobs/evidence-status.ts'
import type { ExportPorts } from '../jobs/export-evidence.ts'
import type { HoldPorts } from '../jobs/hold-evidence.ts'
import type { DropFolder } from '../jobs/import-dropped.ts'
import type { IntakeHandlers } from '../jobs/intake-handlers.ts'
import type { NoticeChannel, Outbox } from '../jobs/notify.ts'
import type { IntakePorts } from '../jobs/read-intake.ts'
import type { PushPorts } from '../jobs/receive-push.ts'
import type { RetainPorts } from '../jobs/retain-evidence.ts'
import type { ScheduleStore } from '../jobs/schedule-keeper.ts'
import type { ScrubPorts } from '../jobs/scrub-evidence.ts'
import type { StampPendingPorts } from '../jobs/stamp-pending.ts'
import type { ViewPorts } from '../jobs/view-evidence.ts'
import type { ReportPorts } from '../jobs/write-report.ts'
import type { CompiledLexicon } from '../match/compile-lexicon.ts'
import type { Pipeline } from '../pipeline.ts'
import type { EvidenceVault } from '../refer/packet-ports.ts'
import type { CaseRepository } from '../review/case-repository.ts'
import type { Policy } from '../score/policy.ts'
import type { RuleEntry } from '../score/rule-entry.ts'
import type { ReferralServices } from './compose-referrals.ts'
import type { Config } from './config.ts'

/** Where a command writes. stdout is for the answer, stderr for everything else. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** stderr is a terminal: show progress there; otherwise JSON logs. */
  readonly isTerminal: boolean
}

export interface Definitions {
  readonly terms: readonly Term[]
  readonly rules: readonly RuleEntry[]
  readonly lexicon: CompiledLexicon
  readonly policy: Policy
}

/** The rules as they lie in their files, with what is wrong in those that cannot be used. */
export interface RuleFiles {
  readonly rules: readonly RuleEntry[]
  /** `file:line: field: …` */
  readonly problems: readonly string[]
}

export interface LexiconListener {
  onSwap(lexicon: CompiledLexicon, how: { readonly elapsedMs: number; readonly fromCache: boolean }): void
  /** The lexicon in service stays; the message names file, line and field. */
  onProblem(message: string): void
}

export interface LexiconWatch {
  readonly folders: readonly string[]
  close(): Promise<void>
}

/** How pages are reached. Private and loopback addresses need leave: all of them, or the named origins only. */
export interface Reach {
  readonly allowPrivate: boolean
  readonly allowedOrigins: readonly string[]
}

export interface Lanes {
  readonly http: PageFetcher
  readonly browser: PageFetcher
  readonly robots: Robots
  /** @throws {BrowserUnavailableError} on first use when no Chromium is found; `browser` likewise. */
  readonly renderer: PageRenderer
  close(): Promise<void>
}

export interface PracticeMarketHandle {
  readonly sites: readonly {
    readonly id: string
    readonly origin: string
    readonly name: string
    readonly listings: number
  }[]
  close(): Promise<void>
}

/** Logins that an operator opened, sealed on the disk. */
export interface SessionStore extends SiteSessions {
  /** @throws {StorageError | SessionError} */
  save(siteId: string, state: StorageState, by: string): Promise<SessionStanding>
  list(): SessionStanding[]
  /** Answers whether there was one. */
  remove(siteId: string): boolean
}

/** What is remembered of the sources that hand listings over. */
export interface IntakeSourceStore {
  /** @throws {DefinitionError} */
  find(id: string): IntakeSource | undefined
  list(): IntakeSource[]
  /** @throws {StorageError} */
  save(source: IntakeSource): Promise<void>
}
export type KeepPorts = ScrubPorts & StatusPorts & HoldPorts

/** What commands may use. Built lazily by main.ts: `assess` opens no database, `verify` loads no keyword. */
export interface Services {
  readonly version: string
  readonly home: string
  readonly config: Config
  readonly clock: Clock
  readonly io: Io
  readonly log: Logger
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  definitions(): Definitions
  /** The next `definitions()` reads the files and the date anew: a program that runs for weeks must not judge by old ones. */
  forgetDefinitions(): void
  terms(): readonly Term[]
  /** The rules in service, and over them a folder or one rule's file. @throws {InputError} when that is not there. */
  ruleFiles(over?: string): RuleFiles
  /** The tables in service with these rules. */
  policyWith(rules: readonly Rule[]): Policy
  /** Of the shipped rules and the unit's own. */
  backtests(): readonly BacktestRecord[]
  /** Into the file given, else beside the unit's own rules. Gives the file. @throws {StorageError} */
  saveBacktests(records: readonly BacktestRecord[], file: string | undefined): Promise<string>
  /** By id: file and line of each term, `file:line`. */
  termPlaces(): ReadonlyMap<string, string>
  sites(): readonly Site[]
  cases(): CaseRepository
  pipeline(): Pipeline
  decidePorts(by: string): DecidePorts
  /** referral.json of a letter's zip; undefined when it is none. */
  readReferral(file: string): Promise<ReferralDocument | undefined>
  /** Letters to other bodies and the outbox. @throws {DefinitionError} when letters or times cannot be used. */
  referrals(): ReferralServices
  reportPorts(): ReportPorts
  /** The URLs and the raw pages of one run. */
  openRun(runId: string): Promise<{ frontier: Frontier; archive: PageArchive }>
  pageMemory(): PageMemory
  paceMemory(): PaceMemory
  queryHistory(): QueryHistory
  archiveReader(): ArchiveReader
  /** Takes away raw pages of runs older than that. @throws {StorageError} */
  prunePages(before: string, dryRun: boolean): Promise<readonly { runId: string; bytes: number }[]>
  intakeSources(): IntakeSourceStore
  intakePorts(): IntakePorts
  dropFolder(folder: string): DropFolder
  pushPorts(inbox: string): PushPorts
  outbox(): Outbox
  sessions(): SessionStore
  /** @throws {InputError} no display. @throws {BrowserUnavailableError} */
  logInByHand(options: {
    url: string
    allowPrivate: boolean
    debuggingPort: number | undefined
    done: AbortSignal
  }): Promise<StorageState>
  /** By the settings. @throws {DefinitionError} a secret is missing. */
  noticeChannels(): NoticeChannel[]
  scheduleStore(): ScheduleStore
  /** One `serve` at a time in a home folder. @throws {BusyError} */
  lockServe(): () => void
  /** Gives the port and how to stop. @throws {PortTakenError} */
  listen(handlers: IntakeHandlers): Promise<{ port: number; close(): Promise<void> }>
  lanes(reach: Reach): Lanes
  /** `roots`: a PEM file of the only roots to trust. @throws {InputError} @throws {DefinitionError} of that file */
  verify(path: string, roots?: string): Promise<VerifyReport>
  /** The verifier as one HTML file. */
  verifyPage(): Promise<string>
  /** Bundles of the home folder. */
  evidenceVault(): EvidenceVault
  stampPorts(): StampPendingPorts
  exportPorts(folder: string, by: string): ExportPorts
  /** What looks after the bundles of the home; `by` goes on the custody log. */
  keepPorts(by: string): KeepPorts
  /** What shows evidence; `by` goes on the custody log. */
  viewPorts(by: string): ViewPorts
  /** What the schedule needs. @throws {DefinitionError} of the schedule */
  retainPorts(by: string): RetainPorts
  /** @throws {InputError} @throws {StorageError} @throws {BusyError} */
  backUp(wanted: { out: string; keep: number | undefined; dryRun: boolean }): Promise<BackupResult>
  /** Into this home, which must be empty; with `check` nothing is written. @throws {InputError} @throws {StorageError} */
  restore(wanted: { from: string; snapshot: string | undefined; check: boolean }): Promise<RestoreResult>
  practiceMarket(day: 1 | 2, ports: 'default' | 'free' | number): Promise<PracticeMarketHandle>
  /** One run at a time in a home folder. @throws {BusyError} */
  lockHome(): Promise<() => void>
  /** Hands over the keywords as they are, and again after each change, until closed. A run never changes its lexicon. */
  watchLexicon(listener: LexiconListener): LexiconWatch
  /** The same services over another home folder. */
  withHome(home: string): Services
  diagnose(): Promise<readonly Diagnosis[]>
  /** A file, `.gz` unpacked; `-` is stdin. @throws {InputError} */
  readText(file: string): string
  /** @throws {InputError} */
  readBytes(file: string): Uint8Array
  /** The old file or the new one, never half of one. @throws {StorageError} */
  writeFile(file: string, content: string): Promise<void>
  writeBytes(file: string, content: Uint8Array): Promise<void>
  /** As XLSX. @throws {StorageError} */
  writeWorkbook(file: string, sheets: readonly Sheet[]): Promise<void>
  /** Seals into the home folder, or into the folder given. */
  captureInto(folder: string | undefined): Pipeline['capture']
  clusters(): ClusterRepository
  close(): Promise<void>
}

export interface Diagnosis {
  readonly name: string
  readonly ok: boolean
  readonly found: string
  /** What to do, in words a person can act on. Empty when all is well. */
  readonly advice: string
  /** False: the program still works, with less. */
  readonly required: boolean
}
