import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { seededRandom } from '../../src/crawl/seeded-random.ts'
import { killDispatch } from '../support/kill-dispatch.ts'

// The long form: npm run kill-dispatch
it('delivers each approved letter under one key, killed at any moment, over a line that loses words', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-dispatch-'))
  const result = await killDispatch({ folder, letters: 12, kills: 8, random: seededRandom(8) })
  rmSync(folder, { recursive: true })
  expect(result.problems).toEqual([])
  // Letters came twice, or nothing was tried here.
  expect(result.copies).toBeGreaterThan(0)
}, 180_000)
