import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { bundlesIn } from '../support/bundles-in.ts'
import { runCli } from '../support/run-cli.ts'

const LISTINGS = 40

describe('a full disk', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-disk-'))
  const mount = (options: string) =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
  let mounted = false

  beforeAll(() => {
    mounted = process.platform === 'linux' && mount('size=700k')
  })
  afterAll(() => {
    if (mounted) spawnSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  })

  it('is one sentence and exit 7; with space again the same command loses nothing', async ({ skip }) => {
    if (!mounted) skip('needs leave to mount a small tmpfs')
    const feed = path.join(mkdtempSync(path.join(tmpdir(), 'qingshao-feed-')), 'feed.jsonl')
    const lines = Array.from({ length: LISTINGS }, (_, index) =>
      JSON.stringify({
        id: index,
        platform: 'secondhand',
        title: `出穿山甲片 ${index} 号`,
        body: '野生的，懂的来',
        price: '300',
      }),
    )
    writeFileSync(feed, lines.join('\n'))
    const importFeed = () => runCli(['import', feed, '--source', 'full', '--home', folder, '--json'])

    const full = await importFeed()
    expect(full.stderr).toMatch(/磁盘|空间/)
    expect(full.stderr).not.toMatch(/\n\s+at /)
    expect(full.code).toBe(EXIT.storage)

    expect(mount('remount,size=200m')).toBe(true)
    const again = await importFeed()
    expect(again.code, again.stderr).toBe(EXIT.ok)
    expect(JSON.parse(again.stdout)).toMatchObject({ listings: LISTINGS, flagged: LISTINGS })
    const bundles = bundlesIn(path.join(folder, 'evidence'))
    const packets = readdirSync(path.join(folder, 'queues', 'forestry'))
    expect(packets).toHaveLength(LISTINGS)
    const paths = [
      ...bundles.map((name) => path.join(folder, 'evidence', name)),
      ...packets.map((name) => path.join(folder, 'queues', 'forestry', name)),
    ]
    const verified = await runCli(['verify', ...paths])
    expect(verified.code, verified.stdout).toBe(EXIT.ok)
  }, 120_000)
})
