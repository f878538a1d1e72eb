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

describe('evidence show, open, log and retain', () => {
  it('mask contacts until somebody says why not, and remember who did', async () => {
    const { home, cli, lead } = await aHomeWithEvidence()
    const secret = 'demo_ivory_1'
    for (const args of [
      ['leads', 'list'],
      ['leads', 'list', '--json'],
      ['leads', 'show', lead.id],
      ['leads', 'show', lead.id, '--json'],
      ['evidence', 'show', lead.id],
      ['evidence', 'show', lead.id, '--json'],
    ]) {
      const { code, stdout } = await cli(...args)
      expect(code).toBe(EXIT.ok)
      expect(stdout, args.join(' ')).toContain('象牙手串')
      expect(stdout, args.join(' ')).not.toContain(secret)
    }
    expect((await cli('evidence', 'open', lead.id)).code).toBe(EXIT.usage)
    const opened = await cli('evidence', 'open', lead.id, '--reason', '核对号码', '--by', '演练员乙')
    expect(opened.stdout).toContain(secret)
    const out = path.join(home, '..', 'out')
    expect((await cli('evidence', 'open', lead.id, '--reason', '移交', '--out', out)).code).toBe(EXIT.ok)
    expect((await cli('verify', path.join(out, lead.evidence.evidenceId))).code).toBe(EXIT.ok)
    const log = await cli('evidence', 'log')
    expect(log.stdout).toMatch(/查看原件 {2}演练员乙：查看原件 text\/listing\.txt：核对号码/)
    expect(log.stdout).toMatch(/查看原件 {2}演练员甲：查看原件 全部文件：移交/)
    expect((await cli('evidence', 'log', '--since', 'yesterday')).code).toBe(EXIT.input)

    const planned = await cli('evidence', 'retain', '--dry-run', '--json')
    expect(JSON.parse(planned.stdout)).toMatchObject({ due: [], held: [], unreadable: [] })
    expect((await cli('evidence', 'retain')).stdout).toContain('已删除证据 0 份')
    mkdirSync(path.join(home, 'retention'))
    writeFileSync(
      path.join(home, 'retention/schedule.yml'),
      'rows: [{ of: pending, days: 3, why: 无, source: 无 }]\n',
    )
    expect((await cli('evidence', 'retain', '--dry-run')).code).toBe(EXIT.definition)
  }, 480_000)
})

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
