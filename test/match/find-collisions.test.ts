import { describe, expect, it } from 'vitest'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { findCollisions } from '../../src/match/find-collisions.ts'
import { aTerm } from './match-support.ts'

describe('findCollisions', () => {
  const terms = [
    aTerm({ text: '麂子', kind: 'species' }),
    aTerm({ text: '出售', kind: 'context', signal: 'sale' }, 1),
  ]

  it('counts what ordinary text is taken for, the commonest first', () => {
    const lines = ['出售集子', '集子出售，没坏', '出售祭子', '活麂子出售']
    expect(findCollisions(lines, compileLexicon(terms))).toMatchObject([
      { termId: 't.0', text: '集子', evasions: ['homophone'], count: 2, example: '出售集子' },
      { termId: 't.0', text: '祭子', count: 1 },
    ])
  })

  it('finds none once the word is listed as innocent', () => {
    const innocent = aTerm({ text: '集子', kind: 'benign' }, 2)
    expect(findCollisions(['出售集子'], compileLexicon([...terms, innocent]))).toEqual([])
  })
})
