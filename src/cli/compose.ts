import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { backUpHome } from '../adapters/backup/back-up-home.ts'
import { checkBackup, restoreHome } from '../adapters/backup/restore-home.ts'
import { BrowserDocumentPrinter } from '../adapters/browser/browser-document-printer.ts'
import { BrowserPageFetcher } from '../adapters/browser/browser-page-fetcher.ts'
import { BrowserPageRenderer } from '../adapters/browser/browser-page-renderer.ts'
import { ChromiumBrowser } from '../adapters/browser/chromium-browser.ts'
import { findChromium } from '../adapters/browser/find-chromium.ts'
import { logInByHand } from '../adapters/browser/login-browser.ts'
import { readReferral } from '../adapters/delivery/read-packet.ts'
import { replaceFile } from '../adapters/evidence/durable-write.ts'
import { FolderBundleStore } from '../adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../adapters/evidence/folder-evidence-vault.ts'
import { FolderHoldings } from '../adapters/evidence/folder-holdings.ts'
import { BLOBS_FOLDER, LinkedBlobs } from '../adapters/evidence/linked-blobs.ts'
import { listBundles } from '../adapters/evidence/list-bundles.ts'
import { QuotaBundleStore } from '../adapters/evidence/quota-bundle-store.ts'
import { verifyPath } from '../adapters/evidence/verify-path.ts'
import { BACKTEST_FILE, loadBacktests, saveBacktests } from '../adapters/files/backtest-file.ts'
import { presentFolders } from '../adapters/files/definition-files.ts'
import { FileDropFolder } from '../adapters/files/drop-folder.ts'
import { ensureFolder } from '../adapters/files/ensure-folder.ts'
import { IntakeSources } from '../adapters/files/intake-sources.ts'
import {
  type LexiconSource,
  type LoadedLexicon,
  loadCompiledLexicon,
} from '../adapters/files/lexicon-cache.ts'
import { programFingerprint } from '../adapters/files/lexicon-key.ts'
import { LexiconWatcher } from '../adapters/files/lexicon-watcher.ts'
import { loadAgencyUnits } from '../adapters/files/load-agency-units.ts'
import { loadLaw } from '../adapters/files/load-law.ts'
import { findTermPlaces } from '../adapters/files/load-lexicon.ts'
import { loadRanker } from '../adapters/files/load-ranker.ts'
import { loadRetention } from '../adapters/files/load-retention.ts'
import { loadRouting } from '../adapters/files/load-routing.ts'
import { loadRules, readRuleFiles } from '../adapters/files/load-rules.ts'
import { loadSignalTables } from '../adapters/files/load-signal-tables.ts'
import { loadSites } from '../adapters/files/load-sites.ts'
import { loadTaxa } from '../adapters/files/load-taxa.ts'
import { loadTerritory } from '../adapters/files/load-territory.ts'
import { lockFolder } from '../adapters/files/lock-folder.ts'
import { PushFiles } from '../adapters/files/push-files.ts'
import { readInput } from '../adapters/files/read-input.ts'
import { readWorkbook } from '../adapters/files/read-workbook.ts'
import { ScheduleFile } from '../adapters/files/schedule-file.ts'
import { writeWorkbook } from '../adapters/files/write-workbook.ts'
import { IntakeServer } from '../adapters/http/intake-server.ts'
import { UndiciPageFetcher } from '../adapters/http/undici-page-fetcher.ts'
import { TimeCheck } from '../adapters/machine/check-clock.ts'
import { diagnose } from '../adapters/machine/diagnose.ts'
import { MachineReader } from '../adapters/machine/machine-record.ts'
import { MailChannel } from '../adapters/notify/mail-channel.ts'
import { WebhookChannel } from '../adapters/notify/webhook-channel.ts'
import { PRACTICE_PORTS, startPracticeMarket } from '../adapters/practice-market/start-practice-market.ts'
import { FolderPacketQueue } from '../adapters/queues/folder-packet-queue.ts'
import { SessionVault } from '../adapters/sessions/session-vault.ts'
import { loadTrustFile } from '../adapters/signing/load-trust-file.ts'
import { loadUnitSigner, type SignerFiles } from '../adapters/signing/load-unit-signer.ts'
import { SqliteCaseMinimiser } from '../adapters/sqlite/sqlite-case-minimiser.ts'
import { SqliteCaseRepository } from '../adapters/sqlite/sqlite-case-repository.ts'
import { SqliteClusterRepository } from '../adapters/sqlite/sqlite-cluster-repository.ts'
import { SqliteFrontier } from '../adapters/sqlite/sqlite-frontier.ts'
import { SqliteOutbox } from '../adapters/sqlite/sqlite-outbox.ts'
import { SqlitePaceMemory } from '../adapters/sqlite/sqlite-pace-memory.ts'
import { SqlitePageMemory } from '../adapters/sqlite/sqlite-page-memory.ts'
import { SqliteQueryHistory } from '../adapters/sqlite/sqlite-query-history.ts'
import { SqliteRobotsCache } from '../adapters/sqlite/sqlite-robots-cache.ts'
import { SqliteScrubLog } from '../adapters/sqlite/sqlite-scrub-log.ts'
import { HttpTimestampAuthority } from '../adapters/timestamp/http-timestamp-authority.ts'
import { pruneArchives } from '../adapters/warc/prune-archives.ts'
import { RunArchive } from '../adapters/warc/run-archive.ts'
import { RunArchiveReader } from '../adapters/warc/run-archive-reader.ts'
import type { BundleStore } from '../capture/bundle-store.ts'
import { captureEvidence } from '../capture/capture-evidence.ts'
import { readTrust } from '../capture/check-chain.ts'
import type { Quota } from '../capture/quota.ts'
import type { StampPorts } from '../capture/stamp-bundle.ts'
import { RobotsTxt } from '../crawl/robots.ts'
import type { RobotsCache } from '../crawl/robots-cache.ts'
import type { SiteSessions } from '../crawl/site-sessions.ts'
import type { BacktestRecord } from '../domain/backtest.ts'
import type { Clock } from '../domain/clock.ts'
import { DefinitionError, EvidenceError, InputError } from '../domain/errors.ts'
import { isConfirmed, type Lead } from '../domain/lead.ts'
import type { Rule } from '../domain/rule.ts'
import { NATION } from '../domain/territory.ts'
import type { Sheet } from '../insight/ledger.ts'
import type { IntakeHandlers } from '../jobs/intake-handlers.ts'
import type { NoticeChannel } from '../jobs/notify.ts'
import {
  buildPackets,
  eraseWithdrawnPackets,
  rebuildPackets,
  withdrawPackets,
} from '../refer/build-packets.ts'
import type { ReferPorts } from '../refer/packet-ports.ts'
import { compilePolicy } from '../score/compile-policy.ts'
import type { Policy } from '../score/policy.ts'
import { readTerritory } from '../score/read-territory.ts'
import { referralPorts } from './compose-referrals.ts'
import { cacheFolders, homeFolder, loadConfig } from './config.ts'
import { DROP_SETTLE_MS } from './drop-ports.ts'
import type {
  Definitions,
  Io,
  KeepPorts,
  Lanes,
  LexiconListener,
  LexiconWatch,
  Reach,
  Services,
} from './services.ts'

const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const VERSION: string = createRequire(import.meta.url)(path.join(ROOT, 'package.json')).version
const TOOL = { name: '清哨 Qingshao', version: VERSION }
/** National Time Service Center, which keeps the legal time of China. */
const TIME_SERVERS = ['ntp.ntsc.ac.cn']
const CLOCK: Clock = { now: () => new Date().toISOString() }

const IO: Io = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  isTerminal: process.stderr.isTTY === true,
}

/** Builds the program's one object graph. Nothing is opened before a command asks for it. */
export function compose(homeFlag: string | undefined, signal: AbortSignal): Services {
  return new ComposedServices(homeFolder(homeFlag, process.env), signal)
}

class ComposedServices implements Services {
  readonly version = VERSION
  readonly clock = CLOCK
  readonly io = IO
  readonly home: string
  readonly signal: AbortSignal
  readonly config: Services['config']
  readonly log: Services['log']
  readonly #closers: (() => Promise<void>)[] = []
  #definitions: Definitions | undefined
  #lexicon: LoadedLexicon | undefined
  #cases: SqliteCaseRepository | undefined
  #scrubLog: SqliteScrubLog | undefined
  /** Shared, so that one which does not answer is left alone by all captures. */
  #authorities: readonly HttpTimestampAuthority[] | undefined
  #machineReader: MachineReader | undefined
  #printer: BrowserDocumentPrinter | undefined
  /** Pages on this machine or in its network are read: nobody outside is to be asked anything on their account. */
  #isInside = false
  #outbox: SqliteOutbox | undefined
  #sessions: SessionVault | undefined

  constructor(home: string, signal: AbortSignal) {
    this.home = home
    this.signal = signal
    this.config = loadConfig(home, process.env)
    // On a terminal the progress view speaks; elsewhere the log is what the operator has.
    const level = IO.isTerminal && this.config.logLevel === 'info' ? 'warn' : this.config.logLevel
    this.log = pino({ level, base: { app: 'qingshao' } }, pino.destination({ dest: 2, sync: true }))
  }

  definitions(): Definitions {
    this.#definitions ??= this.#loadDefinitions()
    return this.#definitions
  }

  forgetDefinitions(): void {
    this.#definitions = undefined
    this.#lexicon = undefined
  }

  #loadDefinitions(): Definitions {
    const { terms, lexicon } = this.#compiledLexicon()
    const rules = loadRules(this.#overlaid('rules'))
    return { terms, rules, policy: this.policyWith(rules.map(({ rule }) => rule)), lexicon }
  }

  #compiledLexicon(): LoadedLexicon {
    this.#lexicon ??= loadCompiledLexicon(this.#lexiconSource(), {
      onNotKept: (reason) => this.log.debug({ reason }, 'compiled lexicon not kept'),
    })
    return this.#lexicon
  }

  terms() {
    return this.#compiledLexicon().terms
  }

  policyWith(rules: readonly Rule[]): Policy {
    const divisions = loadTerritory(path.join(ROOT, 'data', 'territory'))
    const codes = new Set([NATION, ...divisions.flatMap(({ code, former }) => (former ? [] : code))])
    const agencies = path.join(this.home, 'agencies')
    const policy = compilePolicy({
      rules,
      terms: this.terms(),
      law: loadLaw(path.join(ROOT, 'data', 'law')),
      routing: loadRouting(path.join(ROOT, 'data', 'agencies'), agencies),
      divisions,
      siteTerritories: new Map(
        this.sites().flatMap(({ id, territory }) => (territory ? [[id, territory]] : [])),
      ),
      unitTerritory: this.config.territory,
      units: loadAgencyUnits(agencies, (code) => codes.has(code)),
      taxa: loadTaxa(path.join(ROOT, 'data', 'taxa')),
      on: CLOCK.now().slice(0, 10),
      signalTables: loadSignalTables(path.join(ROOT, 'data', 'signals'), (code) => codes.has(code)),
      ranker: loadRanker(this.#overlaid('models')),
    })
    assertPlace(this.config.territory, policy, path.join(this.home, 'config.yml'))
    return policy
  }

  ruleFiles(over?: string) {
    const folders = presentFolders(this.#overlaid('rules'))
    return readRuleFiles(over === undefined ? folders : [...folders, over])
  }

  backtests() {
    return loadBacktests(this.#overlaid('rules'))
  }

  async saveBacktests(records: readonly BacktestRecord[], given: string | undefined): Promise<string> {
    const file = given ?? path.join(this.home, 'rules', BACKTEST_FILE)
    await saveBacktests(file, records)
    return file
  }

  termPlaces(): ReadonlyMap<string, string> {
    return findTermPlaces(this.#overlaid('keywords'))
  }

  #lexiconSource(): LexiconSource {
    return {
      folders: this.#overlaid('keywords'),
      cacheFolders: cacheFolders(this.home, process.env),
      program: programFingerprint(),
    }
  }

  watchLexicon(listener: LexiconListener): LexiconWatch {
    const source = this.#lexiconSource()
    const watcher = new LexiconWatcher(source, listener)
    this.#closers.push(() => watcher.close())
    return { folders: source.folders, close: () => watcher.close() }
  }

  /** What the program ships, then what the unit laid over it. */
  #overlaid(folder: string, shipped = path.join(ROOT, folder)): string[] {
    return [shipped, path.join(this.home, folder)]
  }

  sites() {
    return loadSites(this.#overlaid('sites', path.join(ROOT, 'data', 'sites')))
  }

  cases() {
    if (!this.#cases) {
      ensureFolder(this.home)
      const cases = new SqliteCaseRepository(path.join(this.home, 'case.db'))
      this.#closers.push(() => cases.close())
      this.#cases = cases
    }
    return this.#cases
  }

  pipeline() {
    const refer = this.#refer(`${TOOL.name} ${VERSION}`)
    return {
      ...this.definitions(),
      cases: this.cases(),
      clock: CLOCK,
      capture: this.captureInto(undefined),
      buildPackets: (lead: Lead) => buildPackets({ lead, bundlePath: bundlePathOf(lead) }, refer),
    }
  }

  captureInto(folder: string | undefined): ReturnType<Services['captureInto']> {
    const ports = {
      ...this.#stampPorts(folder ?? path.join(this.home, 'evidence')),
      tool: TOOL,
      signer: this.config.signature && loadUnitSigner(this.#signerFiles(this.config.signature)),
      machine: () => this.#machine().read(),
    }
    return (input) => captureEvidence(input, ports)
  }

  #machine(): MachineReader {
    this.#machineReader ??= new MachineReader({
      tool: TOOL,
      root: ROOT,
      config: this.config,
      clock: new TimeCheck({
        servers: this.config.timeServers ?? TIME_SERVERS,
        ...(this.#isInside && this.config.timeServers === undefined
          ? { off: '采集对象在本机或内网，未向外部时间服务器查询' }
          : {}),
      }),
    })
    return this.#machineReader
  }

  #stampPorts(folder: string): StampPorts {
    this.#authorities ??= this.config.timestamps.map(
      ({ certificates, ...setting }) =>
        new HttpTimestampAuthority({
          ...setting,
          certificatesPem: loadTrustFile(path.resolve(this.home, certificates)),
        }),
    )
    return {
      store: this.#bundleStore(folder),
      clock: CLOCK,
      actor: `${TOOL.name} ${VERSION}`,
      authorities: this.#authorities,
    }
  }

  /** In the home folder, equal files are kept once and the quota counts; a folder that was named holds what is put there. */
  #bundleStore(folder: string): BundleStore {
    const root = path.join(this.home, 'evidence')
    if (folder !== root) return new FolderBundleStore(folder)
    const store = this.#evidenceStore()
    const quota = this.#quota()
    if (!quota) return store
    return new QuotaBundleStore(store, quota, {
      measure: () => this.#holdings().size(),
      onWarn: (usedBytes, { limitBytes }) =>
        this.log.warn({ usedBytes, limitBytes }, '证据库接近上限：见 qingshao evidence status'),
    })
  }

  #evidenceStore(): FolderBundleStore {
    const root = path.join(this.home, 'evidence')
    return new FolderBundleStore(root, { blobs: new LinkedBlobs(path.join(root, BLOBS_FOLDER)) })
  }

  #holdings(): FolderHoldings {
    const root = path.join(this.home, 'evidence')
    return new FolderHoldings(root, new LinkedBlobs(path.join(root, BLOBS_FOLDER)), this.#evidenceStore())
  }

  #quota(): Quota | undefined {
    const { quotaMb, warnAtPercent } = this.config.evidence
    return quotaMb === undefined ? undefined : { limitBytes: quotaMb * 1024 * 1024, warnAtPercent }
  }

  keepPorts(actor: string): KeepPorts {
    this.#scrubLog ??= this.#openScrubLog()
    return {
      holdings: this.#holdings(),
      scrubLog: this.#scrubLog,
      cases: this.cases(),
      clock: CLOCK,
      signal: this.signal,
      quota: this.#quota(),
      actor,
    }
  }

  viewPorts(by: string): ReturnType<Services['viewPorts']> {
    const { evidence, clock, actor } = this.#refer(by)
    return { evidence, clock, actor, cases: this.cases() }
  }

  retainPorts(actor: string): ReturnType<Services['retainPorts']> {
    const file = path.join(this.home, 'case.db')
    const cases = this.cases()
    const minimiser = new SqliteCaseMinimiser(file)
    this.#closers.push(async () => minimiser.close())
    const queue = new FolderPacketQueue(path.join(this.home, 'queues'))
    return {
      holdings: this.#holdings(),
      cases,
      minimiser,
      schedule: loadRetention(path.join(ROOT, 'data', 'retention'), path.join(this.home, 'retention')),
      clock: CLOCK,
      actor,
      eraseWithdrawn: (lead) => eraseWithdrawnPackets(lead, queue),
      prunePages: (before, dryRun) => this.prunePages(before, dryRun),
    }
  }

  #openScrubLog(): SqliteScrubLog {
    ensureFolder(this.home)
    const log = new SqliteScrubLog(path.join(this.home, 'evidence.db'))
    this.#closers.push(() => log.close())
    return log
  }

  #signerFiles({ key, certificate }: NonNullable<Services['config']['signature']>): SignerFiles {
    const at = (file: string) => path.resolve(this.home, file)
    return { key: at(key), certificate: certificate === undefined ? undefined : at(certificate) }
  }

  decidePorts(by: string) {
    const refer = this.#refer(by)
    return {
      cases: this.cases(),
      clock: CLOCK,
      rebuildPackets: (lead: Lead) =>
        (isConfirmed(lead) ? rebuildPackets : buildPackets)({ lead, bundlePath: bundlePathOf(lead) }, refer),
      withdrawPackets: async (lead: Lead) => {
        await withdrawPackets({ lead, bundlePath: bundlePathOf(lead) }, refer)
      },
    }
  }

  readReferral(file: string) {
    return readReferral(file)
  }

  referrals() {
    return referralPorts({
      home: this.home,
      dataFolder: path.join(ROOT, 'data'),
      config: this.config,
      cases: this.cases(),
      clock: CLOCK,
      signal: this.signal,
      actor: `${TOOL.name} ${VERSION}`,
      printer: { print: (html) => this.#print(html) },
    })
  }

  #refer(actor: string): ReferPorts {
    const store = new FolderBundleStore(path.join(this.home, 'evidence'))
    return {
      evidence: new FolderEvidenceVault(store),
      queue: new FolderPacketQueue(path.join(this.home, 'queues')),
      clock: CLOCK,
      actor,
    }
  }

  reportPorts(): ReturnType<Services['reportPorts']> {
    return {
      cases: this.cases(),
      clock: CLOCK,
      folder: path.join(this.home, 'reports'),
      siteNames: new Map(this.sites().map(({ id, name }) => [id, name])),
      readThumbnail: async ({ evidence }) =>
        evidence?.thumbnail ? readInput(path.join(evidence.path, evidence.thumbnail)) : undefined,
      writeFile: (file, content) => replaceFile(file, Buffer.from(content)),
    }
  }

  async openRun(runId: string) {
    ensureFolder(this.home)
    let syncArchive = async () => {}
    const file = path.join(this.home, 'frontier.db')
    const frontier = new SqliteFrontier(file, { runId, syncArchive: () => syncArchive() })
    this.#closers.push(() => frontier.close())
    const archive = await RunArchive.open({
      folder: path.join(this.home, 'pages'),
      runId,
      software: `${TOOL.name}/${VERSION}`,
      createdAt: CLOCK.now(),
      ends: frontier.archiveEnds(),
    })
    syncArchive = () => archive.sync()
    this.#closers.push(() => archive.close())
    return { frontier, archive }
  }

  pageMemory() {
    ensureFolder(this.home)
    const memory = new SqlitePageMemory(path.join(this.home, 'memory.db'))
    this.#closers.push(() => memory.close())
    return memory
  }

  paceMemory() {
    ensureFolder(this.home)
    const memory = new SqlitePaceMemory(path.join(this.home, 'memory.db'))
    this.#closers.push(() => memory.close())
    return memory
  }

  queryHistory() {
    ensureFolder(this.home)
    const history = new SqliteQueryHistory(path.join(this.home, 'memory.db'))
    this.#closers.push(() => history.close())
    return history
  }

  #robotsCache() {
    ensureFolder(this.home)
    const cache = new SqliteRobotsCache(path.join(this.home, 'memory.db'))
    this.#closers.push(() => cache.close())
    return cache
  }

  archiveReader() {
    const frontierFile = path.join(this.home, 'frontier.db')
    const reader = new RunArchiveReader({ frontierFile, folder: path.join(this.home, 'pages') })
    this.#closers.push(async () => reader.close())
    return reader
  }

  prunePages(before: string, dryRun: boolean) {
    return pruneArchives(path.join(this.home, 'pages'), before, dryRun)
  }

  intakeSources() {
    return new IntakeSources(path.join(this.home, 'sources'))
  }

  intakePorts() {
    return { readBytes: readInput, readWorkbook, now: CLOCK.now }
  }

  dropFolder(folder: string) {
    return new FileDropFolder(folder, DROP_SETTLE_MS, () => Date.now())
  }

  pushPorts(inbox: string) {
    const sources = this.intakeSources()
    return new PushFiles(inbox, path.join(this.home, 'serve', 'receipts'), (id) => sources.find(id))
  }

  outbox() {
    if (!this.#outbox) {
      ensureFolder(this.home)
      const outbox = new SqliteOutbox(path.join(this.home, 'outbox.db'))
      this.#closers.push(() => outbox.close())
      this.#outbox = outbox
    }
    return this.#outbox
  }

  sessions() {
    this.#sessions ??= new SessionVault({
      folder: path.join(this.home, 'sessions'),
      passphrase: process.env.QINGSHAO_SESSION_PASSPHRASE || undefined,
      clock: CLOCK,
    })
    return this.#sessions
  }

  logInByHand({ url, allowPrivate, debuggingPort, done }: Parameters<Services['logInByHand']>[0]) {
    const isHeaded = debuggingPort === undefined
    const { DISPLAY, WAYLAND_DISPLAY } = process.env
    if (isHeaded && process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)
      throw new InputError(
        '这台机器没有图形界面，不能打开浏览器窗口：在有桌面的机器上（或经 ssh -X）对同一主目录执行本命令',
      )
    const executablePath = findChromium(process.env, { headed: isHeaded })
    return logInByHand({ executablePath, url, allowPrivate, allowedOrigins: [], debuggingPort }, done)
  }

  noticeChannels(): NoticeChannel[] {
    const { webhooks, mail } = this.config.notify
    const secret = process.env.QINGSHAO_WEBHOOK_SECRET ?? ''
    if (webhooks.length > 0 && secret.length < 16)
      throw new DefinitionError('设置了 notify.webhooks，但环境变量 QINGSHAO_WEBHOOK_SECRET 不足 16 个字符')
    return [
      ...webhooks.map(({ id, url }) => new WebhookChannel({ id, url, secret, clock: CLOCK })),
      ...(mail ? [new MailChannel({ ...mail, password: process.env.QINGSHAO_SMTP_PASSWORD })] : []),
    ]
  }

  scheduleStore() {
    return new ScheduleFile(path.join(this.home, 'serve', 'schedule.json'))
  }

  lockServe() {
    ensureFolder(path.join(this.home, 'serve'))
    return lockFolder(path.join(this.home, 'serve'))
  }

  async listen(handlers: IntakeHandlers) {
    const server = new IntakeServer(handlers)
    const { host, port } = this.config.listen
    return { port: await server.listen(host, port), close: () => server.close() }
  }

  lanes(reach: Reach): Lanes {
    this.#isInside = reach.allowPrivate || reach.allowedOrigins.length > 0
    const userAgent = `QingshaoMonitor/${VERSION} (+${this.config.contact})`
    // Reading one page for a person makes no home folder.
    const cache = existsSync(this.home) ? this.#robotsCache() : undefined
    return new ComposedLanes(reach, userAgent, { sessions: this.sessions(), cache })
  }

  verify(target: string, roots?: string) {
    if (roots === undefined) return verifyPath(target)
    return verifyPath(target, { trust: readTrust(loadTrustFile(roots), 'given') })
  }

  async verifyPage() {
    // The bundler is loaded by the one command that needs it.
    const { buildVerifyPage } = await import('../adapters/verify-page/build-verify-page.ts')
    return buildVerifyPage()
  }

  evidenceVault() {
    return this.#refer('').evidence
  }

  stampPorts(): ReturnType<Services['stampPorts']> {
    const root = path.join(this.home, 'evidence')
    return { ...this.#stampPorts(root), cases: this.cases(), bundles: () => listBundles(root) }
  }

  exportPorts(folder: string, by: string): ReturnType<Services['exportPorts']> {
    const out = new FolderBundleStore(path.resolve(folder))
    return {
      ...this.#refer(by),
      printer: { print: (html) => this.#print(html) },
      writeFolder: async (name, files) => {
        ensureFolder(path.resolve(folder))
        return out.put({ evidenceId: name, files })
      },
    }
  }

  /** With a browser that reaches nothing. */
  async #print(html: string): Promise<Uint8Array> {
    if (this.#printer === undefined) {
      const executablePath = findChromium(process.env)
      const browser = new ChromiumBrowser({ executablePath, userAgent: TOOL.name })
      this.#closers.push(() => browser.close())
      this.#printer = new BrowserDocumentPrinter(browser)
    }
    return this.#printer.print(html)
  }

  backUp(wanted: Parameters<Services['backUp']>[0]) {
    return backUpHome({ ...wanted, home: this.home, clock: CLOCK, version: VERSION })
  }

  restore({ check, ...wanted }: Parameters<Services['restore']>[0]) {
    return check ? checkBackup(wanted) : restoreHome({ ...wanted, home: this.home })
  }

  practiceMarket(day: 1 | 2, ports: 'default' | 'free' | number) {
    return startPracticeMarket({
      day,
      dataFolder: path.join(ROOT, 'data', 'practice-market'),
      clock: CLOCK,
      ...(ports === 'default' ? {} : { ports: ports === 'free' ? 0 : portsFrom(ports) }),
    })
  }

  async lockHome() {
    ensureFolder(this.home)
    const unlock = lockFolder(this.home)
    // Only the holder may clear what a killed run left half-written.
    await new FolderBundleStore(path.join(this.home, 'evidence')).sweep()
    await new FolderPacketQueue(path.join(this.home, 'queues')).sweep()
    return unlock
  }

  withHome(home: string): Services {
    const other = new ComposedServices(home, this.signal)
    this.#closers.push(() => other.close())
    return other
  }

  diagnose() {
    return diagnose({
      home: this.home,
      loadDefinitions: () => this.definitions(),
      ports: Object.values(PRACTICE_PORTS),
    })
  }

  readText(file: string): string {
    return readInput(file).toString('utf8')
  }

  readBytes(file: string): Uint8Array {
    return readInput(file)
  }

  writeBytes(file: string, content: Uint8Array) {
    return replaceFile(file, content)
  }

  writeWorkbook(file: string, sheets: readonly Sheet[]) {
    return writeWorkbook(file, sheets)
  }

  writeFile(file: string, content: string) {
    return replaceFile(path.resolve(file), Buffer.from(content))
  }

  clusters() {
    ensureFolder(this.home)
    const clusters = new SqliteClusterRepository(path.join(this.home, 'case.db'))
    this.#closers.push(() => clusters.close())
    return clusters
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close()
    // Whoever made these services for one night may hold them for longer, and the keywords are their bulk.
    this.forgetDefinitions()
  }
}

/** The browser is looked for when it is first needed: reading a page over HTTP works without one. */
class ComposedLanes implements Lanes {
  readonly http: UndiciPageFetcher
  readonly robots: RobotsTxt
  readonly #reach: Reach
  readonly #userAgent: string
  readonly #sessions: SiteSessions
  #chromium: ChromiumBrowser | undefined

  constructor(
    reach: Reach,
    userAgent: string,
    { sessions, cache }: { sessions: SiteSessions; cache: RobotsCache | undefined },
  ) {
    this.#reach = reach
    this.#sessions = sessions
    this.#userAgent = userAgent
    this.http = new UndiciPageFetcher({ clock: CLOCK, userAgent, sessions, ...reach })
    this.robots = new RobotsTxt({
      fetcher: this.http,
      clock: CLOCK,
      userAgent: 'QingshaoMonitor',
      ...(cache && { cache }),
    })
  }

  get browser() {
    return new BrowserPageFetcher({
      browser: this.#browser(),
      clock: CLOCK,
      sessions: this.#sessions,
      ...this.#reach,
    })
  }

  get renderer() {
    return new BrowserPageRenderer({
      browser: this.#browser(),
      clock: CLOCK,
      sessions: this.#sessions,
      ...this.#reach,
    })
  }

  #browser(): ChromiumBrowser {
    this.#chromium ??= new ChromiumBrowser({
      executablePath: findChromium(process.env),
      userAgent: this.#userAgent,
      ...this.#reach,
    })
    return this.#chromium
  }

  async close(): Promise<void> {
    await Promise.all([this.http.close(), this.#chromium?.close()])
  }
}

/** A unit whose own division is misspelt would send what says nowhere else to nobody. */
function assertPlace(territory: string, { places }: Policy, file: string): void {
  if (territory === '' || readTerritory(territory, places.gazetteer).outcome === 'place') return
  throw new DefinitionError(`${file}: territory: ${territory} 不是唯一的一处行政区划`)
}

function bundlePathOf(lead: Lead): string {
  if (!lead.evidence) throw new EvidenceError(`线索 ${lead.id} 还没有固定的证据`)
  return lead.evidence.path
}

function portsFrom(first: number): Record<keyof typeof PRACTICE_PORTS, number> {
  return { shop: first, secondhand: first + 1, forum: first + 2, microblog: first + 3 }
}
