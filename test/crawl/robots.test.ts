import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteRobotsCache } from '../../src/adapters/sqlite/sqlite-robots-cache.ts'
import { RobotsTxt } from '../../src/crawl/robots.ts'
import { aSite, type LoopbackServer, startServer, systemClock } from '../adapters/http/loopback-server.ts'

const fetcher = new UndiciPageFetcher({
  clock: systemClock,
  userAgent: 'QingshaoMonitor/1',
  allowPrivate: true,
})
const AUTHORITY = { by: '某县林业局', basis: '监测任务书〔2026〕1号', until: '2099-01-01' }
let server: LoopbackServer | undefined

afterAll(async () => await fetcher.close())
afterEach(async () => await server?.close())

async function robotsOf(status: number, text: string) {
  server = await startServer((_, response) => response.writeHead(status).end(text))
  return {
    origin: server.origin,
    robots: new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'QingshaoMonitor' }),
  }
}

const FILE = [
  'User-agent: *',
  'Disallow: /',
  '',
  'User-agent: QingshaoMonitor',
  'Disallow: /private',
  'Crawl-delay: 2',
]

describe('RobotsTxt', () => {
  it('obeys its own group, names the line and reads the file once', async () => {
    const { origin, robots } = await robotsOf(200, FILE.join('\n'))
    const site = aSite(origin)
    const [open, closed] = await Promise.all([
      robots.decide(`${origin}/item/1`, site),
      robots.decide(`${origin}/private/1`, site),
    ])
    expect(open).toMatchObject({ allowed: true, code: 'allowed' })
    expect(closed).toMatchObject({ allowed: false, code: 'disallowed', line: 5, rule: 'Disallow: /private' })
    expect(open.crawlDelayMs).toBe(2000)
    expect(closed.reason).toContain('第 5 行')
    expect(server?.asked).toEqual(['/robots.txt'])
  })

  it('caps the delay that a site may ask for', async () => {
    const { origin, robots } = await robotsOf(200, 'User-agent: *\nCrawl-delay: 86400')
    const decision = await robots.decide(`${origin}/`, aSite(origin))
    expect(decision).toMatchObject({ crawlDelayMs: 30_000, crawlDelayAskedMs: 86_400_000 })
  })

  it.each([404, 403, 401])('allows a site whose robots.txt answers %i', async (status) => {
    const { origin, robots } = await robotsOf(status, '')
    expect(await robots.decide(`${origin}/`, aSite(origin))).toMatchObject({ allowed: true, code: 'no-file' })
  })

  it.each([500, 503, 429])('stays away for the run when robots.txt answers %i', async (status) => {
    const { origin, robots } = await robotsOf(status, '')
    const site = aSite(origin)
    expect(await robots.decide(`${origin}/`, site)).toMatchObject({ allowed: false, code: 'unreachable' })
    const askedFor = server?.asked.length
    await robots.decide(`${origin}/other`, site)
    expect(server?.asked).toHaveLength(askedFor ?? -1)
  })

  it('stays away when the host cannot be reached', async () => {
    const { robots } = await robotsOf(200, '')
    const decision = await robots.decide('http://127.0.0.1:1/', aSite('http://127.0.0.1:1'))
    expect(decision).toMatchObject({ allowed: false, code: 'unreachable' })
    expect(decision.reason).toContain('connection')
  })

  it('deviates only under an authority in date, and says whose', async () => {
    const { origin, robots } = await robotsOf(200, 'User-agent: *\nDisallow: /')
    const decision = await robots.decide(`${origin}/`, aSite(origin, { authority: AUTHORITY }))
    expect(decision).toMatchObject({ allowed: true, code: 'authority' })
    expect(decision.reason).toContain('某县林业局')
    expect(decision.authority).toEqual(AUTHORITY)
    const expired = aSite(origin, { authority: { ...AUTHORITY, until: '2020-01-01' } })
    const refused = await robots.decide(`${origin}/`, expired)
    expect(refused.allowed).toBe(false)
    expect(refused.reason).toContain('到期')
  })

  it('treats a page that is not a robots file as no rules', async () => {
    const { origin, robots } = await robotsOf(200, '<html><body>welcome</body></html>')
    expect(await robots.decide(`${origin}/`, aSite(origin))).toMatchObject({ allowed: true, code: 'allowed' })
  })

  it('lets no other spelling of a closed path in', async () => {
    const { origin, robots } = await robotsOf(200, 'User-agent: *\nDisallow: /private\nDisallow: /%e7%8c%8e')
    const decide = async (path: string) => (await robots.decide(origin + path, aSite(origin))).allowed
    expect(await Promise.all(['/%70rivate/1', '/猎', '/%e7%8c%8e', '/open%2Fprivate'].map(decide))).toEqual([
      false,
      false,
      false,
      true,
    ])
  })

  it('names the sitemaps of the site', async () => {
    const { origin, robots } = await robotsOf(200, 'Sitemap: /a.xml\nSitemap: https://cdn.example/b.xml')
    expect(await robots.sitemaps(aSite(origin))).toEqual([`${origin}/a.xml`, 'https://cdn.example/b.xml'])
  })

  it('follows five redirects to the file, and takes a sixth for no file', async () => {
    server = await startServer(({ url = '' }, response) => {
      const hop = Number(/^\/hop(\d)/.exec(url)?.[1] ?? 0)
      if (hop === last) response.end('User-agent: *\nDisallow: /')
      else response.writeHead(301, { location: `/hop${hop + 1}` }).end()
    })
    let last = 5
    const site = aSite(server.origin)
    const fresh = () => new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'QingshaoMonitor' })
    expect(await fresh().decide(`${server.origin}/`, site)).toMatchObject({
      allowed: false,
      code: 'disallowed',
    })
    last = 6
    expect(await fresh().decide(`${server.origin}/`, site)).toMatchObject({ allowed: true, code: 'no-file' })
  })
})

describe('RobotsTxt across runs', () => {
  const NIGHT = Date.parse('2026-11-20T18:00:00Z')
  const HOUR = 3_600_000
  let cache: SqliteRobotsCache
  let now = NIGHT
  let answer: { status: number; text: string; headers?: Record<string, string> }

  beforeEach(async () => {
    now = NIGHT
    cache = new SqliteRobotsCache(':memory:')
    answer = { status: 200, text: 'User-agent: *\nDisallow: /private' }
    server = await startServer((_, response) =>
      response.writeHead(answer.status, answer.headers).end(answer.text),
    )
  })
  afterEach(async () => await cache.close())

  /** A process of its own, as far as robots.txt is concerned. */
  async function decideAt(hours: number, path = '/private') {
    now = NIGHT + hours * HOUR
    const clock = { now: () => new Date(now).toISOString() }
    const robots = new RobotsTxt({ fetcher, clock, userAgent: 'QingshaoMonitor', cache })
    const origin = server?.origin ?? ''
    return await robots.decide(origin + path, aSite(origin))
  }

  it('reads the file once a day, whatever restarts in between', async () => {
    for (const hours of [0, 1, 23.9])
      expect(await decideAt(hours)).toMatchObject({ code: 'disallowed', line: 2 })
    expect(server?.asked).toHaveLength(1)
    answer.text = 'User-agent: *\nDisallow:'
    expect((await decideAt(24.1)).allowed).toBe(true)
    expect(server?.asked).toHaveLength(2)
  })

  it.each([
    { control: 'max-age=3600', until: 1 },
    { control: 'public, max-age=604800', until: 24 },
    { control: 'max-age=1', until: 1 / 6 },
    { control: 'no-cache', until: 1 / 6 },
  ])('honours $control between ten minutes and a day', async ({ control, until }) => {
    answer.headers = { 'cache-control': control }
    await decideAt(0)
    await decideAt(until - 0.01)
    expect(server?.asked).toHaveLength(1)
    await decideAt(until + 0.01)
    expect(server?.asked).toHaveLength(2)
  })

  it('goes by the last copy for 30 days while the file cannot be read, says so, and then stays away', async () => {
    await decideAt(0)
    answer = { status: 503, text: '' }
    const closed = await decideAt(48)
    expect(closed).toMatchObject({ code: 'disallowed', line: 2, readAt: '2026-11-20T18:00:00.000Z' })
    expect(closed.reason).toContain('HTTP 503')
    expect(await decideAt(29 * 24, '/open')).toMatchObject({ allowed: true, code: 'allowed' })
    expect(await decideAt(31 * 24, '/open')).toMatchObject({ allowed: false, code: 'unreachable' })
  }, 20_000)

  it('keeps that there is no file, but does not let that stand in for one that cannot be read', async () => {
    answer = { status: 404, text: '' }
    expect(await decideAt(0)).toMatchObject({ allowed: true, code: 'no-file' })
    expect(await decideAt(12)).toMatchObject({ allowed: true, code: 'no-file' })
    expect(server?.asked).toHaveLength(1)
    answer = { status: 500, text: '' }
    expect(await decideAt(25)).toMatchObject({ allowed: false, code: 'unreachable' })
  }, 20_000)

  it('asks again in a run that goes on for longer than the file is kept', async () => {
    const clock = { now: () => new Date(now).toISOString() }
    const robots = new RobotsTxt({ fetcher, clock, userAgent: 'QingshaoMonitor', cache })
    const origin = server?.origin ?? ''
    await robots.decide(`${origin}/`, aSite(origin))
    now += 25 * HOUR
    await Promise.all(['/a', '/b', '/c'].map((path) => robots.decide(origin + path, aSite(origin))))
    expect(server?.asked).toHaveLength(2)
  })
})
