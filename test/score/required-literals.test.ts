import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/adapters/files/load-rules.ts'
import { compilePattern } from '../../src/score/compile-rule.ts'
import { requiredLiterals } from '../../src/score/required-literals.ts'
import { ROOT } from '../support/run-cli.ts'

describe('requiredLiterals', () => {
  it.each([
    ['野猪|野兔', ['野猪', '野兔']],
    ['野猪|兔?', undefined],
    ['(?:招|找).{0,6}(?:下夹|下套)', ['下夹', '下套']],
    ['不知道?货', ['不知']],
    ['[两三]只', ['只']],
    ['[两三]', ['两', '三']],
    ['[^两三]|只', undefined],
    ['[一-九]', undefined],
    ['\\d{2,3}\\s?磅', ['磅']],
    ['a{0,3}', undefined],
    ['a{2}', ['a']],
    ['ab+c', ['ab']],
    ['1\\.5', ['1.5']],
    ['(?i)abc', undefined],
    ['\\x41', undefined],
    ['\\p{Han}虎', undefined],
    ['(?:|虎)', undefined],
    ['', undefined],
  ])('reads %s', (pattern, literals) => {
    expect(requiredLiterals(pattern)).toEqual(literals)
  })

  it('knows what most shipped patterns need', () => {
    const known = shippedPatterns().filter((pattern) => requiredLiterals(pattern) !== undefined)
    expect(known.length / shippedPatterns().length).toBeGreaterThan(0.9)
  })

  it('asks for nothing that a matching text may lack', () => {
    const atom = fc.constantFrom(
      '虎',
      '皮',
      '骨',
      'a',
      '.',
      '[虎皮]',
      '[^骨]',
      '(?:虎|皮骨)',
      '(?:a|骨?)',
      '\\d',
    )
    const repeat = fc.constantFrom('', '', '?', '*', '+', '{0,2}', '{2}')
    const sequence = fc
      .array(fc.tuple(atom, repeat), { maxLength: 4 })
      .map((parts) => parts.map((part) => part.join('')).join(''))
    const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|'))
    const text = fc
      .array(fc.constantFrom('虎', '皮', '骨', 'a', '1'), { maxLength: 8 })
      .map((chars) => chars.join(''))
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const literals = requiredLiterals(source)
        if (!literals || !compilePattern(source).test(given)) return true
        return literals.some((literal) => given.includes(literal))
      }),
      { numRuns: 2000 },
    )
  })
})

function shippedPatterns(): string[] {
  return loadRules([path.join(ROOT, 'rules')]).flatMap(({ rule: { detection } }) =>
    [...detection.all, ...detection.any, ...detection.not].flatMap(({ pattern }) => pattern ?? []),
  )
}
