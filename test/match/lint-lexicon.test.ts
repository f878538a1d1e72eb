import { describe, expect, it } from 'vitest'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { lintLexicon } from '../../src/match/lint-lexicon.ts'
import { aTerm, type TermInput } from './match-support.ts'

const TAXA = new Set(['亚洲象'])

describe('lintLexicon', () => {
  const lint = (...inputs: TermInput[]) => {
    const terms = inputs.map((term, index) => aTerm({ category: 'protected-animal-product', ...term }, index))
    return lintLexicon(terms, compileLexicon(terms), TAXA)
  }

  it('says nothing of a sound lexicon', () => {
    expect(lint({ text: '象牙手串', taxon: '亚洲象' }, { text: '象牙白', kind: 'benign' })).toEqual([])
  })

  it.each([
    ['a text twice under one kind', [{ text: '电鱼机' }, { text: '電魚機' }], 't.1', /与 t\.0 重复/],
    [
      'a term that a benign phrase hides',
      [{ text: '虎皮', kind: 'benign' }, { text: '虎皮' }],
      't.1',
      /永远不会命中：t\.0/,
    ],
    ['a term of one character', [{ text: '虎' }], 't.0', /只有一个字/],
    ['a source that is none', [{ text: '象牙手串', source: '待补' }], 't.0', /没有写明来源/],
    ['a context word without its signal', [{ text: '包邮', kind: 'context' }], 't.0', /signal/],
    ['a code word that would decide alone', [{ text: '黄料手串', kind: 'code-word' }], 't.0', /needs/],
    ['a good without a category', [{ text: '象牙手串', category: 'none' }], 't.0', /category/],
    ['a taxon that no list has', [{ text: '象牙手串', taxon: '飞象' }], 't.0', /没有“飞象”/],
    [
      'a variant that is the term',
      [{ text: '象牙手串', variants: [{ text: '象牙手串', evasion: 'homophone' }] }],
      't.0',
      /变体与本词相同/,
    ],
    [
      'a term that another one spells already',
      [{ text: '象牙手串', variants: [{ text: '相牙手串', evasion: 'homophone' }] }, { text: '相牙手串' }],
      't.1',
      /被 t\.0 的变体遮住/,
    ],
    ['a text of nothing but signs', [{ text: '※※' }], 't.0', /无法匹配/],
    [
      'a term that an innocent phrase inside it hides',
      [{ text: '象牙' }, { text: '象', kind: 'benign' }, { text: '象牙', kind: 'benign' }],
      't.0',
      /盖住了它/,
    ],
    ['a term inside an everyday word', [{ text: '乒乓球' }], 't.0', /常用词里含有它.*乒乓球拍/],
    [
      'an everyday word that is taken for the term',
      [{ text: '乒乓球牌' }],
      't.0',
      /常用词“乒乓球拍”当成它的变形/,
    ],
  ] as [string, TermInput[], string, RegExp][])('reports %s', (_, terms, termId, problem) => {
    expect(lint(...terms)).toContainEqual({ termId, problem: expect.stringMatching(problem) })
  })

  it('is content once the everyday word is listed as innocent', () => {
    const lists = lint({ text: '乒乓球' }).map(({ problem }) => problem.split('：')[1]?.split('、') ?? [])
    const innocent = lists.flat().map((text) => ({ text, kind: 'benign' as const }))
    expect(innocent.length).toBeGreaterThan(0)
    expect(lint({ text: '乒乓球' }, ...innocent)).toEqual([])
  })

  it('lets one word carry two signals, and a fact be an innocent phrase', () => {
    const terms: TermInput[] = [
      { text: '老货', kind: 'claim', signal: 'antique-claim' },
      { text: '老货', kind: 'claim', signal: 'genuine-material' },
      { text: '仿象牙', kind: 'context', signal: 'imitation' },
      { text: '仿象牙', kind: 'benign' },
    ]
    expect(lint(...terms)).toEqual([])
  })

  it('lets one text stand under two kinds', () => {
    const live = { text: '活体', kind: 'context', signal: 'live' } as const
    expect(lint(live, { text: '活体', kind: 'code-word', needs: ['sale'] })).toEqual([])
  })
})
