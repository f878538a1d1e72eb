import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadLaw } from '../../../src/adapters/files/load-law.ts'
import { legalBasisFor } from '../../../src/score/legal-basis.ts'

const ARTICLE = `
  - key: wild-28
    law: 野生动物保护法
    article: 第二十八条
    gist: 禁止出售
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

  it('refuses the same key twice', () => {
    expect(() => load(`articles:${ARTICLE}${ARTICLE.slice(1)}rules: []`)).toThrow(/wild-28 is used twice/)
  })
})

describe('data/law/basis.yml', () => {
  const law = loadLaw(join(import.meta.dirname, '../../../data/law'))
  const query = { category: 'banned-fishing-gear', offence: 'sell-tool', protections: ['unknown'] } as const

  it('cites the Fisheries Law by its old numbers before May 2026 and by its new ones after', () => {
    const before = legalBasisFor({ ...query, on: '2026-04-30' }, law).map(({ article }) => article)
    const after = legalBasisFor({ ...query, on: '2026-05-01' }, law).map(({ article }) => article)
    expect(before).toContain('第三十条')
    expect(before).not.toContain('第四十五条')
    expect(after).toContain('第四十五条')
    expect(after).not.toContain('第三十八条')
  })

  it('has a basis for each category, whatever was done', () => {
    for (const category of [
      'protected-animal-live',
      'wild-meat',
      'protected-plant',
      'banned-hunting-gear',
    ] as const) {
      const basis = legalBasisFor(
        { category, offence: 'sale', protections: ['unknown'], on: '2026-11-22' },
        law,
      )
      expect(basis.length).toBeGreaterThan(0)
    }
  })
})
