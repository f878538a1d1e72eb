import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { tempFolder } from '../support/evidence-builders.ts'
import { runCli } from '../support/run-cli.ts'

const LISTINGS = 60

describe('backup and restore', () => {
  it('take a home that is being written to, and give one in which every lead has its evidence', async () => {
    const root = await tempFolder()
    const [home, out, again] = ['home', 'backup', 'again'].map((name) => path.join(root, name))
    const feed = path.join(root, 'feed.jsonl')
    const offers = Array.from({ length: LISTINGS }, (_, index) => ({
      id: String(index),
      platform: 'secondhand',
      title: `出售象牙手串 祖传老料 ${index}`,
      body: `象牙手串一条，加微信 demo_ivory_${index}，顺丰包邮`,
      price: '2800',
    }))
    writeFileSync(feed, offers.map((each) => `${JSON.stringify(each)}\n`).join(''))
    const running = runCli(['import', feed, '--source', 'demo-feed', '--home', home ?? ''])
    const evidence = path.join(home ?? '', 'evidence')
    const bundles = () =>
      existsSync(evidence) ? readdirSync(evidence).filter((name) => !name.startsWith('.')).length : 0
    while (bundles() < 3) await sleep(20)
    const during = await runCli(['backup', '--out', out ?? '', '--json', '--home', home ?? ''])
    expect(during.code, during.stderr).toBe(EXIT.ok)
    expect((await running).code).toBe(EXIT.ok)
    const after = await runCli(['backup', '--out', out ?? '', '--json', '--home', home ?? ''])
    expect(JSON.parse(after.stdout).files).toBeGreaterThan(JSON.parse(during.stdout).files)

    const cli = (...args: string[]) => runCli([...args, '--home', again ?? ''])
    const { snapshot } = JSON.parse(during.stdout)
    const restored = await cli('restore', '--from', out ?? '', '--snapshot', snapshot)
    expect(restored.code, restored.stderr + restored.stdout).toBe(EXIT.ok)
    expect(restored.stdout).toContain('全部证据已核验')
    const leads = (await cli('leads', 'list', '--limit', '1000', '--json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const sealed = leads.filter((lead) => lead.evidence)
    expect(sealed.length).toBeGreaterThan(0)
    expect((await cli('evidence', 'scrub', '--all')).code).toBe(EXIT.ok)
    // The restored home is worked on like any other.
    const confirmed = await cli('leads', 'confirm', sealed[0].id, '--reason', '图文一致', '--json')
    expect(confirmed.code, confirmed.stderr).toBe(EXIT.ok)
    const [packet] = JSON.parse(confirmed.stdout).packets
    expect(packet.startsWith(again)).toBe(true)
    expect((await cli('verify', packet)).code).toBe(EXIT.ok)

    expect((await cli('restore', '--from', out ?? '')).code).toBe(EXIT.input)
    expect(await cli('restore', '--from', out ?? '', '--check')).toMatchObject({
      code: EXIT.ok,
      stdout: expect.stringContaining(`证据 ${LISTINGS} 份`),
    })
  }, 600_000)
})
