import { describe, expect, it } from 'vitest'
import type { BacktestRecord } from '../../src/domain/backtest.ts'
import { RuleCases } from '../../src/domain/rule.ts'
import { lintRules } from '../../src/score/lint-rules.ts'
import type { RuleEntry } from '../../src/score/rule-entry.ts'
import { aRule, EXCUSE, TERMS } from './score-support.ts'

const OTHER_ID = '0b9f3c52-8a44-4b6e-9a55-0d6f7a1b2c3d'
const CASES = { fires: [{ title: '象牙手串 转让' }], silent: [{ title: '茶壶' }] }

function anEntry(
  overrides: Record<string, unknown> = {},
  { file = '/rules/offers/a.yml', cases = CASES }: { file?: string; cases?: unknown } = {},
): RuleEntry {
  return { rule: aRule(overrides), cases: RuleCases.parse(cases), file, lineOf: () => 1 }
}

const anExcuse = (overrides: Record<string, unknown> = {}): RuleEntry =>
  anEntry({ ...EXCUSE, ...overrides }, { file: '/rules/filters/a.yml' })

function problemsOf(entries: readonly RuleEntry[], backtests: readonly BacktestRecord[] = []): string[] {
  return lintRules(entries, { terms: TERMS, backtests, hashOf: ({ points }) => hash(points) }).map(
    ({ kind, path, problem }) => `${kind} ${path.join('.')}: ${problem}`,
  )
}

const hash = (points: number) => String(points).padStart(64, '0')

const goods = { kinds: ['product'] }
const sale = { signals: ['sale'] }

describe('lintRules', () => {
  it('has nothing to say about sound rules', () => {
    expect(problemsOf([anEntry(), anExcuse()])).toEqual([])
  })

  it.each<[what: string, detection: Record<string, unknown>, says: RegExp]>([
    [
      'what `all` asks for is forbidden by `not`',
      { all: [goods, sale], not: [sale] },
      /all\.1: 永不命中.*not 的第 1 项/,
    ],
    [
      'a wider `not` forbids it',
      { all: [{ kinds: ['product'], count: 2 }, sale], not: [{ kinds: ['product', 'gear'] }] },
      /all\.0: 永不命中/,
    ],
    [
      '`not` forbids every alternative',
      { all: [goods], any: [sale, { signals: ['ship'] }], not: [{ signals: ['sale', 'ship'] }] },
      /any: 永不命中：any 的每一项/,
    ],
    [
      '`not` forbids one alternative',
      { all: [goods], any: [sale, { signals: ['ship'] }], not: [sale] },
      /any\.0: 这一选项永不成立/,
    ],
    [
      'the same pattern stands on both sides',
      { all: [{ pattern: '[牙角]片' }], not: [{ pattern: '[牙角]片' }] },
      /all\.0/,
    ],
    [
      'words of a pattern hold those forbidden',
      { all: [{ pattern: '象牙片|虎牙' }], not: [{ pattern: '牙' }] },
      /all\.0/,
    ],
    [
      'the platforms have nothing in common',
      { all: [{ ...goods, platforms: ['shop'] }, { platforms: ['forum'] }] },
      /永不命中：所列平台没有交集/,
    ],
    [
      'the platform asked for is forbidden',
      { all: [{ ...goods, platforms: ['shop'] }], not: [{ platforms: ['shop', 'forum'] }] },
      /all\.0: 永不命中/,
    ],
    [
      'nothing bears all that is listed',
      { all: [{ kinds: ['gear'], signals: ['sale'] }] },
      /没有词条或信号同时满足/,
    ],
    [
      'an exception can never hold',
      { all: [goods], not: [{ kinds: ['gear'], signals: ['sale'] }] },
      /not\.0: 这一例外永不成立/,
    ],
    [
      'there are fewer terms than it counts',
      { all: [{ kinds: ['product'], count: 3 }] },
      /count 要求 3 个不同的，最多只有 2 个/,
    ],
    ['a pattern of two words cannot give three', { all: [{ pattern: '牙|角', count: 3 }] }, /最多只有 2 个/],
    ['more hits are counted than are kept', { all: [{ pattern: '牙.', count: 21 }] }, /最多只有 20 个/],
    ['a window has no beginning', { any: [{ ...sale, within: 5 }] }, /within .*all 是空的/],
    [
      'a window begins at a platform',
      { all: [{ platforms: ['shop'] }, { ...sale, within: 5 }] },
      /within .*只问平台，没有位置/,
    ],
    [
      'a window is of a platform',
      { all: [goods, { platforms: ['shop'], within: 5 }] },
      /within 没有可量的东西/,
    ],
    ['a platform is counted', { all: [goods, { platforms: ['shop'], count: 2 }] }, /count 没有可数的东西/],
  ])('finds a rule unsatisfiable where %s', (_, detection, says) => {
    const [first, ...rest] = problemsOf([anEntry({ detection })])
    expect(first).toMatch(/^unsatisfiable /)
    expect(first).toMatch(says)
    expect(rest).toEqual([])
  })

  it.each<[what: string, detection: Record<string, unknown>]>([
    ['many prices may stand in one listing', { all: [goods, { signals: ['price'], count: 5 }] }],
    ['a window leaves room outside it', { all: [goods, sale], not: [{ ...sale, within: 5 }] }],
    ['a higher count leaves room below it', { all: [goods], not: [{ ...goods, count: 2 }] }],
    ['an evasive word is not every word', { all: [goods], not: [{ ...goods, evasive: true }] }],
    ['a platform in `not` leaves the others', { all: [goods], not: [{ platforms: ['shop'] }] }],
  ])('does not call a rule unsatisfiable: %s', (_, detection) => {
    expect(problemsOf([anEntry({ detection })])).toEqual([])
  })

  it.each([
    [{ terms: ['product.none'] }, '词库中没有词条 product.none'],
    [{ terms: ['nothing.'] }, '词库中没有词条 nothing.…'],
    [{ signals: ['sale', 'rescue'] }, '没有任何词条给出信号 rescue'],
    [{ kinds: ['product', 'claim'] }, '词库中没有种类为 claim 的词条'],
    [{ categories: ['protected-animal-product', 'wild-meat'] }, '词库中没有类别为 wild-meat 的词条'],
  ])('names what %j refers to in vain', (condition, problem) => {
    expect(problemsOf([anEntry({ detection: { all: [condition] } })])).toContain(
      `unknown detection.all.0: ${problem}`,
    )
  })

  it.each([
    ['(?:牙+)+', '重复之中又有重复'],
    ['(?:牙|牙角)+片', '开头相同'],
    ['牙.*.*片', '相邻的不限次重复'],
    ['牙?', '空文字'],
  ])('warns of the pattern %s', (pattern, says) => {
    const [problem] = problemsOf([anEntry({ detection: { all: [{ pattern }] } })])
    expect(problem).toContain('pattern detection.all.0.pattern: ')
    expect(problem).toContain(says)
  })

  describe('doubles', () => {
    const twin = (overrides: Record<string, unknown>) =>
      anEntry({ id: OTHER_ID, title: '另一条规则', ...overrides })

    it('finds one detection under two ids, in whatever order it is written', () => {
      const one = anEntry({ detection: { all: [goods, sale, { signals: ['ship', 'price'] }] } })
      const two = twin({ detection: { all: [goods, { signals: ['price', 'ship'] }, sale] }, points: 5 })
      expect(problemsOf([one, two])).toEqual([
        expect.stringMatching(/^duplicate detection: 检测条件与“物品与出售用语”（6f1d7c1e.*）相同/),
      ])
    })

    const wide = anEntry({ detection: { all: [goods] }, group: 'cue' })
    const narrow = { detection: { all: [goods, sale], not: [{ signals: ['ship'] }] }, group: 'cue' }

    it('finds a rule that another one of its group always goes with', () => {
      expect(problemsOf([wide, twin(narrow)])).toEqual([
        expect.stringMatching(/^duplicate detection: 同组的/),
      ])
      const alternatives = twin({
        detection: { all: [goods], any: [sale, { signals: ['ship'] }] },
        group: 'cue',
      })
      const wider = anEntry({
        detection: { all: [goods], any: [{ signals: ['sale', 'ship', 'price'] }] },
        group: 'cue',
      })
      expect(problemsOf([wider, alternatives])).toHaveLength(1)
    })

    it.each([
      ['is of another group', { ...narrow, group: 'other' }],
      ['adds more points', { ...narrow, points: 30 }],
      ['proposes a category', { ...narrow, category: 'wild-meat' }],
      ['fires elsewhere too', { ...narrow, detection: { all: [{ kinds: ['product', 'gear'] }, sale] } }],
    ])('leaves a rule that %s alone', (_, overrides) => {
      expect(problemsOf([wide, twin(overrides)])).toEqual([])
    })

    it('leaves a rule alone where an exception silences the other one first', () => {
      const shy = anEntry({ detection: { all: [goods], not: [{ signals: ['import'] }] }, group: 'cue' })
      expect(problemsOf([shy, twin(narrow)])).toEqual([])
    })
  })

  describe('exclusions', () => {
    it('may name a rule that can fire beside them', () => {
      expect(problemsOf([anEntry(), anExcuse({ tunes: [aRule().id] })])).toEqual([])
    })

    it.each<[what: string, tuned: Record<string, unknown>, says: RegExp]>([
      ['is not there', { id: OTHER_ID }, /tunes\.0: .*没有这个编号的规则/],
      ['is switched off', { status: 'deprecated' }, /已停用/],
      ['adds nothing', { points: 0 }, /不加分/],
      [
        'never fires beside it',
        { detection: { all: [goods], not: [{ signals: ['imitation'] }] } },
        /永不同时命中/,
      ],
    ])('may not name a rule that %s', (_, tuned, says) => {
      const [problem] = problemsOf([anEntry(tuned), anExcuse({ tunes: [aRule().id] })])
      expect(problem).toMatch(/^exclusion /)
      expect(problem).toMatch(says)
    })

    it.each<[what: string, entry: RuleEntry, says: string]>([
      ['accuses from filters/', anEntry({}, { file: '/rules/filters/a.yml' }), 'filters/ 中只放排除规则'],
      ['excuses from elsewhere', anEntry({ points: -5 }), '应放在 filters/ 中'],
      ['tunes and accuses', anEntry({ tunes: [OTHER_ID] }), '只有排除规则可以写 tunes'],
    ])('finds a rule that %s', (_, entry, says) => {
      expect(problemsOf([entry])[0]).toContain(says)
    })
  })

  describe('hunting rules', () => {
    const net = { id: OTHER_ID, purpose: 'hunting', points: 0, detection: { all: [goods] } }
    const apart = { file: '/rules/hunting/a.yml' }

    it('may lie in hunting/ and score nothing', () => {
      expect(problemsOf([anEntry(net, apart)])).toEqual([])
    })

    it.each<[what: string, entry: RuleEntry, says: string]>([
      ['lies among the others', anEntry(net), 'hunting purpose: 狩猎规则（purpose: hunting）应放在'],
      ['gives points', anEntry({ ...net, points: 5 }, apart), 'hunting points: 狩猎规则不计分'],
      ['limits the verdict', anEntry({ ...net, floor: 'suspect' }, apart), 'hunting floor: 狩猎规则不改变'],
      ['is called stable', anEntry({ ...net, status: 'stable' }, apart), 'hunting status: 狩猎规则只供'],
      [
        'does not say so',
        anEntry({ ...net, purpose: 'detection' }, apart),
        'hunting purpose: hunting/ 中只放',
      ],
    ])('finds one that %s', (_, entry, says) => {
      expect(problemsOf([entry])).toEqual([expect.stringContaining(says)])
    })

    it('cannot be tuned', () => {
      const [problem] = problemsOf([anEntry(net, apart), anExcuse({ tunes: [OTHER_ID] })])
      expect(problem).toContain('是狩猎规则')
    })
  })

  it.each<[field: string, overrides: Record<string, unknown>]>([
    ['description', { description: '待补。。。。。。。。。。。' }],
    ['description', { description: '物品与出售用语同现的信息', title: '物品与出售用语同现的信息' }],
    ['references.0', { references: ['todo'] }],
    ['falsePositives.0', { falsePositives: ['none'] }],
    ['author', { author: '未知' }],
    ['modified', { modified: '2020-01-01' }],
  ])('finds %s that says nothing', (path, overrides) => {
    expect(problemsOf([anEntry(overrides)])).toEqual([expect.stringContaining(`metadata ${path}: `)])
  })

  it('finds a case that stands on both sides', () => {
    const cases = { fires: [{ title: '象牙手串' }], silent: [{ title: '象牙手串' }] }
    expect(problemsOf([anEntry({}, { cases })])).toEqual([expect.stringContaining('用例重复或自相矛盾')])
  })

  describe('stable', () => {
    const stable = anEntry({ status: 'stable' })
    const aRecord = (overrides: Partial<BacktestRecord> = {}): BacktestRecord => ({
      rule: stable.rule.id,
      title: stable.rule.title,
      ruleHash: hash(stable.rule.points),
      data: ['stored'],
      dataHash: hash(1),
      listings: 10,
      fired: 12,
      right: 9,
      wrong: 1,
      added: 1,
      removed: 0,
      changed: 0,
      date: '2026-11-22',
      ...overrides,
    })

    it.each([
      [{ right: 4, wrong: 0 }, '有答案可对的命中只有 4 次，至少要 5 次'],
      [{ right: 8, wrong: 2 }, '10 次有答案的命中只对了 8 次，至少要对 90%'],
      [{ right: undefined, wrong: undefined }, '有答案可对的命中只有 0 次'],
    ])('needs enough hits that are known to be right: %j', (counts, says) => {
      expect(problemsOf([stable], [aRecord(counts as Partial<BacktestRecord>)])[0]).toContain(says)
    })

    it('needs a back-test of the rule as it is, in which it fired', () => {
      expect(problemsOf([stable], [aRecord()])).toEqual([])
      expect(problemsOf([stable])).toEqual([
        expect.stringContaining('backtest status: 标为 stable，但没有回测记录'),
      ])
      expect(problemsOf([stable], [aRecord({ ruleHash: hash(99) })])[0]).toContain('回测之后规则改过')
      expect(problemsOf([stable], [aRecord({ fired: 0 })])[0]).toContain('从未命中')
      expect(problemsOf([stable], [aRecord({ rule: OTHER_ID })])[0]).toContain('没有回测记录')
    })
  })

  it('says nothing about a rule that is switched off', () => {
    expect(problemsOf([anEntry({ status: 'deprecated', detection: { all: [sale], not: [sale] } })])).toEqual(
      [],
    )
  })
})
