import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Automaton, buildAutomaton, childOf, ENDS, isOwnEnd, step } from '../../src/match/automaton.ts'

const Codes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })

function asString(codes: readonly number[]): string {
  return String.fromCharCode(...codes)
}

describe('buildAutomaton', () => {
  it('finds what a search at every place finds, whatever the patterns', () => {
    fc.assert(
      fc.property(
        fc.array(Codes, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 5 })),
        (patterns, text) => {
          const automaton = buildAutomaton(patterns.map(asString), 5)
          let state = 0
          for (const [at, code] of text.entries()) {
            state = step(automaton, state, code)
            const expected = patterns.flatMap((pattern, index) => (endsAt(text, at, pattern) ? [index] : []))
            expect(patternsAt(automaton, state).sort((a, b) => a - b)).toEqual(expected)
            expect((automaton.cells[2 * state] ?? 0) & ENDS).toBe(expected.length > 0 ? ENDS : 0)
          }
        },
      ),
    )
  })

  it('lists the longest pattern first', () => {
    const automaton = buildAutomaton(['\u0002', '\u0001\u0002'], 2)
    const state = step(automaton, step(automaton, 0, 1), 2)
    expect(patternsAt(automaton, state)).toEqual([1, 0])
  })

  it('holds large alphabets and many patterns', () => {
    const patterns = Array.from({ length: 5000 }, (_, index) =>
      asString([(index % 71) + 1, (index % 997) + 1, 3000 - (index % 13)]),
    )
    const automaton = buildAutomaton(patterns, 3000)
    for (const [index, pattern] of patterns.entries()) {
      const state = [...pattern].reduce((from, code) => childOf(automaton, from, code.charCodeAt(0)), 0)
      expect(isOwnEnd(automaton, state)).toBe(true)
      expect(patternsAt(automaton, state)).toContain(index)
    }
  })

  it('never finds an empty pattern', () => {
    const automaton = buildAutomaton(['', '\u0001'], 2)
    expect(patternsAt(automaton, step(automaton, 0, 1))).toEqual([1])
    expect(patternsAt(automaton, step(automaton, 0, 2))).toEqual([])
  })
})

/** Every pattern that ends in a state, longest first. */
function patternsAt({ entryOf, entryFrom, shorter, patterns }: Automaton, state: number): number[] {
  const found: number[] = []
  for (let entry = entryOf[state] ?? 0; entry !== 0; entry = shorter[entry] ?? 0) {
    found.push(...patterns.subarray(entryFrom[entry], entryFrom[entry + 1]))
  }
  return found
}

function endsAt(text: readonly number[], at: number, pattern: readonly number[]): boolean {
  const start = at + 1 - pattern.length
  return start >= 0 && pattern.every((code, index) => text[start + index] === code)
}
