import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRobots } from '../../src/crawl/robots-file.ts'
import '../support/property-seed.ts'

const file = (...lines: readonly string[]) => parseRobots(Buffer.from(lines.join('\n')))

describe('parseRobots', () => {
  it('names the rule that decided and its line, comments, blank lines and every kind of line end counted', () => {
    const robots = parseRobots(
      Buffer.from('\uFEFFUser-agent: a\r\n# note\r\rDisallow: /x # why\nAllow: /x/y'),
    )
    expect(robots.judge('/x/1', 'a')).toEqual({ allowed: false, line: 4, rule: 'Disallow: /x' })
    expect(robots.judge('/x/y', 'a')).toEqual({ allowed: true, line: 5, rule: 'Allow: /x/y' })
    expect(robots.judge('/z', 'a')).toEqual({ allowed: true })
  })

  it('takes groups of one agent together, and its own before those for everybody', () => {
    const robots = file(
      'user-agent: a',
      'disallow: /1',
      'user-agent: *',
      'disallow: /',
      'user-agent: b',
      'User-Agent: A',
      'disallow: /2',
    )
    expect(['/1', '/2', '/3'].map((path) => robots.judge(path, 'A').allowed)).toEqual([false, false, true])
    expect(robots.judge('/3', 'other').allowed).toBe(false)
  })

  it('compares the product token and nothing else', () => {
    const robots = file('user-agent: Qingshao-Monitor/2.0 (+https://a.example)', 'disallow: /')
    expect(robots.judge('/', 'qingshao-monitor').allowed).toBe(false)
    expect(robots.judge('/', 'qingshao').allowed).toBe(true)
  })

  it.each(['dissallow', 'dissalow', 'disalow', 'diasllow', 'disallaw', 'DISALLOW'])(
    'takes %s for what was meant',
    (field) => {
      expect(file('useragent: *', `${field}: /x`).judge('/x', 'a').allowed).toBe(false)
    },
  )

  it('compares bytes: a GBK path is closed by a GBK rule', () => {
    const robots = parseRobots(Buffer.from([...Buffer.from('user-agent: *\ndisallow: /'), 0xcf, 0xf3]))
    expect(robots.judge('/%CF%F3', 'a').allowed).toBe(false)
    expect(robots.judge('/%E8%B1%A1', 'a').allowed).toBe(true)
  })

  it('reads Crawl-delay of the groups that speak to the agent, the longest of several, and sitemaps of any place', () => {
    const robots = file(
      'Sitemap: /a.xml',
      'user-agent: a',
      'crawl-delay: 2.5',
      'disallow:',
      'site-map: https://x.example/b.xml',
      'user-agent: a',
      'Crawl-delay: 4',
      'crawl-delay: soon',
    )
    expect(robots.crawlDelaySeconds('a')).toBe(4)
    expect(robots.crawlDelaySeconds('b')).toBeUndefined()
    expect(robots.sitemaps).toEqual(['/a.xml', 'https://x.example/b.xml'])
  })

  it('reads 500 KiB and no more', () => {
    const robots = file('user-agent: *', `#${'x'.repeat(512_000)}`, 'disallow: /')
    expect(robots.judge('/', 'a').allowed).toBe(true)
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 20 }), (bytes, path) => {
        const head = Buffer.from('user-agent: *\ndisallow: ')
        expect(typeof parseRobots(Buffer.concat([head, bytes])).judge(`/${path}`, 'a').allowed).toBe(
          'boolean',
        )
      }),
    )
  })

  it('matches * and $ as a regular expression would', () => {
    const piece = fc.constantFrom('a', 'b', '*', '/', '$', 'ab')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '/', '$'), { maxLength: 12 }),
        (pattern, path) => {
          const rule = `/${pattern.join('')}`
          const whole = `/${path.join('')}`
          const escaped = rule
            .replace(/\$$/, '\u0000')
            .replaceAll('$', '\\$')
            .replaceAll('*', '.*')
            .replace('\u0000', '$')
          expect(file('user-agent: *', `disallow: ${rule}`).judge(whole, 'a').allowed).toBe(
            !new RegExp(`^${escaped}`).test(whole),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('gives the same answer in whatever order the rules of a group stand', () => {
    const rules = fc.uniqueArray(
      fc.tuple(fc.constantFrom('allow', 'disallow'), fc.stringMatching(/^\/[ab*]{0,4}\$?$/)),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(rules, fc.stringMatching(/^\/[ab]{0,5}$/), (some, path) => {
        const lines = some.map(([field, value]) => `${field}: ${value}`)
        const forwards = file('user-agent: *', ...lines).judge(path, 'x').allowed
        expect(file('user-agent: *', ...lines.toReversed()).judge(path, 'x').allowed).toBe(forwards)
      }),
    )
  })
})
