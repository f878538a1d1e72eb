import { describe, expect, it } from 'vitest'
import { searchKeywords } from '../../src/crawl/search-keywords.ts'
import { Term } from '../../src/domain/lexicon.ts'

function aTerm(text: string, overrides: Record<string, unknown> = {}): Term {
  const id = `t${[...text].map((char) => char.codePointAt(0)?.toString(16)).join('')}`
  return Term.parse({
    ...{ id, text, kind: 'product', category: 'protected-animal-product', weight: 60 },
    ...{ status: 'stable', source: '测试', date: '2026-11-22', ...overrides },
  })
}

const texts = (terms: readonly Term[], options?: Parameters<typeof searchKeywords>[1]) =>
  searchKeywords(terms, options).map(({ text }) => text)

describe('searchKeywords', () => {
  it('takes goods and code words with their spellings, heaviest first, and no words around them', () => {
    const terms = [
      aTerm('犀角', { weight: 70, variants: [{ text: '西角', evasion: 'homophone' }] }),
      aTerm('血糯', { kind: 'code-word', weight: 30 }),
      aTerm('包邮', { kind: 'context', category: 'none', signal: 'ship' }),
      aTerm('象牙白', { kind: 'benign', category: 'none' }),
      aTerm('旧词', { status: 'deprecated' }),
      aTerm('🐘牙'),
      aTerm('角'),
    ]
    expect(texts(terms)).toEqual(['犀角', '西角', '血糯'])
  })

  it('leaves a keyword to the one it holds, but not to a code word, nor across categories, nor when it is named', () => {
    const terms = [
      aTerm('象牙'),
      aTerm('象牙手串', { weight: 80 }),
      aTerm('血牙', { kind: 'code-word', weight: 30 }),
      aTerm('血牙料'),
      aTerm('象牙螺', { category: 'aquatic-protected' }),
    ]
    expect(texts(terms).toSorted()).toEqual(['血牙', '血牙料', '象牙', '象牙螺'].toSorted())
    expect(texts(terms, { named: ['象牙手串'] })).toContain('象牙手串')
    expect(texts(terms, { categories: ['aquatic-protected'] })).toEqual(['象牙螺'])
  })
})
