import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

const listing = (region?: string) =>
  JSON.stringify({
    id: '1',
    platform: 'secondhand',
    title: '出穿山甲片 自家存的',
    body: '野生的 加微信',
    price: '300',
    region,
  })

/** Fictional bodies: no office of these names exists. */
const UNITS = `
units:
  - {id: demo-yiwu, agency: forestry, name: 演练义乌林业所, level: county, territory: '330782', queue: yiwu}
  - {id: demo-zhejiang, agency: forestry, name: 演练浙江林业厅, level: province, territory: '330000', queue: zhejiang}
`

describe('assess with a directory of bodies in the home folder', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'qingshao-directory-'))
    onTestFinished(() => rmSync(home, { recursive: true }))
    mkdirSync(path.join(home, 'agencies'))
    writeFileSync(path.join(home, 'agencies', 'units.yml'), UNITS)
  })
  const assess = (lines: string, ...flags: string[]) =>
    runCli(['--home', home, 'assess', '-', ...flags], { stdin: lines })

  it('names the body of the place, climbs where there is none, and lists each gap', async () => {
    const { code, stdout } = await assess([listing('浙江 义乌'), listing('浙江宁波')].join('\n'))
    expect(code).toBe(EXIT.ok)
    const [yiwu, ningbo] = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    expect(yiwu.routes[0]).toMatchObject({ agency: 'forestry', unit: { id: 'demo-yiwu', level: 'county' } })
    expect(ningbo.routes[0]).toMatchObject({ unit: { id: 'demo-zhejiang', territory: '330000' } })
    const named = yiwu.routes.filter(({ unit }: { unit?: unknown }) => unit).length
    expect(yiwu.unrouted).toHaveLength(yiwu.routes.length - named)
    expect(yiwu.routes.filter(({ role }: { role: string }) => role === 'primary')).toHaveLength(1)
  })

  it('takes the place of the unit for what says nowhere, and shows it', async () => {
    writeFileSync(path.join(home, 'config.yml'), 'territory: 330782\n')
    const { stdout } = await assess(listing(), '--explain')
    expect(stdout).toContain('属地：浙江省金华市义乌市（330782，据本单位辖区，明确）；卖家所写地区没有载明')
    expect(stdout).toContain('演练义乌林业所')
    expect(stdout).toMatch(/未分派：\n {2}市场监督管理部门.*名录中没有浙江省金华市义乌市/)
  })

  it('refuses a directory and a setting that name no division', async () => {
    writeFileSync(path.join(home, 'config.yml'), 'territory: 鼓楼\n')
    const setting = await assess(listing())
    expect(setting.code).toBe(EXIT.definition)
    expect(setting.stderr).toContain('territory: 鼓楼 不是唯一的一处行政区划')
    writeFileSync(path.join(home, 'agencies', 'units.yml'), UNITS.replace("'330782'", "'339782'"))
    expect((await assess(listing())).stderr).toMatch(
      /units\.yml:3: units\.0\.territory: there is no division 339782/,
    )
  })
})
