import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

describe('clusters', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'qingshao-clusters-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const run = (...args: string[]) => runCli([...args, '--home', home])

  it('shows what links leads, with contacts masked, and lets a person cut and confirm', async () => {
    const rows = [
      ['1', 'secondhand', '出穿山甲片 自家存的 薇：demo_lin88', '林记老物件'],
      ['2', 'forum', '穿山甲片 有的来问 加V demo_lin88', '莆田小林'],
      ['3', 'shop', '象牙手串 老料', '别家铺子'],
    ].map(([id, platform, title, seller]) => JSON.stringify({ id, platform, title, seller }))
    const file = path.join(home, 'feed.jsonl')
    writeFileSync(file, rows.join('\n'))
    expect((await run('import', file, '--source', 'hotline')).code).toBe(EXIT.ok)

    const json = JSON.parse((await run('clusters', '--json')).stdout)
    expect(json.clusters).toHaveLength(1)
    const [{ id, leadIds, links }] = json.clusters
    expect(links[0].evidence[0]).toMatchObject({ kind: 'contact', quotes: ['demo_lin88', 'demo_lin88'] })

    const listed = await run('clusters')
    expect(listed.stdout).toContain(`${id}  2 条线索（待研判 2）  2 个卖家名：林记老物件、莆田小林`)
    expect(listed.stdout).toContain('共 1 组，含 2 条线索；另有 1 条线索各自成一组')
    expect(listed.stdout).not.toContain('demo_lin88')

    const [a, b] = leadIds as [string, string]
    const lead = await run('leads', 'show', b)
    expect(lead.stdout).toContain(`关联 ${id}，2 条线索`)

    const cut = await run('clusters', 'cut', a, b, '--by', '王某', '--reason', '号码是抄来的')
    expect(cut.stdout).toContain('确认无关联，王某')
    expect(cut.stdout).toContain('现在分在')
    expect((await run('clusters')).stdout).toContain('共 0 组')

    const confirmed = await run(
      'clusters',
      'confirm',
      b,
      a,
      '--by',
      '李某',
      '--reason',
      '同一收款人',
      '--json',
    )
    expect(JSON.parse(confirmed.stdout)).toMatchObject({ verdict: 'confirmed', clusters: [id, id] })

    const shown = await run('clusters', 'show', b)
    expect(shown.stdout).toContain('同一联系方式 “de******88” 95%')
    expect(shown.stdout).toContain('确认无关联，王某')
    expect(shown.stdout).toContain('确认有关联，李某')
    expect(shown.stdout).not.toContain('demo_lin88')
  }, 120_000)

  it('names what is not there', async () => {
    const { code, stderr } = await run('clusters', 'show', 'C000000000000')
    expect(code).toBe(EXIT.input)
    expect(stderr).toContain('C000000000000')
  })
})
