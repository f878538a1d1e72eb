import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { tempFolder } from '../support/evidence-builders.ts'
import { runCli } from '../support/run-cli.ts'

const FEED = {
  id: '1',
  platform: 'secondhand',
  title: '出售象牙手串 祖传老料',
  body: '象牙手串一条，加微信 demo_ivory_1，顺丰包邮',
  price: '2800',
}

/** A home with one lead and its evidence. */
async function aHomeWithEvidence(config = '') {
  const home = path.join(await tempFolder(), 'home')
  mkdirSync(home)
  writeFileSync(path.join(home, 'config.yml'), `operator: 演练员甲\n${config}`)
  const cli = (...args: string[]) => runCli([...args, '--home', home])
  const feed = path.join(home, '..', 'feed.jsonl')
  writeFileSync(feed, `${JSON.stringify(FEED)}\n`)
  const imported = await cli('import', feed, '--source', 'demo-feed')
  expect(imported.code, imported.stderr).toBe(EXIT.ok)
  const lead = JSON.parse((await cli('leads', 'list', '--json')).stdout.trim())
  return { home, cli, lead }
}

describe('evidence status, scrub, hold and release', () => {
  it('say what is kept and what is amiss with it, in words and as JSON', async () => {
    const { cli, lead } = await aHomeWithEvidence('evidence: { quotaMb: 1, warnAtPercent: 1 }\n')
    const { evidenceId, path: bundle } = lead.evidence
    expect(await cli('evidence', 'scrub', '--max-mb', '1')).toMatchObject({
      code: EXIT.ok,
      stdout: expect.stringContaining('完好 1 份'),
    })
    expect((await cli('evidence', 'hold', lead.id, '--reason', '演练案 1 号')).code).toBe(EXIT.ok)
    const status = JSON.parse((await cli('evidence', 'status', '--json')).stdout)
    expect(status).toMatchObject({
      bundles: 1,
      neverChecked: 0,
      held: [{ evidenceId, holds: [{ actor: '演练员甲', detail: '演练案 1 号' }] }],
      quota: { state: 'warn' },
    })
    const released = await cli('evidence', 'release', evidenceId, '--reason', '结案', '--by', '演练员乙')
    expect(released.stdout).toContain('已解除保全')

    const file = path.join(bundle, 'text/listing.txt')
    chmodSync(file, 0o600)
    writeFileSync(file, 'other words')
    expect((await cli('evidence', 'scrub', '--all')).code).toBe(EXIT.verifyFailed)
    const damaged = await cli('evidence', 'status')
    expect(damaged.code).toBe(EXIT.verifyFailed)
    expect(damaged.stdout).toMatch(/接近上限[\s\S]*损坏 1 项[\s\S]*text\/listing\.txt/)
    expect((await cli('evidence', 'scrub', '--max-mb', '-3')).code).toBe(EXIT.input)
    expect((await cli('evidence', 'hold', 'L000000000000', '--reason', '无')).code).toBe(EXIT.input)
    expect((await cli('evidence', 'hold', lead.id)).code).toBe(EXIT.usage)
  }, 360_000)
})
