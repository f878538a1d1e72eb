import type { FetchedPage } from '../domain/page.ts'
import type { Site } from '../domain/site.ts'
import type { FetchRequest, PageFetcher } from './page-fetcher.ts'

export type Lanes = Readonly<Record<FetchedPage['lane'], PageFetcher>>

/**
 * The lane of one site in one run. With `lane: auto` it is HTTP until the site answers with an empty shell, and the browser
 * from then on: one page says how the others are made, and a browser costs a hundred times as much.
 */
export class SiteLane implements PageFetcher {
  readonly #lanes: Lanes
  readonly #mayChange: boolean
  #current: FetchedPage['lane']

  constructor({ lane }: Pick<Site, 'lane'>, lanes: Lanes) {
    this.#lanes = lanes
    this.#mayChange = lane === 'auto'
    this.#current = lane === 'auto' ? 'http' : lane
  }

  get current(): FetchedPage['lane'] {
    return this.#current
  }

  /** True when the site was found to need the browser. */
  get changed(): boolean {
    return this.#mayChange && this.#current === 'browser'
  }

  async fetch(request: FetchRequest): Promise<FetchedPage> {
    return await this.#lanes[this.#current].fetch(request)
  }

  /** An earlier process of the run found shells already. */
  resume(foundShell: boolean): void {
    if (this.#mayChange && foundShell) this.#current = 'browser'
  }

  /** The page came as a shell. True when another lane is left to ask for it. */
  leaveShell({ lane }: FetchedPage): boolean {
    if (!this.#mayChange || lane === 'browser') return false
    this.#current = 'browser'
    return true
  }
}
