import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { numberSequence } from '../support/fault-points.ts'
import { killCrawl } from '../support/kill-crawl.ts'

describe('a crawl that is killed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-kill-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // The long form, 50 kills on 1,000 pages: `npm run kill-test`.
  it('records every page once, whenever it is killed, and its archive reads to the last byte', async () => {
    const pages = 150
    const result = await killCrawl({ folder, pages, kills: 7, random: numberSequence(20_261) })
    expect(result.problems).toEqual([])
    expect(Object.values(result.kills).reduce((a, b) => a + b, 0)).toBeGreaterThan(3)
    expect(result.requests).toBeGreaterThanOrEqual(pages)
  })
})
