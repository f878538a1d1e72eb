import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSites } from '../../src/adapters/files/load-sites.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import type { SiteCheck } from '../../src/jobs/check-site.ts'
import { aPage } from '../extract/a-page.ts'
import { ROOT, runCli } from '../support/run-cli.ts'
import { withMarket } from '../support/with-market.ts'

const home = () => mkdtempSync(path.join(tmpdir(), 'qingshao-sites-'))
const PORT = 18_861

/** A home whose overlay has the practice site at the port that this test serves. */
function homeWith(id: string, origin: string, change: (text: string) => string = (text) => text): string {
  const folder = home()
  mkdirSync(path.join(folder, 'sites'))
  const shipped = readFileSync(path.join(ROOT, 'data/sites', `${id}.yml`), 'utf8')
  writeFileSync(
    path.join(folder, 'sites', `${id}.yml`),
    change(shipped.replace(/^origin: .*$/m, `origin: ${origin}`)),
  )
  return folder
}

describe('sites list', () => {
  it('says of every site whether it is scanned', async () => {
    const { code, stdout } = await runCli(['sites', 'list', '--json', '--home', home()])
    const sites = JSON.parse(stdout) as { id: string; status: string }[]
    expect(code).toBe(EXIT.ok)
    expect(sites).toContainEqual(expect.objectContaining({ id: 'practice-shop', status: 'practice' }))
    expect(sites).toContainEqual(expect.objectContaining({ id: 'goofish', status: 'untested-live' }))
  })

  it('leaves sites that nobody has looked at out of a scan', async () => {
    const { code, stderr } = await runCli(['scan', '--dry-run', '--home', home()])
    expect(code).toBe(EXIT.input)
    expect(stderr).toContain('没有已启用的站点')
  })
})

describe('sites test', () => {
  it('asks the practice market for a list, a search and an item, and says what each gives', async () => {
    await withMarket(PORT, async (origins) => {
      const shop = homeWith('practice-shop', origins.get('practice-shop') as string)
      const { code, stdout } = await runCli([
        'sites',
        'test',
        'practice-shop',
        '--json',
        '--allow-private',
        '--home',
        shop,
      ])
      const check = JSON.parse(stdout) as SiteCheck
      expect(check.pages.map(({ kind, outcome, pageClass }) => [kind, outcome, pageClass])).toEqual([
        ['list', 'read', 'ok'],
        ['search', 'read', 'ok'],
        ['listing', 'read', 'ok'],
      ])
      const [list, , listing] = check.pages
      expect(list?.fields).toMatchObject({ title: list?.listings, url: list?.listings })
      expect(listing).toMatchObject({ listings: 1, fields: { title: 1, body: 1, seller: 1 } })
      expect(listing?.missing).toContain('publishedAt')
      expect([check.ok, code]).toEqual([true, EXIT.ok])

      const nothing = ['--keyword', '没有这种东西', '--allow-private', '--home', shop]
      const failed = await runCli(['sites', 'test', 'practice-shop', ...nothing])
      expect(failed.code).toBe(EXIT.definition)
      expect(failed.stdout).toMatch(/搜索页.*\n.* 0 条/)
      expect(failed.stdout).toContain('有页面没有提取到信息')

      // robots.txt closes /member/: asking for it is refused and said so.
      const closed = homeWith('practice-shop', origins.get('practice-shop') as string, (text) =>
        text.replace('seeds: [/]', 'seeds: [/member/]'),
      )
      const refused = await runCli([
        'sites',
        'test',
        'practice-shop',
        '--json',
        '--allow-private',
        '--home',
        closed,
      ])
      expect((JSON.parse(refused.stdout) as SiteCheck).pages[0]).toMatchObject({
        kind: 'list',
        outcome: 'refused',
      })
    })
  }, 90_000)

  it('needs leave for private addresses', async () => {
    const folder = homeWith('practice-shop', 'http://127.0.0.1:9')
    const { stdout } = await runCli(['sites', 'test', 'practice-shop', '--json', '--home', folder])
    const check = JSON.parse(stdout) as SiteCheck
    expect(check.ok).toBe(false)
    expect(check.pages.every(({ outcome }) => outcome !== 'read')).toBe(true)
  })
})

const FIXTURES = path.join(ROOT, 'test/fixtures/platform-pages')

describe('sites new', () => {
  it.each([
    ['58-list.html', 'https://bj.58.com/yuju/', 3],
    ['taobao-pc-search.html', 'https://s.taobao.com/search?q=x', 2],
    ['baixing-item.html', 'https://shanghai.baixing.com/huaniao/a1700000102.html', 1],
    [
      'kongfz-search.json',
      'https://search.kongfz.com/pc-gw/search-web/client/pc/product/keyword/list?keyword=x',
      2,
    ],
    ['goofish-search.html', 'https://www.goofish.com/search?q=x', 2],
    [
      'facebook-marketplace-state.html',
      'https://www.facebook.com/marketplace/hongkong/search?query=chair',
      2,
    ],
  ])('drafts a file from %s that reads the page it came from', async (file, url, listings) => {
    const folder = home()
    const draft = path.join(folder, 'draft.yml')
    const source = path.join(FIXTURES, file)
    const { code } = await runCli(['sites', 'new', source, '--url', url, '--out', draft, '--home', folder])
    expect(code).toBe(EXIT.ok)
    const text = readFileSync(draft, 'utf8')
    const id = /^id: (.*)$/m.exec(text)?.[1] as string
    writeFileSync(path.join(folder, `${id}.yml`), text)
    const [site] = loadSites([folder].map((one) => moveDraft(one, id)))
    expect(site).toMatchObject({ id, status: 'untested-live' })
    const found = extractPage(aPage(readFileSync(source), { url }), site)
    expect(found.listings).toHaveLength(listings)
    expect(found.listings.every(({ price }) => price !== undefined)).toBe(true)
    expect(text).toMatch(/# .*核对/)
  })

  it('asks for the address of a saved page', async () => {
    const { code, stderr } = await runCli([
      'sites',
      'new',
      path.join(FIXTURES, '58-list.html'),
      '--home',
      home(),
    ])
    expect(code).toBe(EXIT.input)
    expect(stderr).toContain('--url')
  })
})

/** A folder that holds the draft under its own name and nothing else. */
function moveDraft(folder: string, id: string): string {
  const own = path.join(folder, 'own')
  mkdirSync(own)
  writeFileSync(path.join(own, `${id}.yml`), readFileSync(path.join(folder, `${id}.yml`)))
  return own
}
