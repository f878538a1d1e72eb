import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { killDispatch } from '../test/support/kill-dispatch.ts'

/** The long form of test/jobs/kill-dispatch.test.ts: `npm run kill-dispatch -- --letters 60 --kills 50`. */
const { values } = parseArgs({
  options: { letters: { type: 'string', default: '60' }, kills: { type: 'string', default: '50' } },
})
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-dispatch-'))
const { letters, kills } = values
const result = await killDispatch({
  folder,
  letters: Number(letters),
  kills: Number(kills),
  random: Math.random,
})
rmSync(folder, { recursive: true })
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
process.exitCode = result.problems.length === 0 ? 0 : 1
