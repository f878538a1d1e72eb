import { describe, expect, it } from 'vitest'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { testLexicon } from '../../src/match/test-lexicon.ts'
import { aTerm } from './match-support.ts'

describe('testLexicon', () => {
  const run = (hits: string[], misses: string[]) => {
    const terms = [
      aTerm({ text: '象牙', examples: { hits, misses } }),
      aTerm({ text: '象牙白', kind: 'benign' }, 1),
    ]
    return testLexicon(terms, compileLexicon(terms))
  }

  it('passes examples that come out as written', () => {
    expect(run(['出象牙', '出🐘牙'], ['象牙白连衣裙'])).toEqual({
      examples: 3,
      termsWithExamples: 1,
      failed: [],
    })
  })

  it('says which example of which term comes out wrong, and how', () => {
    expect(run(['出牙雕'], ['收象牙']).failed).toEqual([
      { termId: 't.0', text: '出牙雕', problem: '应当命中，没有命中' },
      { termId: 't.0', text: '收象牙', problem: '不应当命中，却命中了' },
    ])
  })

  it('wants every variant found', () => {
    const term = aTerm({ text: '象牙', variants: [{ text: 'A.', evasion: 'slang' }] })
    expect(testLexicon([term], compileLexicon([term])).failed).toEqual([])
    const cut = aTerm({
      text: '象牙',
      variants: [
        { text: '，象', evasion: 'slang' },
        { text: '※', evasion: 'slang' },
      ],
    })
    expect(testLexicon([cut], compileLexicon([cut])).failed).toMatchObject([
      { text: '※', problem: '变体没有命中' },
    ])
  })
})
