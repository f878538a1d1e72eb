import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-evaluate-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PRODUCT = {
  category: 'protected-animal-product',
  offence: 'sale',
  expected_agencies: ['forestry', 'market-supervision', 'public-security'],
}
const LEGAL = { label: 'legal', category: 'none', offence: 'none', expected_agencies: [] }

function labelled(name: string, rows: readonly object[]): string {
  const file = path.join(folder, name)
  const lines = rows.map((row, index) =>
    JSON.stringify({ id: `${name}-${index + 1}`, platform: 'secondhand', evasion: [], ...row }),
  )
  writeFileSync(file, lines.join('\n'))
  return file
}

const found = {
  ...PRODUCT,
  label: 'illegal',
  title: '出穿山甲片 自家存的',
  body: '加微信 demo_x1 懂的来',
  price: '300',
}
const missed = { ...PRODUCT, label: 'illegal', title: '老物件一个', note: 'names nothing' }
const innocent = { ...LEGAL, title: '象牙白连衣裙 夏季新款' }

describe('evaluate', () => {
  it('gives the figures of each file and of all together as one JSON', async () => {
    const files = [labelled('a', [found, innocent]), labelled('b', [missed, innocent])]
    const { code, stdout } = await runCli(['evaluate', ...files, '--json', '--errors'])
    expect(code).toBe(EXIT.ok)
    const all = JSON.parse(stdout)
    expect(all).toMatchObject({
      listings: 4,
      precision: 1,
      recall: 1 / 2,
      agencies: { primaryReached: 1 / 2 },
    })
    expect(all.calibration.bins).toHaveLength(10)
    expect(all.files).toMatchObject([
      { file: files[0], listings: 2, recall: 1 },
      { file: files[1], listings: 2, recall: 0 },
    ])
    expect(all.mistakes.filter(({ kinds }: { kinds: string[] }) => kinds.includes('missed'))).toMatchObject([
      { file: files[1], line: 1, kinds: ['missed'], truth: { id: 'b-1' } },
    ])
  })

  it('tells staff the figures and every mistake in Chinese, with label, place and reasons', async () => {
    const files = [labelled('a', [found, innocent]), labelled('b', [missed, innocent])]
    const { stdout } = await runCli(['evaluate', ...files, '--errors'])
    expect(stdout).toContain('合计 2 个文件')
    expect(stdout).toContain('本程序：精确率 100.0%，召回率 50.0%')
    expect(stdout).toContain('前 50 条 100.0%（仅 1 条）')
    expect(stdout).toContain('得分校准误差')
    expect(stdout).toContain('== 漏报 1 条')
    expect(stdout).toContain(`【漏报】b-1（${files[1]}:1）`)
    expect(stdout).toContain('标注备注：names nothing')
    expect(stdout).toContain('应送：林业和草原主管部门、市场监督管理部门、公安机关')
    expect(stdout).toContain('研判建议：未见异常')
    expect(stdout).toContain('读到的用语：')
  })

  it('refuses a file of which a line cannot be read, by its number', async () => {
    const file = labelled('c', [found, { ...missed, label: 'perhaps' }])
    const { code, stderr } = await runCli(['evaluate', file])
    expect(code).toBe(EXIT.input)
    expect(stderr).toContain(`${file}:2: label`)
  })

  it('says in its help what each figure is', async () => {
    const { stdout } = await runCli(['evaluate', '--help'])
    for (const word of ['前 50/100/200 条', '主办部门', '校准误差', '仅按关键词', '--errors', 'mistakes'])
      expect(stdout).toContain(word)
  })
})
