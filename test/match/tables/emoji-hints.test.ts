import { expect, test } from 'vitest'
import { hintsOf, isDrawn } from '../../../src/match/tables/emoji-hints.ts'
import { EMOJI_MEANINGS } from '../../../src/match/tables/emoji-meanings.ts'

test.each([
  ['🌍', '地'],
  ['🧪', '毒'],
  ['🏹', '打猎'],
  ['🐇', '野兔'],
  ['🚵', '车'],
  ['🍄', '毒'],
])('%s may be put for %s', (emoji, hint) => {
  expect(hintsOf(emoji)).toContain(hint)
})

test('what an emoji shows is no mere hint', () => {
  for (const [emoji, meanings] of Object.entries(EMOJI_MEANINGS)) {
    expect(hintsOf(emoji).filter((hint) => meanings.includes(hint))).toEqual([])
  }
})

test('hints are Chinese, and a picture without any has none', () => {
  for (const emoji of Object.keys(EMOJI_MEANINGS)) {
    for (const hint of hintsOf(emoji)) expect(hint, emoji).toMatch(/^\p{Script=Han}+$/u)
  }
  expect(hintsOf('x')).toEqual([])
})

test('a part of a name is not drawn by hand', () => {
  expect(isDrawn('🌍', '地')).toBe(true)
  expect(isDrawn('🚵', '车')).toBe(false)
})
