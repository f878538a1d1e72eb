import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadLaw } from '../../../src/adapters/files/load-law.ts'
import { loadLexicon } from '../../../src/adapters/files/load-lexicon.ts'
import { Category, Offence, Protection } from '../../../src/domain/vocabulary.ts'
import { legalBasisFor, legalGapFor } from '../../../src/score/legal-basis.ts'

const ARTICLE = `
  - key: wild-28
    law: 野生动物保护法
    article: 第二十八条
    gist: 禁止出售
    enforcedBy: 主管部门
    penalty: 见第五十二条
    from: 2023-05-01
    source: 文本
    checked: 2026-11-22
`

describe('loadLaw', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'law-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function load(text: string) {
    const file = join(folder, 'basis.yml')
    writeFileSync(file, text)
    return loadLaw(folder)
  }

  it('reads articles and rules', () => {
    const table = load(`articles:${ARTICLE}rules: [{categories: [wild-meat], articles: [wild-28]}]`)
    expect(table.articles).toHaveLength(1)
  })

  it('refuses a rule that names an article which is not there', () => {
    const text = `articles:${ARTICLE}rules: [{categories: [wild-meat], articles: [wild-29]}]`
    expect(() => load(text)).toThrow(/basis\.yml:\d+: rules\.0\.articles: there is no article wild-29/)
  })

  it('refuses a hint that concludes, and one without a source', () => {
    const table = `articles:${ARTICLE}rules: []`
    const hint = (says: string, article = 'wild-28') => {
      const row = `{key: a, categories: [wild-meat], when: {}, says: ${says}, articles: [${article}]}`
      writeFileSync(join(folder, 'crime-hints.yml'), `hints: [${row}]`)
      return () => load(table)
    }
    expect(hint('价值很高，可能达到标准')().hints).toHaveLength(1)
    expect(hint('已经达到刑事标准')).toThrow(/只能说“可能达到”或“可能涉嫌”/)
    expect(hint('可能涉嫌犯罪，应当立案')).toThrow(/不能下结论/)
    expect(hint('价值很高，可能达到标准', 'wild-29')).toThrow(/there is no article wild-29/)
  })

  it('refuses the same key twice', () => {
    expect(() => load(`articles:${ARTICLE}${ARTICLE.slice(1)}rules: []`)).toThrow(/wild-28 is used twice/)
  })
})

describe('data/law', () => {
  const root = join(import.meta.dirname, '../../..')
  const law = loadLaw(join(root, 'data/law'))
  const today = '2026-11-28'
  const cited = (category: Category, offence: Offence, on = today, protections: Protection[] = ['unknown']) =>
    legalBasisFor({ category, offence, protections, on }, law)
  const fisheries = (on: string, category: Category, offence: Offence) =>
    cited(category, offence, on)
      .filter((basis) => basis.law.includes('渔业法'))
      .map((basis) => `${basis.law}${basis.article}`)

  it.each<[Category, Offence]>([
    ['banned-fishing-gear', 'sell-tool'],
    ['banned-fishing-gear', 'advertise-tool'],
    ['banned-fishing-gear', 'hunt'],
    ['aquatic-protected', 'hunt'],
  ])('cites the Fisheries Law for %s × %s by the day of the act', (category, offence) => {
    const before = fisheries('2026-04-30', category, offence)
    const after = fisheries('2026-05-01', category, offence)
    expect(before.length).toBeGreaterThan(0)
    expect(after.length).toBeGreaterThan(0)
    for (const article of before) expect(article).toMatch(/（2013年修正）第三十条$|（2013年修正）第三十八条$/)
    for (const article of after) expect(article).toContain('（2025年修订）')
  })

  const acts = Category.options
    .filter((category) => category !== 'none')
    .flatMap((category) =>
      Offence.options
        .filter((offence) => offence !== 'none')
        .map((offence): [Category, Offence] => [category, offence]),
    )
  it.each(acts)('cites an article in force for %s × %s, or says that there is none', (category, offence) => {
    for (const protection of Protection.options) {
      const basis = cited(category, offence, today, [protection])
      const query = { category, offence, protections: [protection], on: today }
      if (basis.length === 0) expect(legalGapFor(query, law)).toMatch(/^(?:缺|不适用)：/)
    }
  })

  it('says of each entry who enforces it and what it threatens, in words that are not the law’s', () => {
    for (const { enforcedBy, penalty, gist } of law.articles) {
      expect(enforcedBy).not.toBe('')
      expect(penalty).toMatch(
        /罚|没收|徒刑|标准|情形|吊销|累计|从宽|见第|缺$|只定|处以|依照|不写幅度|五年|十年/,
      )
      expect(gist.length).toBeGreaterThan(8)
    }
  })

  it('names only articles of its own table where a penalty stands elsewhere', () => {
    const known = new Set(law.articles.map(({ law: title, article }) => `${title} ${article}`))
    for (const { law: title, penalty } of law.articles) {
      const [, elsewhere] = /^本条不定罚则，见(第[一二三四五六七八九十百]+条)/.exec(penalty) ?? []
      if (elsewhere === undefined) continue
      const found = [...known].some((each) => each.startsWith(`${title} ${elsewhere}`))
      expect(found, `${title} ${elsewhere}`).toBe(true)
    }
  })

  it('hints at crimes only as possible, each with a source in force and terms that the lexicon has', () => {
    const terms = loadLexicon([join(root, 'keywords')])
    expect(law.hints.length).toBeGreaterThan(10)
    for (const { says, articles, when } of law.hints) {
      expect(says).toMatch(/可能(?:达到|涉嫌)/)
      expect(says).not.toMatch(/构成犯罪|已达到|属于犯罪/)
      const sources = law.articles.filter(({ key, until }) => articles.includes(key) && until === undefined)
      expect(sources.length).toBeGreaterThan(0)
      for (const prefix of when.terms ?? []) expect(terms.some(({ id }) => id.startsWith(prefix))).toBe(true)
    }
  })
})
