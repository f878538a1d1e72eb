import { expect, test } from 'vitest'
import { foldText } from '../../../src/match/fold-text.ts'
import { COMPOSED_ALIKE } from '../../../src/match/tables/composed-look-alikes.ts'
import { listLookAlikes } from '../../../src/match/tables/look-alikes.ts'

const MOST_COMPOSED = 16

const lookAlikes = listLookAlikes()

test.each([
  ['猪', '堵'],
  ['猪', '睹'],
  ['豹', '貌'],
  ['豹', '约'],
  ['貌', '豹'],
  ['活', '括'],
  ['海', '每'],
  ['海', '梅'],
  ['根', '恨'],
  ['根', '垠'],
  ['松', '伀'],
  ['角', '甬'],
  ['鸟', '乌'],
  ['乌', '鸟'],
  ['兔', '免'],
  ['术', '木'],
  ['母', '毋'],
  ['白', '臼'],
  ['太', '犬'],
  ['土', '士'],
  ['未', '末'],
  ['巳', '己'],
  ['野', '墅'],
  ['山', '屾'],
  ['狼', '狠'],
  ['口', 'ロ'],
  ['力', 'カ'],
  ['二', 'ニ'],
  ['三', 'ミ'],
  ['工', 'エ'],
  ['夕', 'タ'],
  ['八', 'ハ'],
  ['卜', 'ト'],
])('for %s people type %s', (meant, typed) => {
  expect(lookAlikes.get(meant)).toContain(typed)
})

test('the commoner look-alike stands first', () => {
  const forHare = [...(lookAlikes.get('猪') ?? [])]
  expect(forHare.indexOf('堵')).toBeLessThan(forHare.indexOf('锗'))
})

test('nothing looks like itself, and nothing is listed twice', () => {
  const wrong = [...lookAlikes].filter(
    ([meant, others]) => others.includes(meant) || new Set(others).size < others.length,
  )
  expect(wrong).toEqual([])
})

test('look-alikes stand as a folded text has them, or they would never be met', () => {
  const all = new Set([...lookAlikes].flatMap(([meant, others]) => [meant, ...others]))
  expect([...all].filter((char) => foldText(char).join('') !== char)).toEqual([])
})

test('no more look-alikes come from compositions than are worth looking for', () => {
  const longest = COMPOSED_ALIKE.trim()
    .split(/\s+/)
    .map((entry) => [...entry].length - 1)
  expect(Math.max(...longest)).toBeLessThanOrEqual(MOST_COMPOSED)
})
