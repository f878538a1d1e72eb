import { describe, expect, it } from 'vitest'
import { lintLexicon } from '../../src/match/lint-lexicon.ts'
import { aTerm, type TermInput } from './match-support.ts'

describe('lintLexicon', () => {
  const lint = (...terms: TermInput[]) => lintLexicon(terms.map((term, index) => aTerm(term, index)))

  it('says nothing of a sound lexicon', () => {
    expect(lint({ text: '象牙' }, { text: '象牙白', kind: 'benign' })).toEqual([])
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
    ['a source that is none', [{ text: '象牙', source: '待补' }], 't.0', /没有写明来源/],
    ['a context word without its signal', [{ text: '包邮', kind: 'context' }], 't.0', /signal/],
    [
      'a variant that is the term',
      [{ text: '象牙', variants: [{ text: '象牙', evasion: 'homophone' }] }],
      't.0',
      /变体/,
    ],
    ['a text of nothing but signs', [{ text: '※※' }], 't.0', /无法匹配/],
  ] as [string, TermInput[], string, RegExp][])('reports %s', (_, terms, termId, problem) => {
    const problems = lint(...terms)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toEqual({ termId, problem: expect.stringMatching(problem) })
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
    expect(
      lint({ text: '活体', kind: 'context', signal: 'live' }, { text: '活体', kind: 'code-word' }),
    ).toEqual([])
  })
})
