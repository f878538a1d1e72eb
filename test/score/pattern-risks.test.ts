import { describe, expect, it } from 'vitest'
import { patternRisks } from '../../src/score/pattern-risks.ts'

describe('patternRisks', () => {
  it.each([
    '(a+)+',
    '(?:a*)*b',
    '(?P<name>a+){2,}',
    '((ab)+c)*',
    '(?:a{1,9})+',
    '(?:a|a)*b',
    '(?:.|a)+b',
    '(?:[甲乙]?)*丙',
    '甲.*.*乙',
    '甲.*[^乙]*乙',
    'a*',
    '甲|',
  ])('warns of %s', (pattern) => {
    expect(patternRisks(pattern)).not.toEqual([])
  })

  it.each([
    '牙|角',
    '(?:撒|倒).{0,14}鱼(?:翻白|浮)',
    '(?:皮|骨)(?:子|片)?',
    '\\d{2,3}\\s?磅',
    '[(+*]+牙',
    '\\(a+\\)',
    '(?:ab){2}',
    '(?:许可证|证)号[：: ]?[A-Za-z0-9〔（(]',
    '(?:[一二]个)+甲',
  ])('has nothing against %s', (pattern) => {
    expect(patternRisks(pattern)).toEqual([])
  })
})
