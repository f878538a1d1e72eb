import type { Site } from '../domain/site.ts'
import type { CrawlOptions, CrawlPorts } from './crawl-ports.ts'
import { type CrawlManners, SiteCrawl } from './site-crawl.ts'

export type { CrawlOptions, CrawlPorts, CrawlProgress, PageVerdict } from './crawl-ports.ts'
export type { CrawlManners } from './site-crawl.ts'

/**
 * Crawls one site until nothing is left, the page budget is used up, the host refuses or the caller stops it.
 *
 * Call it again with a frontier of the same run and it goes on where it was. Every URL found ends in
 * exactly one outcome, so the counts of the frontier add up.
 */
export async function crawlSite(site: Site, ports: CrawlPorts, options: CrawlOptions): Promise<CrawlManners> {
  return await new SiteCrawl(site, ports, options).run()
}
