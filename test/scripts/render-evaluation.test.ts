import { describe, expect, it } from 'vitest'
import { keyOf } from '../../scripts/evaluation/read-real-lines.ts'
import { renderEvaluation } from '../../scripts/evaluation/render-evaluation.ts'
import { evaluate } from '../../src/score/evaluate.ts'
import { aPair } from '../score/labelled-pair.ts'
import { aMatch, anAssessment } from '../support/builders.ts'

const TEXT = '穿山甲片|图案 抱枕'
const LINE = {
  key: keyOf(TEXT),
  text: TEXT,
  mask: (text: string) => text,
  assessment: anAssessment({ matches: [aMatch({ start: 0, end: 4 })] }),
}
const REPORT = {
  date: '2026-11-22',
  files: [
    {
      name: 'a.jsonl',
      about: 'composed',
      evaluation: evaluate([aPair('illegal', 'illegal'), aPair('legal', 'illegal'), aPair('legal', 'legal')]),
    },
  ],
  real: [{ source: { name: 'titles', files: ['shop'] }, lines: 4000, flagged: [LINE] }],
  absent: [],
  explained: {},
}

const rowOf = (document: string, start: string): string[] =>
  (document.split('\n').find((line) => line.startsWith(start)) ?? '').split(' | ')

describe('renderEvaluation', () => {
  it('gives the figures of the program and, below them, of keywords alone', () => {
    const document = renderEvaluation(REPORT)
    expect(rowOf(document, '| `a.jsonl` | qingshao').slice(2)).toEqual([
      '50.0%',
      '100.0%',
      '66.7%',
      '100.0%',
      '50.0% |',
    ])
    expect(rowOf(document, '|  | keywords alone')[2]).toBe('33.3%')
    expect(document).toContain('50.0% (n = 2)')
  })

  it('quotes every flagged line with terms, score, rules and its rate', () => {
    const document = renderEvaluation(REPORT)
    expect(document).toContain('| titles (shop) | 4,000 | 1 | 2.5 | 0 |')
    expect(document).toContain(
      `| \`${LINE.key}\` | 80 涉嫌违法 | 穿山甲片\\|图案 抱枕 | 穿山甲片 \`product.pangolin.scale\` | +80 货品: 穿山甲片 |  |`,
    )
  })

  it('keeps what a person wrote about a line', () => {
    const document = renderEvaluation({ ...REPORT, explained: { [LINE.key]: '图案，不是实物' } })
    expect(document).toContain('| +80 货品: 穿山甲片 | 图案，不是实物 |')
  })

  it('says what could not be measured', () => {
    const document = renderEvaluation({ ...REPORT, real: [], absent: ['real titles: not there'] })
    expect(document).toContain('- real titles: not there')
    expect(document).not.toContain('## Real lines')
  })
})
