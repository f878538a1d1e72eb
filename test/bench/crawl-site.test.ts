import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { makeSite, titleOf } from '../../bench/crawl/make-site.ts'
import { startServer } from '../adapters/http/loopback-server.ts'

const PAGES = 300
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-crawl-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('crawls the bench’s site, smaller, and finds all that stands on it', async () => {
  const site = path.join(folder, 'site')
  const run = path.join(folder, 'run')
  mkdirSync(run)
  const truth = makeSite(site, PAGES)
  const server = await startServer(({ url = '' }, response) => {
    const file = /^\/(?:item\/\d+\.html|robots\.txt)/.exec(url)?.[0]
    if (file === undefined) return void response.writeHead(404).end()
    response.setHeader('content-type', file.endsWith('.txt') ? 'text/plain' : 'text/html')
    response.end(readFileSync(path.join(site, file)))
  })
  try {
    const client = path.join(import.meta.dirname, '../../bench/crawl/clients/ours.ts')
    await promisify(execFile)(process.execPath, [client, server.origin, '8', run])
  } finally {
    await server.close()
  }
  const { items } = JSON.parse(readFileSync(path.join(run, 'result.json'), 'utf8')) as {
    items: [number, string, number][]
  }
  const checks = {
    pages: new Set(items.map(([number]) => number)).size,
    cleanTitles: items.filter(([number, title]) => title === titleOf(number)).length,
    priceSum: items.reduce((sum, [, , price]) => sum + price, 0),
  }
  expect(checks).toEqual(truth)
  // robots.txt once, and every page once.
  expect(server.asked).toHaveLength(PAGES + 1)
})
