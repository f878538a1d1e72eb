import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import type { CompiledLexicon } from '../../src/match/compiled-lexicon.ts'
import { matchListing } from '../../src/match/match-listing.ts'
import { aTerm } from './match-support.ts'

const TERMS = ['穿山甲', '象牙手串', '电鱼机', '捕鸟网', '虎骨酒', '猫头鹰', 'ivory', '象牙', '猎枪', '𫚭鱼']
const terms = [
  ...TERMS.map((text, index) => aTerm({ text }, index)),
  aTerm({ text: '象牙白', kind: 'benign' }, 90),
  aTerm({ text: '包邮', kind: 'context', signal: 'ship' }, 91),
]
const lexicon = compileLexicon(terms)

/** Text as it comes: characters of the terms, of every script, halves of pairs, marks, emoji, line ends. */
const Fragments = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...TERMS.join(''), ...'xiangyachuanshanjiaXYZ', ...'犭昔木仓🐘🦷🐅🦉⚡'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\u200b',
      '\ufe0f',
      '\u0301',
      '*',
      ' ',
      '。',
      '\n',
      '\ud83d',
      '\udc18',
      '\u202e',
      '包邮',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
)
const Text = fc.array(Fragments, { maxLength: 60 }).map((parts) => parts.join(''))

/** Ordinary text that holds no part of any term. */
const Filler = fc.constantFrom('', '今天天气很好', '，', '【', '2026年', '！！', 'ok ')
const Term = fc.constantFrom('穿山甲', '象牙手串', '电鱼机', '捕鸟网', '虎骨酒')

describe('matchListing on any text', () => {
  it('never throws, and every span is what it says', () => {
    fc.assert(
      fc.property(Text, Text, (title, body) => {
        const listing = { title, body }
        const { matches, benign } = matchListing(listing, lexicon)
        for (const match of [...matches, ...benign]) {
          expect(match.end).toBeGreaterThan(match.start)
          expect(listing[match.field].slice(match.start, match.end)).toBe(match.text)
          expect(cutsCharacter(listing[match.field], match.start)).toBe(false)
          expect(cutsCharacter(listing[match.field], match.end)).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('gives the same answer twice', () => {
    fc.assert(
      fc.property(Text, (title) => {
        expect(matchListing({ title, body: '' }, lexicon)).toEqual(matchListing({ title, body: '' }, lexicon))
      }),
    )
  })

  it.each<[string, (term: string) => string]>([
    ['noise', (term) => [...term].join('*')],
    ['zero-width', (term) => [...term].join('\u200b')],
    ['noise', (term) => [...term].join(' ')],
    ['zero-width', (term) => [...term].join('\ufe0f')],
    [
      'variant-glyph',
      (term) =>
        term
          .replace('牙', '⽛')
          .replace('山', '⼭')
          .replace('鱼', '⻥')
          .replace('鸟', '⻦')
          .replace('骨', '⻣'),
    ],
    [
      'traditional',
      (term) => term.replace('串', '串').replace('鸟', '鳥').replace('鱼', '魚').replace('酒', '酒'),
    ],
    ['pinyin', (term) => term.slice(0, 1) + SPELLED[term]],
    ['reversed', (term) => [...term].reverse().join('')],
  ])('finds a term behind %s at the place where it stands', (evasion, disguise) => {
    fc.assert(
      fc.property(Filler, Term, Filler, (before, term, after) => {
        const disguised = disguise(term)
        fc.pre(disguised !== term)
        const title = `${before}。${disguised}。${after}`
        const found = matchListing({ title, body: '' }, lexicon).matches.find(
          ({ text }) => text === disguised,
        )
        expect(found).toMatchObject({ termId: `t.${TERMS.indexOf(term)}`, start: before.length + 1 })
        expect(found?.evasions).toContain(evasion)
      }),
    )
  })
})

/** Ways of typing one character, by character: as it is, in another form, spelled, taken apart, drawn. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  穿: ['穿', '穿', 'chuan', 'ｃｈｕａｎ', '穴牙'],
  山: ['山', '⼭', 'shan', '⛰️'],
  甲: ['甲', 'jia', 'ｊｉａ'],
  象: ['象', 'xiang', '🐘', 'ⓧⓘⓐⓝⓖ'],
  牙: ['牙', '⽛', 'ya', '🦷'],
  手: ['手', '⼿', 'shou'],
  串: ['串', 'chuan'],
  电: ['电', '電', 'dian', '⚡'],
  鱼: ['鱼', '魚', '⻥', 'yu', '🐟'],
  机: ['机', '機', 'ji', '木几'],
  捕: ['捕', 'bu', '扌甫'],
  鸟: ['鸟', '鳥', '⻦', 'niao', '🐦'],
  网: ['网', '網', 'wang'],
  虎: ['虎', '⻁', 'hu', '🐯'],
  骨: ['骨', '⻣', 'gu', '🦴'],
  酒: ['酒', 'jiu', '氵酉', '🍶'],
}
/** Between two characters, the same in every gap or in one of them. */
const Gap = fc.constantFrom('', '', '*', '.', ' ', '\u200b', '-', '★', '♥♥', '·', '/')

describe('matchListing on several disguises at once', () => {
  it('finds a term whatever is done to each of its characters, at the place where it stands', () => {
    const ways = Term.chain((term) => {
      const chars = fc.tuple(...[...term].map((char) => fc.constantFrom(...(WRITTEN[char] ?? [char]))))
      return fc.tuple(fc.constant(term), chars, Gap, fc.integer({ min: -1, max: term.length - 2 }))
    })
    fc.assert(
      fc.property(Filler, ways, Filler, (before, [term, chars, gap, only], after) => {
        const disguised = chars.reduce(
          (text, char, at) => text + (only < 0 || only === at - 1 ? gap : '') + char,
        )
        const title = `${before}。出售 ${disguised} 包邮。${after}`
        const start = before.length + 4
        const found = matchListing({ title, body: '' }, lexicon).matches.find(
          (match) => match.termId === `t.${TERMS.indexOf(term)}`,
        )
        expect(found, title).toMatchObject({ start, end: start + disguised.length })
      }),
      { numRuns: 2000 },
    )
  })
})

const SPELLED: Readonly<Record<string, string>> = {
  穿山甲: 'shanjia',
  象牙手串: 'yashouchuan',
  电鱼机: 'yuji',
  捕鸟网: 'niaowang',
  虎骨酒: 'gujiu',
}

describe('matchListing on hostile text', () => {
  it.each([
    ['one term over and over', '穿山甲'],
    ['characters that almost match', '穿山'],
    ['homophones', '川山贾'],
    ['pinyin without end', 'xiangya'],
    ['pinyin in short words', 'xi ang ya '],
    ['single letters', 'x '],
    ['emoji', '🐘🦷'],
    ['signs', '*'],
    ['invisible characters', '象\u200b'],
    ['digits', '1'],
    ['parts of characters', '犭昔木'],
  ])('works in proportion to its length: %s', (_, unit) => {
    const small = workOn(unit.repeat(Math.ceil(4000 / unit.length)))
    const large = workOn(unit.repeat(Math.ceil(16_000 / unit.length)))
    expect(large).toBeLessThan(small * 4.4 + 1000)
  })
})

/** Reads of the automata's tables while a text is matched: a count of the work that no clock can disturb. */
function workOn(body: string): number {
  let reads = 0
  const counted = (array: Int32Array): Int32Array =>
    new Proxy(array, {
      get(target, key) {
        reads += 1
        return Reflect.get(target, key)
      },
    })
  const counting: CompiledLexicon = {
    ...lexicon,
    automaton: {
      ...lexicon.automaton,
      cells: counted(lexicon.automaton.cells),
      entryOf: counted(lexicon.automaton.entryOf),
    },
  }
  matchListing({ title: '', body }, counting)
  return reads
}

function cutsCharacter(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}
