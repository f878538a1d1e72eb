import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { numberSequence } from '../support/fault-points.ts'
import { killCapture } from '../support/kill-capture.ts'

describe('a capture that is killed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-kill-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // The long form, 50 kills on 40 listings: `npm run kill-test:capture`.
  it('leaves no bundle that does not verify and no referred lead without its evidence, whenever it is killed', async () => {
    const result = await killCapture({ folder, listings: 5, kills: 8, random: numberSequence(20_264) })
    expect(result.problems).toEqual([])
    expect(Object.values(result.kills).reduce((a, b) => a + b, 0)).toBeGreaterThan(4)
    // Some thirty starts of the whole program with a browser.
  }, 400_000)
})
