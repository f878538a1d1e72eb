import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import { type LoadedRule, loadRules } from '../../src/adapters/files/load-rules.ts'
import type { Listing } from '../../src/domain/listing.ts'
import { compileLexicon } from '../../src/match/compile-lexicon.ts'
import { matchListing } from '../../src/match/match-listing.ts'
import { assessListing } from '../../src/score/assess-listing.ts'
import { compilePolicy } from '../../src/score/compile-policy.ts'
import { aListing } from '../support/builders.ts'

const root = join(import.meta.dirname, '../..')
const terms = loadLexicon([join(root, 'keywords')])
const lexicon = compileLexicon(terms)
const loaded = loadRules([join(root, 'rules')])

describe('shipped rules', () => {
  it('are enough to cover the field', () => {
    const filters = loaded.filter(({ file }) => file.includes('/filters/'))
    expect(loaded.length - filters.length).toBeGreaterThanOrEqual(40)
    expect(filters.length).toBeGreaterThanOrEqual(12)
  })

  describe.each(loaded.map((rule) => [rule.rule.title, rule] as const))('%s', (_title, { rule, cases }) => {
    it.each(cases.fires.map((given) => [given.title, given] as const))('fires on “%s”', (_text, given) => {
      expect(firedBy(given, rule)).toContain(rule.id)
    })
    it.each(cases.silent.map((given) => [given.title, given] as const))(
      'is silent on “%s”',
      (_text, given) => {
        expect(firedBy(given, rule)).not.toContain(rule.id)
      },
    )
  })
})

function firedBy(given: LoadedRule['cases']['fires'][number], rule: LoadedRule['rule']): string[] {
  const { title, body, platform, price } = given
  const listing: Listing = aListing({
    title,
    body,
    platform,
    ...(price !== undefined && { price: { raw: price } }),
  })
  const policy = compilePolicy({
    rules: [rule],
    terms,
    law: { articles: [], rules: [] },
    routing: { rules: [] },
    taxa: [],
    on: '2026-11-22',
  })
  return assessListing(listing, matchListing(listing, lexicon), policy).findings.map(({ ruleId }) => ruleId)
}
