import { expect, test } from 'vitest'
import { RADICAL_NAMES } from '../../../src/match/tables/radical-forms.ts'
import { BARE_RADICALS, listSplitCharacters } from '../../../src/match/tables/split-characters.ts'

const spellings = new Map<string, Set<string>>()
for (const { whole, parts } of listSplitCharacters()) {
  const known = spellings.get(whole) ?? new Set()
  spellings.set(whole, known.add(parts.join('')))
}

test.each([
  ['猎', '犭昔'],
  ['枪', '木仓'],
  ['鹤', '隺鸟'],
  ['媒', '女某'],
  ['江', '氵工'],
  ['瞄', '目苗'],
  ['味', '口未'],
  ['体', '亻本'],
  ['斑', '王文王'],
  ['鸡', '又鸟'],
  ['蛇', '虫它'],
  ['鬃', '髟宗'],
  ['麝', '鹿射'],
  ['达', '辶大'],
  ['达', '大辶'],
  ['森', '木木木'],
  ['树', '木又寸'],
  ['树', '权寸'],
  ['盔', '灰皿'],
  ['象', '⺈豕'],
  ['岩', '山石'],
  ['苗', '艹田'],
  ['岗', '山冈'],
  ['黄', '共由'],
  ['器', '口口犬口口'],
])('%s is typed %s', (whole, typed) => {
  expect(spellings.get(whole)).toContain(typed)
})

test.each([
  ['猎', '犬昔'],
  ['猎', '反犬旁昔'],
  ['泡', '水包'],
  ['江', '三点水工'],
  ['草', '草头早'],
  ['铁', '金失'],
  ['铁', '金字旁失'],
  ['蛇', '虫字旁它'],
  ['鸡', '又鸟字旁'],
  ['胆', '肉旦'],
  ['雕', '周佳'],
])('%s is typed %s, its radical as a character or by name', (whole, typed) => {
  expect(spellings.get(whole)).toContain(typed)
})

test('each character is taken apart into two parts or more, none of them itself but in a name: 草头早', () => {
  const isNamed = (parts: readonly string[]): boolean =>
    [...RADICAL_NAMES].some((name) => parts.join('').includes(name))
  for (const { whole, parts } of listSplitCharacters()) {
    expect(parts.length, whole).toBeGreaterThan(1)
    expect(parts.filter((part) => [...part].length !== 1)).toEqual([])
    if (!isNamed(parts)) expect(parts).not.toContain(whole)
  }
})

test('parts are characters that a keyboard gives', () => {
  const beyond = listSplitCharacters().filter(({ parts }) => parts.some((part) => part > '\uffff'))
  expect(beyond.map(({ parts }) => parts.join('')).filter((typed) => !typed.includes('𠂊'))).toEqual([])
})

test('two parts that are a word by themselves are no split', () => {
  expect(spellings.get('明') ?? []).toContain('日月')
  expect(spellings.get('好') ?? []).not.toContain('女子')
  expect(spellings.get('体') ?? []).not.toContain('人力')
  expect(spellings.get('问') ?? []).not.toContain('门口')
})

test('no ordinary sentence holds a bare radical', () => {
  for (const mark of '犭氵艹讠⺨⺾⻊隺昷') expect(BARE_RADICALS, mark).toContain(mark)
  for (const mark of '木口大鸟人水金') expect(BARE_RADICALS, mark).not.toContain(mark)
  expect(RADICAL_NAMES).toContain('反犬旁')
})
