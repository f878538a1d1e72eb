import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { killCapture } from '../test/support/kill-capture.ts'

/** The long form of test/capture/kill-capture.test.ts: `npm run kill-test:capture -- --listings 40 --kills 50`. */
const { values } = parseArgs({
  options: { listings: { type: 'string', default: '40' }, kills: { type: 'string', default: '50' } },
})
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-kill-'))
const result = await killCapture({
  folder,
  listings: Number(values.listings),
  kills: Number(values.kills),
  random: Math.random,
  onKill: (step, bundles) => process.stderr.write(`killed ${step}, ${bundles} bundles so far\n`),
})
if (result.problems.length === 0) rmSync(folder, { recursive: true })
else process.stderr.write(`kept for a look: ${folder}\n`)
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
process.exitCode = result.problems.length === 0 ? 0 : 1
