import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import { PortTakenError } from '../../domain/errors.ts'
import { forumSite } from './forum-site.ts'
import { loadPracticeListings } from './load-practice-listings.ts'
import { microblogSite } from './microblog-site.ts'
import { PracticeCatalogue } from './practice-catalogue.ts'
import { type PracticeDay, PracticeSiteName } from './practice-listing.ts'
import type { PracticeSite } from './practice-site.ts'
import { secondhandSite } from './secondhand-site.ts'
import { loadPictures, type PictureShelf, withPictures } from './serve-pictures.ts'
import { createSiteServer, type ServedRequest, type SiteServer } from './serve-practice-site.ts'
import { shopSite } from './shop-site.ts'

export const PRACTICE_PORTS: Readonly<Record<PracticeSiteName, number>> = {
  shop: 18701,
  secondhand: 18702,
  forum: 18703,
  microblog: 18704,
}

export interface PracticeMarketOptions {
  readonly day: PracticeDay
  /** Single ports by site; 0 for any free port, of one site or of all. */
  readonly ports?: Partial<Record<PracticeSiteName, number>> | 0
  /** data/practice-market: listings/ and pictures/. */
  readonly dataFolder: string
  readonly clock?: Clock
}

export interface PracticeMarket {
  readonly sites: readonly PracticeMarketSite[]
  close(): Promise<void>
}

export interface PracticeMarketSite {
  /** The id of the site's file in data/sites. */
  readonly id: string
  readonly origin: string
  readonly name: string
  /** Listings it shows today. */
  readonly listings: number
  /** Every request so far, in order of arrival. */
  readonly requests: readonly ServedRequest[]
}

const MAKERS = {
  shop: shopSite,
  secondhand: secondhandSite,
  forum: forumSite,
  microblog: microblogSite,
} as const

const SYSTEM_CLOCK: Clock = { now: () => new Date().toISOString() }

/**
 * Opens the four fictional sites on 127.0.0.1.
 *
 * @throws {PortTakenError} when another program has one of the ports; none is left open.
 * @throws {DefinitionError} when a listing file is wrong.
 */
export async function startPracticeMarket(options: PracticeMarketOptions): Promise<PracticeMarket> {
  const { offers, sellers } = loadPracticeListings(options.dataFolder)
  const pictures = loadPictures(join(options.dataFolder, 'pictures'))
  const opened: SiteServer[] = []
  const close = async (): Promise<void> => {
    await Promise.all(opened.map(shut))
  }

  try {
    const sites: PracticeMarketSite[] = []
    for (const name of PracticeSiteName.options) {
      const catalogue = new PracticeCatalogue({ site: name, day: options.day, offers, sellers })
      sites.push(await openSite(catalogue, pictures, options, opened))
    }
    return { sites, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openSite(
  catalogue: PracticeCatalogue,
  pictures: PictureShelf,
  { ports = {}, clock = SYSTEM_CLOCK }: PracticeMarketOptions,
  opened: SiteServer[],
): Promise<PracticeMarketSite> {
  const site: PracticeSite = withPictures(MAKERS[catalogue.site](catalogue), catalogue, pictures)
  const port = ports === 0 ? 0 : (ports[catalogue.site] ?? PRACTICE_PORTS[catalogue.site])
  const running = createSiteServer(site, clock)
  opened.push(running)
  const actual = await listen(running.server, port, site.name)
  return {
    id: `practice-${catalogue.site}`,
    origin: `http://127.0.0.1:${actual}`,
    name: site.name,
    listings: catalogue.offers.length,
    requests: running.requests,
  }
}

function listen(server: Server, port: number, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') return reject(cause)
      const why = cause.code === 'EACCES' ? '不允许使用' : '已被其他程序占用'
      reject(
        new PortTakenError(
          `端口 ${port} ${why}，演练站点“${name}”无法启动：请关闭占用它的程序，或换一个端口`,
          { cause },
        ),
      )
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      resolve((server.address() as AddressInfo).port),
    )
  })
}

function shut({ server, abandon }: SiteServer): Promise<void> {
  abandon()
  return new Promise((resolve) => {
    // The callback also comes, with an error, for a server that never listened.
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
