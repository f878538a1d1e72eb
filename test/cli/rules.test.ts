import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { PROBLEM_KINDS } from '../../src/score/rule-entry.ts'
import { ROOT, runCli } from '../support/run-cli.ts'

const ID = '6f1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e'
/** On line 12 the condition, on line 13 the points. */
const RULE = `id: ${ID}
title: 鬼面牌的信息
status: test
level: high
description: 本单位辖区内以鬼面牌为名的信息。
references: [本单位专项行动方案]
falsePositives: [普通木牌]
author: 本单位
date: 2026-11-22
detection:
  all:
    - {pattern: 鬼面牌}
points: 60
category: wild-meat
offence: sale
`
const CASES = 'fires: [{title: 出鬼面牌}]\nsilent: [{title: 木牌}]\n'
const FEED = [
  { id: '1', title: '出鬼面牌一块', body: '懂的来，微信 demo_guimian' },
  { id: '2', title: '出穿山甲片 自家存的', body: '野生的，加微信 demo_x1 懂的来' },
  { id: '3', title: '保温杯 500ml', body: '' },
]

let home: string
let cache: string
beforeAll(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'qingshao-rules-cache-'))
})
afterAll(() => rmSync(cache, { recursive: true, force: true }))
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'qingshao-rules-cli-'))
  // The keywords are the same in every home: they are compiled once.
  symlinkSync(cache, path.join(home, 'cache'), 'junction')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const file = path.join(home, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

function writeRule(name: string, text = RULE, cases = CASES): string {
  write(name.replace('.yml', '.cases.yml'), cases)
  return write(name, text)
}

const rules = (...args: string[]) => runCli(['rules', ...args, '--home', home])
const feed = () =>
  write(
    'feed.jsonl',
    FEED.map((row) => JSON.stringify({ platform: 'secondhand', price: '300', ...row })).join('\n'),
  )

describe('rules lint', () => {
  it('has nothing to say about the shipped rules', async () => {
    const { code, stdout } = await rules('lint')
    expect(stdout).toMatch(/^\d+ 条规则，0 处问题\n$/)
    expect(code).toBe(EXIT.ok)
  })

  it('names file and line of everything that is wrong, in Chinese, and goes on past files it cannot use', async () => {
    const broken = writeRule('rules/own/broken.yml', RULE.replace('references: [本单位专项行动方案]\n', ''))
    const pattern = writeRule('rules/own/pattern.yml', RULE.replace('鬼面牌}', '"鬼面牌(?=出)"}'))
    const bare = write('rules/own/bare.yml', RULE)
    const stray = write('rules/own/stray.cases.yml', CASES)
    const never = writeRule(
      'rules/own/never.yml',
      RULE.replace('points', '  not:\n    - {pattern: 面牌}\npoints').replace('[普通木牌]', '[none]'),
    )
    const { code, stdout } = await rules('lint')
    expect(stdout.split('\n')).toEqual([
      expect.stringContaining(`${bare}:1: cases: 缺少 bare.cases.yml`),
      expect.stringMatching(new RegExp(`^${broken}:1: references: 无效输入`)),
      expect.stringMatching(new RegExp(`^${pattern}:12: .*模式不能在 re2js 上编译`)),
      expect.stringContaining(`${stray}:1: file: `),
      expect.stringContaining(`${never}:12: 鬼面牌的信息：永不命中`),
      expect.stringContaining(`${never}:7: 鬼面牌的信息：没有写明在哪些情形下会误报`),
      expect.stringMatching(/条规则，6 处问题$/),
      '',
    ])
    expect(code).toBe(EXIT.definition)

    const { problems } = JSON.parse((await rules('lint', '--json')).stdout)
    expect(problems).toHaveLength(6)
    expect(problems[1]).toMatchObject({ place: `${broken}:1`, kind: 'schema' })
    expect(problems[4]).toMatchObject({ place: `${never}:12`, kind: 'unsatisfiable', ruleId: ID })
  })

  it('is described kind by kind', () => {
    const text = readFileSync(path.join(ROOT, 'rules/README.md'), 'utf8')
    for (const kind of ['schema', ...PROBLEM_KINDS]) expect(text).toContain(`| \`${kind}\` |`)
  })

  it('checks a draft before it lies in service', async () => {
    const draft = writeRule('draft/own.yml', RULE.replace('status: test', 'status: stable'))
    const { code, stdout } = await rules('lint', '--over', draft)
    expect(stdout).toContain(`${draft}:3: 鬼面牌的信息：标为 stable，但没有回测记录`)
    expect(code).toBe(EXIT.definition)
  })
})

describe("a unit's own rules", () => {
  const verdicts = async () => {
    const { stdout } = await runCli(['assess', feed(), '--home', home])
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).verdict)
  }
  const SHIPPED = path.join(ROOT, 'rules')
  const shippedText = () => readFileSync(path.join(SHIPPED, 'offers/secretive-manner.yml'), 'utf8')

  it('lie in the home folder, add to the shipped ones, and leave those as they were', async () => {
    const before = shippedText()
    const records = readFileSync(path.join(SHIPPED, 'backtests.yml'), 'utf8')
    expect(await verdicts()).toEqual(['legal', 'illegal', 'legal'])
    writeRule('rules/own.yml')
    expect(await verdicts()).toEqual(['illegal', 'illegal', 'legal'])
    // An exclusion of the unit's own, against its rule.
    const excuse = RULE.replace(ID, '7a1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e')
      .replace('points: 60', `points: -60\ntunes: [${ID}]`)
      .replace('pattern: 鬼面牌', 'pattern: 一块')
      .replace(/category: .*\noffence: .*\n/, '')
    writeRule('rules/filters/own.yml', excuse, 'fires: [{title: 出鬼面牌一块}]\nsilent: [{title: 木牌}]\n')
    expect((await rules('lint')).stdout).toContain('，0 处问题')
    expect((await rules('test')).code).toBe(EXIT.ok)
    expect(await verdicts()).toEqual(['legal', 'illegal', 'legal'])
    await rules('backtest', '--rule', ID, '--listings', feed())
    expect(readFileSync(path.join(home, 'rules/backtests.yml'), 'utf8')).toContain(ID)
    expect(shippedText()).toBe(before)
    expect(readFileSync(path.join(SHIPPED, 'backtests.yml'), 'utf8')).toBe(records)
  })

  it('switch a shipped rule off by its number, wherever an upgrade puts that rule', async () => {
    const count = async () => {
      const { stdout } = await runCli(['assess', feed(), '--home', home])
      return stdout.includes('fadd30c7-0a87-5f39-a543-f6f9ca295233')
    }
    expect(await count()).toBe(true)
    writeRule(
      'rules/quiet.yml',
      shippedText().replace(/^status: .*$/m, 'status: deprecated'),
      readFileSync(path.join(SHIPPED, 'offers/secretive-manner.cases.yml'), 'utf8'),
    )
    expect(await count()).toBe(false)
  })
})

describe('rules hunt', () => {
  const NET = RULE.replace('status: test', 'status: test\npurpose: hunting').replace(
    'points: 60',
    'points: 0',
  )
  const catches = async (...args: string[]) => JSON.parse((await rules('hunt', '--json', ...args)).stdout)

  it('lists what no detection rule flagged, and changes nothing', async () => {
    writeRule('rules/hunting/own.yml', NET)
    expect((await rules('lint')).code).toBe(EXIT.ok)
    expect((await rules('test')).code).toBe(EXIT.ok)
    await runCli(['import', feed(), '--source', 'hotline', '--home', home])
    const leads = await runCli(['leads', 'list', '--home', home, '--json'])
    const { code, stdout } = await rules('hunt', '--rule', ID)
    expect(code).toBe(EXIT.ok)
    expect(stdout).toContain('检索 3 条信息（stored）：检出规则标记 1 条；未标记的信息中，狩猎规则捞出 1 条')
    expect(stdout).toContain(`鬼面牌的信息（${ID}）：捞出 1 条，另有 0 条检出规则已标记`)
    expect(stdout).toContain('因：“鬼面牌”')
    expect(stdout).not.toContain('demo_guimian')
    expect((await runCli(['leads', 'list', '--home', home, '--json'])).stdout).toBe(leads.stdout)
  })

  it('casts shipped nets over a feed or over one run, and drafts laid over them', async () => {
    const shipped = await catches('--listings', feed())
    expect(shipped).toMatchObject({ listings: 3, flagged: 1, stopped: false })
    expect(shipped.rules.length).toBeGreaterThanOrEqual(8)
    const draft = writeRule('draft/hunting/own.yml', NET)
    const drafted = await catches('--listings', feed(), '--over', draft, '--rule', ID)
    expect(drafted.rules).toEqual([
      expect.objectContaining({ ruleId: ID, caught: 1, alreadyFlagged: 0, samples: [expect.anything()] }),
    ])
    const { stdout } = await runCli(['import', feed(), '--source', 'hotline', '--home', home, '--json'])
    const { runId } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    expect(await catches('--run', runId)).toMatchObject({ data: [`stored ${runId}`], listings: 3 })
  })

  it.each<[what: string, args: () => string[], code: number, says: RegExp]>([
    ['nothing to look through', () => [], EXIT.input, /没有可回放的信息/],
    ['an unknown run', () => ['--run', 'R0'], EXIT.input, /没有编号为 R0 的运行/],
    ['an unknown rule', () => ['--rule', ID, '--listings', feed()], EXIT.input, /没有编号为/],
    [
      'a rule that is no net',
      () => ['--over', writeRule('draft/own.yml'), '--rule', ID, '--listings', feed()],
      EXIT.input,
      /是检出规则/,
    ],
    ['two sources at once', () => ['--run', 'R0', '--listings', feed()], EXIT.usage, /--listings/],
  ])('says %s in one sentence', async (_, args, code, says) => {
    const result = await rules('hunt', ...args())
    expect(result.stderr).toMatch(says)
    expect(result.code).toBe(code)
  })

  it('has its nets refused by a back-test', async () => {
    writeRule('rules/hunting/own.yml', NET)
    const { code, stderr } = await rules('backtest', '--rule', ID, '--listings', feed())
    expect(stderr).toContain('是狩猎规则')
    expect(code).toBe(EXIT.input)
  })
})

describe('rules backtest', () => {
  it('shows what a draft would do to stored listings', async () => {
    expect((await runCli(['import', feed(), '--source', 'hotline', '--home', home])).code).toBe(EXIT.ok)
    const draft = writeRule('draft/own.yml')
    const { code, stdout, stderr } = await rules('backtest', '--file', draft)
    expect(code, stderr).toBe(EXIT.ok)
    expect(stdout).toContain('回放 3 条信息（stored）')
    expect(stdout).toContain('线索：原 1 条，现 2 条\n新增 1，减少 0，变化 0，不变 1')
    expect(stdout).toMatch(/hotline:1 {2}未见异常 \d+ 分 → 涉嫌违法/)
    expect(stdout).toContain('鬼面牌的信息 0 → 60 分')
    expect(stdout).not.toContain('demo_guimian')

    const records = path.join(home, 'rules', 'backtests.yml')
    expect(stdout).toContain(`回测记录已写入 ${records}`)
    expect(readFileSync(records, 'utf8')).toContain(ID)
    writeRule('rules/own.yml', RULE.replace('status: test', 'status: stable'))
    const tooFew = await rules('lint')
    expect(tooFew.stdout).toContain('own.yml:3: 鬼面牌的信息：标为 stable，但回测中有答案可对的命中只有 0 次')
    expect(tooFew.code).toBe(EXIT.definition)
  })

  it('lets a rule be called stable that was right on labelled listings, as it was tried', async () => {
    const labels = { category: 'wild-meat', offence: 'sale', expected_agencies: [], evasion: [] }
    const rows = Array.from({ length: 5 }, (_, index) => ({
      ...labels,
      id: String(index),
      title: `出鬼面牌 ${index} 块`,
      label: 'illegal',
    }))
    const labelled = write('set/labelled.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))
    const { stdout } = await rules(
      'backtest',
      '--file',
      writeRule('draft/own.yml'),
      '--listings',
      labelled,
      '--json',
    )
    expect(JSON.parse(stdout).effects).toEqual([expect.objectContaining({ fired: 5, right: 5, wrong: 0 })])
    writeRule('rules/own.yml', RULE.replace('status: test', 'status: stable'))
    expect((await rules('lint')).code).toBe(EXIT.ok)
    writeRule('rules/own.yml', RULE.replace('status: test', 'status: stable').replace('60', '61'))
    const refused = await rules('lint')
    expect(refused.stdout).toContain('own.yml:3: 鬼面牌的信息：标为 stable，但回测之后规则改过')
    expect(refused.code).toBe(EXIT.definition)
  })

  it('says when a change goes against what a person decided', async () => {
    await runCli(['import', feed(), '--source', 'hotline', '--home', home])
    const [lead] = (await runCli(['leads', 'list', '--home', home, '--json'])).stdout.trim().split('\n')
    const { id } = JSON.parse(lead ?? '')
    await runCli(['leads', 'confirm', id, '--by', '甲', '--reason', '属实', '--home', home])
    const excuse = RULE.replace('pattern: 鬼面牌', 'kinds: [product]').replace('points: 60', 'points: -100')
    const [innocent = ''] = excuse.split('category')
    writeRule('draft/filters/own.yml', `${innocent}ceiling: legal\n`)
    const { stdout } = await rules('backtest', '--against', path.join(home, 'draft'), '--no-record', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      listings: 3,
      outcomes: { added: 0, removed: 1, changed: 0, unchanged: 0 },
      against: { confirmedRemoved: 1 },
      effects: [{ ruleId: ID, fired: 1, removed: 1 }],
      samples: { removed: [{ listingId: 'hotline:2', decision: 'confirmed' }] },
      records: null,
    })
  })

  it('measures one rule in service against its absence, on a feed', async () => {
    writeRule('rules/own.yml')
    const { code, stdout } = await rules(
      'backtest',
      '--rule',
      ID,
      '--listings',
      feed(),
      '--samples',
      '0',
      '--json',
    )
    expect(code).toBe(EXIT.ok)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ outcomes: { added: 1, removed: 0 }, samples: { added: [] } })
    expect(result.effects).toEqual([expect.objectContaining({ fired: 1, added: 1, title: '鬼面牌的信息' })])
  })

  it.each<[what: string, args: () => string[], code: number, says: RegExp]>([
    ['nothing to replay', () => [], EXIT.input, /没有可回放的信息/],
    ['an unknown rule', () => ['--rule', ID, '--listings', feed()], EXIT.input, /没有编号为/],
    [
      'no such draft',
      () => ['--file', path.join(home, 'no.yml'), '--listings', feed()],
      EXIT.input,
      /不存在/,
    ],
    [
      'a draft that is wrong',
      () => ['--file', writeRule('draft/own.yml', RULE.replace('60', 'many')), '--listings', feed()],
      EXIT.definition,
      /own\.yml:13: points/,
    ],
    [
      'a broken line',
      () => ['--listings', write('bad.jsonl', '{"\n{"id":"1","title":"杯子"}')],
      EXIT.partial,
      /第 1 行未回放/,
    ],
    ['a wrong number', () => ['--samples', 'x'], EXIT.input, /--samples/],
  ])('says %s in one sentence', async (_, args, code, says) => {
    const result = await rules('backtest', '--no-record', ...args())
    expect(result.stderr).toMatch(says)
    expect(result.stderr).not.toMatch(/\n\s+at /)
    expect(result.code).toBe(code)
  })
})
