import type { Term } from '../../src/domain/lexicon.ts'
import { Term as TermSchema } from '../../src/domain/lexicon.ts'
import type { Listing } from '../../src/domain/listing.ts'
import type { Match, MatchSet } from '../../src/domain/match.ts'
import type { LawTable, RoutingTable, Taxon } from '../../src/domain/reference-data.ts'
import { Rule } from '../../src/domain/rule.ts'
import type { Evasion } from '../../src/domain/vocabulary.ts'
import { compilePolicy } from '../../src/score/compile-policy.ts'
import type { Policy } from '../../src/score/policy.ts'

export function aTerm(overrides: Record<string, unknown>): Term {
  return TermSchema.parse({
    id: 'product.ivory.string',
    text: '象牙手串',
    kind: 'product',
    category: 'protected-animal-product',
    weight: 80,
    status: 'stable',
    source: 'test',
    date: '2026-11-22',
    ...overrides,
  })
}

/** A small lexicon of one of each kind. */
export const TERMS: readonly Term[] = [
  aTerm({ taxon: '亚洲象' }),
  aTerm({ id: 'product.rhino.cup', text: '犀角杯', weight: 80 }),
  aTerm({
    id: 'species.pangolin',
    text: '穿山甲',
    kind: 'species',
    weight: 45,
    category: 'protected-animal-live',
    taxon: '穿山甲',
  }),
  aTerm({ id: 'gear.hunt.net', text: '捕鸟网', kind: 'gear', weight: 70, category: 'banned-hunting-gear' }),
  aTerm({
    id: 'gear.fish.electric.machine',
    text: '电鱼机',
    kind: 'gear',
    weight: 80,
    category: 'banned-fishing-gear',
  }),
  aTerm({ id: 'slang.white', text: '白料', kind: 'code-word', weight: 40, needs: ['price', 'contact'] }),
  ...(
    [
      ['sale', '转让'],
      ['purchase', '高价收'],
      ['negation', '不转让'],
      ['imitation', '树脂'],
      ['reporting', '查获'],
      ['permit-claim', '有证'],
      ['ship', '快递'],
      ['import', '缅甸'],
    ] as const
  ).map(([signal, text]) =>
    aTerm({ id: `context.${signal}`, text, kind: 'context', category: 'none', weight: 0, signal }),
  ),
]

/** Finds the terms as they are written, and marks those in `evasions` as disguised. The real matcher is not under test. */
export function find(
  listing: Pick<Listing, 'title' | 'body'>,
  terms: readonly Term[] = TERMS,
  evasions: Readonly<Record<string, Evasion[]>> = {},
): MatchSet {
  const matches: Match[] = []
  for (const field of ['title', 'body'] as const) {
    for (const { id, text, kind, category, signal } of terms) {
      for (
        let start = listing[field].indexOf(text);
        start >= 0;
        start = listing[field].indexOf(text, start + 1)
      ) {
        const span = { field, start, end: start + text.length, text, evasions: evasions[id] ?? [] }
        matches.push({ termId: id, kind, category, ...(signal && { signal }), ...span })
      }
    }
  }
  return { matches, benign: [] }
}

export function aRule(overrides: Record<string, unknown> = {}): Rule {
  return Rule.parse({
    id: '6f1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e',
    title: '物品与出售用语',
    status: 'test',
    level: 'high',
    description: '物品与出售用语同现的信息。',
    references: ['野生动物保护法 第二十八条'],
    falsePositives: ['新闻转述'],
    author: '测试',
    date: '2026-11-22',
    detection: { all: [{ kinds: ['product', 'gear', 'code-word'] }, { signals: ['sale'] }] },
    points: 20,
    ...overrides,
  })
}

export const EXCUSE = {
  id: '7a1d7c1e-2f0b-4c57-9d0e-6f3b1a2c4d5e',
  title: '仿制材质',
  detection: { all: [{ kinds: ['product'] }, { signals: ['imitation'], within: 6 }] },
  points: -60,
}

const TAXA: Taxon[] = [
  taxon('亚洲象', 'state-1', 'forestry'),
  taxon('穿山甲', 'state-1', 'forestry'),
  taxon('兰科所有种', 'state-2', 'forestry'),
]

export function taxon(name: string, protection: Taxon['protection'], department: Taxon['department']): Taxon {
  return {
    name,
    latin: '',
    protection,
    list: 'test-list',
    department,
    group: '',
    wildOnly: false,
    aliases: [],
    note: '',
  }
}

export const LAW: LawTable = {
  articles: [
    {
      key: 'old',
      law: '渔业法（旧）',
      article: '第三十条',
      gist: '禁用渔具',
      from: '2013-12-28',
      until: '2026-05-01',
      enforcedBy: '主管部门',
      penalty: '罚款',
      source: 's',
      checked: '2026-11-22',
    },
    {
      key: 'new',
      law: '渔业法（新）',
      article: '第四十五条',
      gist: '禁用渔具',
      from: '2026-05-01',
      enforcedBy: '主管部门',
      penalty: '罚款',
      source: 's',
      checked: '2026-11-22',
    },
    {
      key: 'wild',
      law: '野生动物保护法',
      article: '第二十八条',
      gist: '禁止出售',
      from: '2023-05-01',
      enforcedBy: '主管部门',
      penalty: '罚款',
      source: 's',
      checked: '2026-11-22',
    },
    {
      key: 'crime',
      law: '刑法',
      article: '第三百四十一条',
      gist: '犯罪',
      from: '2021-03-01',
      enforcedBy: '主管部门',
      penalty: '罚款',
      source: 's',
      checked: '2026-11-22',
    },
  ],
  rules: [
    { categories: ['banned-fishing-gear'], articles: ['old', 'new'] },
    { categories: ['protected-animal-product'], offences: ['sale'], articles: ['wild'] },
    { categories: ['protected-animal-product'], protections: ['state-1'], articles: ['crime'] },
  ],
  gaps: [],
  hints: [],
}

export const ROUTING: RoutingTable = {
  rules: [
    { agency: 'forestry', why: '陆生', basis: '第七条', when: { categories: ['protected-animal-product'] } },
    { agency: 'forestry', why: '第二个理由', basis: '第七条', when: { offences: ['sale'] } },
    { agency: 'postal', why: '寄递', basis: '第三十四条', when: { signals: ['ship'] } },
    { agency: 'public-security', why: '电击', basis: '刑法', when: { terms: ['gear.fish.electric.'] } },
    { agency: 'cyberspace', why: '论坛', basis: '网络安全法', when: { platforms: ['forum'] } },
  ],
}

export function aPolicy(rules: readonly Rule[] = [aRule()], on = '2026-11-22'): Policy {
  return compilePolicy({ rules, terms: TERMS, law: LAW, routing: ROUTING, taxa: TAXA, on })
}
