import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { killCrawl } from '../test/support/kill-crawl.ts'

/** The long form of test/crawl/kill-crawl.test.ts: `npm run kill-test -- --pages 1000 --kills 50`. */
const { values } = parseArgs({
  options: { pages: { type: 'string', default: '1000' }, kills: { type: 'string', default: '50' } },
})
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-kill-'))
const result = await killCrawl({
  folder,
  pages: Number(values.pages),
  kills: Number(values.kills),
  random: Math.random,
  onKill: (step, requests) => process.stderr.write(`killed ${step}, ${requests} requests so far\n`),
})
rmSync(folder, { recursive: true })
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
process.exitCode = result.problems.length === 0 ? 0 : 1
