import type { Finished } from './frontier.ts'
import type { Judgement } from './judge-page.ts'

/** Why a site is left before its URLs are used up, and what becomes of those nobody asked for. */
export interface GiveUp {
  readonly result: Finished
  /** In Chinese, for the progress line and the report. */
  readonly why: string
}

/** A host that refuses this many pages in a row does not want to be read tonight. */
const MAX_REFUSED = 5
/** A host that is silent this often in a row is down; waiting out every URL would take the night. */
const MAX_SILENT = 12

/** Counts what a host answers and says when to leave it alone. */
export class HostPatience {
  #refused = 0
  #silent = 0

  observe({ host, result }: Judgement): GiveUp | undefined {
    if (host === 'serves') this.#refused = 0
    if (host !== 'silent') this.#silent = 0
    if (host === 'refuses') this.#refused += 1
    if (host === 'silent') this.#silent += 1

    if (this.#refused >= MAX_REFUSED) {
      const reason = `stopped-after-${result.reason ?? 'refusals'}`
      return { result: { outcome: 'blocked', reason }, why: `站点连续 ${MAX_REFUSED} 页拒绝访问，已停止抓取` }
    }
    if (this.#silent >= MAX_SILENT) {
      return { result: { outcome: 'failed', reason: 'host-silent' }, why: '站点持续无应答，已停止抓取' }
    }
    return undefined
  }
}
