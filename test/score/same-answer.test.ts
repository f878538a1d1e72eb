import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Listing } from '../../src/domain/listing.ts'
import { assessListing } from '../../src/score/assess-listing.ts'
import { aListing } from '../support/builders.ts'
import { aPolicy, aRule, EXCUSE, find, TERMS } from './score-support.ts'

const RULES = [
  aRule(),
  aRule(EXCUSE),
  aRule({
    id: '0b9f3c52-8a44-4b6e-9a55-0d6f7a1b2c3d',
    title: '称有证须核验',
    detection: { all: [{ kinds: ['product'] }, { signals: ['permit-claim'] }] },
    points: 6,
    group: 'claim',
    ceiling: 'suspect',
  }),
  aRule({
    id: '1c9f3c52-8a44-4b6e-9a55-0d6f7a1b2c3d',
    title: '工具必查',
    detection: { all: [{ kinds: ['gear'] }] },
    points: 5,
    group: 'claim',
    floor: 'illegal',
  }),
]
const NET = aRule({
  id: '2d9f3c52-8a44-4b6e-9a55-0d6f7a1b2c3d',
  title: '广撒的网',
  purpose: 'hunting',
  points: 90,
  detection: { any: [{ pattern: '.' }] },
  floor: 'illegal',
})

const WORDS = [
  ...TERMS.map(({ text }) => text),
  '茶壶',
  '，',
  ' ',
  '300元',
  '微信 demo_seller',
  '许可证号 A2021018',
]
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(''))
const listings = fc
  .record({ title: text, body: text, platform: fc.constantFrom('shop' as const, 'forum' as const) })
  .map((fields): Listing => aListing(fields))

describe('assessListing', () => {
  it('gives the same answer to the same listing, whatever it judged before', () => {
    const policy = aPolicy(RULES)
    fc.assert(
      fc.property(listings, listings, (listing, other) => {
        const first = assessListing(listing, find(listing), policy)
        assessListing(other, find(other), policy)
        expect(assessListing(structuredClone(listing), find(listing), policy)).toEqual(first)
      }),
    )
  })

  it('gives the same answer in whatever order the rules lie in their files', () => {
    fc.assert(
      fc.property(listings, fc.shuffledSubarray(RULES, { minLength: RULES.length }), (listing, shuffled) => {
        const found = find(listing)
        expect(assessListing(listing, found, aPolicy(shuffled))).toEqual(
          assessListing(listing, found, aPolicy(RULES)),
        )
      }),
    )
  })

  it('gives the same answer with hunting rules and without', () => {
    const [without, beside] = [aPolicy(RULES), aPolicy([...RULES, NET])]
    fc.assert(
      fc.property(listings, (listing) => {
        const found = find(listing)
        expect(assessListing(listing, found, beside)).toEqual(assessListing(listing, found, without))
      }),
    )
  })

  it('shows a score that is the sum of its findings and stays between 0 and 100', () => {
    const policy = aPolicy(RULES)
    fc.assert(
      fc.property(listings, (listing) => {
        const { score, findings } = assessListing(listing, find(listing), policy)
        const sum = findings.reduce((total, { points }) => total + points, 0)
        expect(score).toBe(Math.max(0, Math.min(100, sum)))
      }),
    )
  })
})
