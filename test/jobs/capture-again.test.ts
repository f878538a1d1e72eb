import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { BrowserPageFetcher } from '../../src/adapters/browser/browser-page-fetcher.ts'
import { BrowserPageRenderer } from '../../src/adapters/browser/browser-page-renderer.ts'
import { ChromiumBrowser } from '../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../src/adapters/browser/find-chromium.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { UndiciPageFetcher } from '../../src/adapters/http/undici-page-fetcher.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import { readCustody } from '../../src/capture/custody.ts'
import { RobotsTxt } from '../../src/crawl/robots.ts'
import { captureDueAgain, dueLeads } from '../../src/jobs/capture-again.ts'
import { captureUrl } from '../../src/jobs/capture-url.ts'
import { leadIdOf } from '../../src/pipeline.ts'
import { aSite, startServer, systemClock } from '../adapters/http/loopback-server.ts'
import { shippedDefinitions } from '../support/definitions.ts'
import { anAssessment, capturePorts, tempFolder } from '../support/evidence-builders.ts'

const definitions = shippedDefinitions()
const userAgent = 'QingshaoMonitor/1'
const reach = { clock: systemClock, userAgent, allowPrivate: true }
const browser = new ChromiumBrowser({ executablePath: findChromium(process.env), ...reach })
afterAll(() => browser.close())

const PAGE = (price: string, more = '') =>
  `<!doctype html><title>手串</title><h1>出售象牙手串一条</h1><b class="price">${price}</b>
<div class="body">祖传老料，一百零八颗，顺丰包邮，只此一串。${more}</div><a class="shop" data-id="s9" href="/shop/s9">老王的店</a>`

/** A lead of a small shop, captured once; `pages` is what the shop answers from then on. */
async function aCapturedLead() {
  const pages = new Map<string, { status: number; body: string }>([
    ['/item/7', { status: 200, body: PAGE('¥2,800') }],
    ['/shop/s9', { status: 200, body: '<title>店</title><h1>老王的店，全部宝贝共两件</h1>' }],
  ])
  const server = await startServer(({ url = '' }, response) => {
    const { status, body } = pages.get(url) ?? { status: 404, body: '' }
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body)
  })
  onTestFinished(() => server.close())
  const root = await tempFolder()
  const site = aSite(server.origin, {
    listing: { title: 'h1', price: '.price', body: '.body', seller: '.shop', sellerId: '.shop@data-id' },
    sellerPage: '/shop/{sellerId}',
  })
  const fetcher = new UndiciPageFetcher(reach)
  const cases = new SqliteCaseRepository(join(root, 'case.db'))
  onTestFinished(async () => {
    await Promise.all([fetcher.close(), cases.close()])
  })
  const stores = { ...capturePorts(join(root, 'evidence')), clock: systemClock }
  const renderer = new BrowserPageRenderer({ browser, ...reach })
  const robots = new RobotsTxt({ fetcher, clock: systemClock, userAgent: 'QingshaoMonitor' })
  const { signal } = new AbortController()
  const common = { renderer, robots, clock: systemClock, signal }
  const pipeline = {
    ...definitions,
    capture: (input: Parameters<typeof captureEvidence>[0]) => captureEvidence(input, stores),
  }
  const url = `${server.origin}/item/7`
  const evidence = await captureUrl(url, { site, operator: '演练员甲' }, { ...common, fetcher, pipeline })
  const listing = JSON.parse(await readFile(join(evidence.path, 'text/listing.json'), 'utf8'))
  await cases.saveLead({
    id: leadIdOf(listing.id),
    state: 'pending',
    revision: 0,
    listing: { ...listing, siteId: site.id },
    assessment: anAssessment({ listingId: listing.id }),
    runId: 'R1',
    createdAt: systemClock.now(),
    evidence,
  })
  await cases.attachEvidence(leadIdOf(listing.id), evidence)
  const ports = {
    ...common,
    cases,
    pipeline,
    evidence: new FolderEvidenceVault(stores.store),
    lanes: { http: fetcher, browser: new BrowserPageFetcher({ browser, ...reach }) },
    frontier: { reserveSlot: async (_: string, __: number, now: string) => now },
    actor: 'qingshao/0.1.0',
  }
  const options = {
    runId: 'R2',
    operator: '演练员乙',
    sites: [site],
    levels: ['high' as const],
    afterMs: 0,
    signal,
  }
  return { pages, evidence, ports, options, leadId: leadIdOf(listing.id) }
}

const jsonOf = async (folder: string, file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'))

describe('captureDueAgain', () => {
  it('seals a second bundle that says what changed, and names it on the custody log of the first', async () => {
    const { pages, evidence, ports, options, leadId } = await aCapturedLead()
    pages.set('/item/7', { status: 200, body: PAGE('¥2,500', '可小刀。') })
    const [attempt, ...others] = await captureDueAgain(options, ports)
    expect(others).toEqual([])
    expect(attempt).toMatchObject({ leadId, firstEvidenceId: evidence.evidenceId, outcome: 'changed' })
    const second = attempt?.evidence?.path ?? expect.fail('no bundle')
    for (const path of [evidence.path, second]) expect(await verifyPath(path)).toMatchObject({ ok: true })
    expect(await jsonOf(second, 'comparison.json')).toMatchObject({
      first: { evidenceId: evidence.evidenceId, manifestSha256: evidence.manifestSha256 },
      outcome: 'changed',
      fields: [{ field: '正文' }, { field: '价格', before: '¥2,800', after: '¥2,500' }],
      text: { removed: expect.arrayContaining([expect.stringContaining('¥2,800')]) },
    })
    expect(await jsonOf(second, 'environment.json')).toMatchObject({
      occasion: { kind: 'second', runId: 'R2', operator: '演练员乙' },
    })
    expect(await readFile(join(second, 'seller/page.txt'), 'utf8')).toContain('全部宝贝共两件')
    const { entries } = readCustody(await readFile(join(evidence.path, 'custody.jsonl'), 'utf8'))
    expect(entries.at(-1)).toMatchObject({ action: 'captured-again' })
    expect(entries.at(-1)?.detail).toContain(attempt?.evidence?.manifestSha256)
    expect(await ports.cases.secondCaptures(leadId)).toEqual([attempt])
    expect(await captureDueAgain(options, ports)).toEqual([])
  })

  it('keeps the page that says the listing is gone, and no fields that it does not show', async () => {
    const { pages, ports, options } = await aCapturedLead()
    pages.set('/item/7', { status: 404, body: '<h1>商品不存在</h1><p>您查看的商品已下架或被转移</p>' })
    const [attempt] = await captureDueAgain(options, ports)
    expect(attempt).toMatchObject({ outcome: 'gone' })
    const { files } = await jsonOf(attempt?.evidence?.path ?? '', 'manifest.json')
    const paths = files.map(({ path }: { path: string }) => path)
    expect(paths).toEqual(
      expect.arrayContaining(['comparison.json', 'rendered/screenshot.png', 'rendered/page.pdf']),
    )
    expect(paths.filter((path: string) => /listing|assessment|pictures/.test(path))).toEqual([])
  })

  it('takes a wall for no answer, tries three times, then leaves it', async () => {
    const { pages, ports, options } = await aCapturedLead()
    pages.set('/item/7', { status: 429, body: '<h1>访问过于频繁</h1>' })
    for (let run = 0; run < 3; run++)
      expect(await captureDueAgain(options, ports)).toMatchObject([{ outcome: 'unknown' }])
    expect(await captureDueAgain(options, ports)).toEqual([])
    // A person may still ask for it.
    pages.set('/item/7', { status: 200, body: PAGE('¥2,800') })
    const [lead] = await ports.cases.listLeads()
    expect(await captureDueAgain({ ...options, leadIds: [lead?.id ?? ''] }, ports)).toMatchObject([
      { outcome: 'same' },
    ])
  })

  it('waits until the time is up, and looks at the levels it was given', async () => {
    const { ports, options } = await aCapturedLead()
    expect(await dueLeads(options, ports)).toHaveLength(1)
    expect(await dueLeads({ ...options, afterMs: 3_600_000 }, ports)).toEqual([])
    expect(await dueLeads({ ...options, levels: ['critical'] }, ports)).toEqual([])
  })
})
