import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
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
    expect(open).toMatchObject({ allowed: true, code: 'allowed', crawlDelayMs: 2000 })
    expect(closed).toMatchObject({ allowed: false, code: 'disallowed' })
    expect(closed.reason).toContain('第 5 行')
    expect(server?.asked).toEqual(['/robots.txt'])
  })

  it('caps the delay that a site may ask for', async () => {
    const { origin, robots } = await robotsOf(200, 'User-agent: *\nCrawl-delay: 86400')
    expect((await robots.decide(`${origin}/`, aSite(origin))).crawlDelayMs).toBe(30_000)
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
    const expired = aSite(origin, { authority: { ...AUTHORITY, until: '2020-01-01' } })
    const refused = await robots.decide(`${origin}/`, expired)
    expect(refused.allowed).toBe(false)
    expect(refused.reason).toContain('到期')
  })

  it('treats a page that is not a robots file as no rules', async () => {
    const { origin, robots } = await robotsOf(200, '<html><body>welcome</body></html>')
    expect(await robots.decide(`${origin}/`, aSite(origin))).toMatchObject({ allowed: true, code: 'allowed' })
  })
})
