import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeGbk } from '../../src/adapters/practice-market/encode-gbk.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { aWorkbook, textRows } from '../support/a-workbook.ts'
import { runCli } from '../support/run-cli.ts'

let folder: string
let home: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-import-'))
  home = path.join(folder, 'home')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
const run = (...args: string[]) => runCli([...args, '--home', home])

const COMPLAINTS = [
  [
    '投诉单号',
    '投诉时间',
    '投诉人',
    '联系电话',
    '被投诉商家',
    '商品名称',
    '问题描述',
    '诉求',
    '涉及金额',
    '平台',
  ],
  [
    '1330000001',
    '2026-10-01',
    '张某',
    '13800001234',
    '某户外店',
    '帆布鞋',
    '尺码不符',
    '退款',
    '358.5',
    '淘宝',
  ],
  ['1330000002', '2026-10-03', '李某', '13900001234', '某水产店', '', '鞋底开胶', '换货', '50', '闲鱼'],
]

describe('import', () => {
  it('reads a complaint export, as workbook and as GBK text, into the same listings, without who complained', async () => {
    const xlsx = write('complaints.xlsx', await aWorkbook({ sheetData: textRows(COMPLAINTS) }))
    const plan = JSON.parse((await run('import', xlsx, '--source', 'hotline', '--dry-run', '--json')).stdout)
    expect(plan.rows).toBe(2)
    expect(plan.first).toMatchObject([
      {
        id: 'hotline:1330000001',
        platform: 'shop',
        title: '帆布鞋',
        body: '尺码不符\n退款',
        observedOn: '2026-10-01',
      },
      { id: 'hotline:1330000002', platform: 'secondhand', title: '', seller: { name: '某水产店' } },
    ])
    expect(JSON.stringify(plan.first)).not.toMatch(/张某|1380000/)
    expect((await run('import', xlsx, '--source', 'hotline', '--json')).code).toBe(EXIT.ok)
    const csv = write(
      'complaints.csv',
      Buffer.from(encodeGbk(COMPLAINTS.map((row) => row.join(',')).join('\n'))),
    )
    const again = JSON.parse((await run('import', csv, '--source', 'hotline', '--json')).stdout)
    expect(again).toMatchObject({ listings: 2, changes: [] })
  }, 240_000)

  it('remembers a mapping for its source, and keeps what it rejects', async () => {
    const file = write('odd.csv', '货,说明,备注\n帆布鞋,旧,九成新\n只有一格\n')
    expect((await run('import', file, '--source', 'odd')).code).toBe(EXIT.input)
    const mapped = await run(
      'import',
      file,
      '--source',
      'odd',
      '--map',
      'title=货,body=说明,body=备注',
      '--json',
    )
    expect(mapped.code, mapped.stderr).toBe(EXIT.partial)
    const { runId, rejectsFile } = JSON.parse(mapped.stdout)
    expect(existsSync(rejectsFile)).toBe(true)
    const rejects = JSON.parse((await run('import', 'rejects', runId, '--json')).stdout)
    expect(rejects).toMatchObject({ sourceId: 'odd', rejects: [{ line: 3 }] })
    const next = JSON.parse((await run('import', file, '--source', 'odd', '--dry-run', '--json')).stdout)
    expect(next.first).toMatchObject([{ title: '帆布鞋', body: '旧\n九成新' }])
    expect((await run('import', file, '--source', 'odd', '--map', 'colour=货')).code).toBe(EXIT.input)
  }, 240_000)

  it('knows a row without a number by what it says, on whatever line it stands', async () => {
    const first = write('first.csv', '序号,标题,价格\n1,帆布鞋,30\n2,登山鞋,50\n')
    const second = write('second.csv', '序号,标题,价格\n1,登山鞋,50\n2,雨靴,20\n')
    await run('import', first, '--source', 'loose', '--json')
    const summary = JSON.parse((await run('import', second, '--source', 'loose', '--json')).stdout)
    expect(summary.changes.map(({ change }: { change: string }) => change)).toEqual(['new'])
    expect(summary.listings).toBe(2)
  }, 240_000)

  it('empties a drop folder: the whole into done/, the unreadable into rejected/, the growing left', async () => {
    const drop = path.join(folder, 'drop')
    write('drop/tips/good.jsonl', '{"id":"1","title":"帆布鞋"}\n')
    write('drop/tips/page.html', '<title>登录</title><h1>没有商品</h1></html>')
    write('drop/tips/cut.jsonl', '{"id":"2","title":"雨靴"}\n{"id":"3","ti')
    write('drop/tips/growing.xlsx.part', 'PK')
    write('drop/Not A Source/x.csv', '标题\n鞋\n')
    const result = await run('import', '--folder', drop, '--json')
    expect(result.code, result.stderr).toBe(EXIT.partial)
    const outcomes = JSON.parse(result.stdout).map(({ file, outcome }: { file: string; outcome: string }) => [
      path.basename(file),
      outcome,
    ])
    expect(Object.fromEntries(outcomes)).toEqual({
      'good.jsonl': 'imported',
      'page.html': 'rejected',
      'cut.jsonl': 'waiting',
    })
    const names = (kind: string) => readdirSync(path.join(drop, 'tips', kind)).join(' ')
    expect(names('done')).toMatch(/^\d{8}-\d{6}-good\.jsonl$/)
    expect(names('rejected')).toMatch(/page\.html .*page\.html\.reason\.txt$/)
    expect(readdirSync(path.join(drop, 'tips'))).toEqual(
      expect.arrayContaining(['cut.jsonl', 'growing.xlsx.part']),
    )
    expect(readFileSync(path.join(drop, 'Not A Source', 'x.csv'), 'utf8')).toContain('鞋')
  }, 240_000)
})
