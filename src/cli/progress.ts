import { createLogUpdate } from 'log-update'
import type { Logger } from 'pino'
import type { ScanProgress } from '../jobs/scan-ports.ts'

const PHASE_LABEL: Record<ScanProgress['phase'], string> = {
  crawl: '抓取',
  evidence: '研判取证',
  done: '完成',
}
/** JSON logs are read by machines and kept: one line a site every few seconds is enough. */
const LOG_EVERY_MS = 3000

export interface ProgressView {
  show(progress: ScanProgress): void
  end(): void
}

/** A live table on a terminal; JSON lines elsewhere. */
export function progressView(isTerminal: boolean, log: Logger, now: () => number = Date.now): ProgressView {
  return isTerminal ? new TerminalView(now) : new LogView(log, now)
}

class TerminalView implements ProgressView {
  readonly #sites = new Map<string, ScanProgress>()
  readonly #render = createLogUpdate(process.stderr)
  readonly #startedAt: number
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
    this.#startedAt = now()
  }

  show(progress: ScanProgress): void {
    this.#sites.set(progress.siteId, progress)
    const all = [...this.#sites.values()]
    const lines = all.map((site) => siteLine(site))
    this.#render(
      [...lines, `用时 ${duration(this.#now() - this.#startedAt)}，${this.#timeLeft(all)}`].join('\n'),
    )
  }

  end(): void {
    this.#render.done()
  }

  #timeLeft(all: readonly ScanProgress[]): string {
    const total = all.reduce((sum, site) => sum + Math.max(workOf(site), 1), 0)
    const done = all.reduce((sum, site) => sum + doneOf(site), 0)
    if (done === 0 || done >= total) return '正在收尾'
    return `约剩 ${duration(((this.#now() - this.#startedAt) / done) * (total - done))}`
  }
}

class LogView implements ProgressView {
  readonly #log: Logger
  readonly #now: () => number
  readonly #last = new Map<string, { at: number; phase: string }>()

  constructor(log: Logger, now: () => number) {
    this.#log = log
    this.#now = now
  }

  show({ siteId, phase, counts, settled, toSettle }: ScanProgress): void {
    const last = this.#last.get(siteId)
    const at = this.#now()
    if (last && last.phase === phase && at - last.at < LOG_EVERY_MS) return
    this.#last.set(siteId, { at, phase })
    const { found, fetched, blocked, failed, pending, listings, flagged } = counts
    this.#log.info(
      { siteId, phase, found, fetched, blocked, failed, pending, listings, flagged, settled, toSettle },
      'scan progress',
    )
  }

  end(): void {}
}

function siteLine({ siteName, phase, counts, settled, toSettle }: ScanProgress): string {
  const pages = `网页 ${counts.found - counts.pending}/${counts.found}`
  const unseen = counts.blocked + counts.failed > 0 ? `，未看到 ${counts.blocked + counts.failed}` : ''
  const listings = phase === 'crawl' ? '' : `，信息 ${settled}/${toSettle}`
  return `${siteName}  ${PHASE_LABEL[phase]}  ${pages}${unseen}${listings}，标记 ${counts.flagged}`
}

function workOf({ counts, toSettle, phase }: ScanProgress): number {
  return counts.found + (phase === 'crawl' ? counts.found : toSettle)
}

function doneOf({ counts, settled, phase, toSettle }: ScanProgress): number {
  return counts.found - counts.pending + (phase === 'done' ? toSettle : settled)
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`
}
