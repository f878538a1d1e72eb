import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { feedToListing, parseJsonLines } from '../../src/extract/parse-feed.ts'
import { matchListing } from '../../src/match/match-listing.ts'
import { applyRule } from '../../src/score/apply-rule.ts'
import { collectFacts } from '../../src/score/listing-facts.ts'
import { aListing } from '../support/builders.ts'
import { shippedDefinitions } from '../support/definitions.ts'
import { ROOT } from '../support/run-cli.ts'
import { aPolicy, aRule, find } from './score-support.ts'

const LABELLED = ['data/labelled/batch-1.jsonl', 'data/practice-market/truth.jsonl']

function candidatesFor(detection: unknown, title: string): number {
  const policy = aPolicy([aRule({ detection })])
  const listing = aListing({ title, body: '' })
  return policy.ruleIndex.candidatesFor(collectFacts(listing, find(listing), policy)).length
}

describe('buildRuleIndex', () => {
  it('puts a rule aside whose kinds, signals, platform or words are absent', () => {
    const both = { all: [{ kinds: ['product'] }, { signals: ['ship'] }] }
    expect(candidatesFor(both, '象牙手串 快递')).toBe(1)
    expect(candidatesFor(both, '象牙手串')).toBe(0)
    expect(candidatesFor(both, '快递')).toBe(0)
    expect(candidatesFor({ all: [{ platforms: ['forum'] }] }, '象牙手串')).toBe(0)
    expect(candidatesFor({ all: [{ pattern: '野猪|野兔' }] }, '打野')).toBe(0)
    expect(candidatesFor({ all: [{ pattern: '野猪|野兔' }] }, '打野兔')).toBe(1)
  })

  it('keeps a rule of which it cannot tell', () => {
    expect(candidatesFor({ all: [{ pattern: '(?i)VX' }] }, '象牙')).toBe(1)
    expect(candidatesFor({ any: [{ signals: ['ship'] }] }, '象牙')).toBe(1)
  })

  it('leaves out no rule that fires', () => {
    const { lexicon, policy } = shippedDefinitions()
    let fired = 0
    for (const file of LABELLED) {
      for (const { value } of parseJsonLines(readFileSync(path.join(ROOT, file), 'utf8')).rows) {
        const listing = feedToListing(value, 'test')
        const facts = collectFacts(listing, matchListing(listing, lexicon), policy)
        const all = policy.rules.filter((rule) => applyRule(rule, facts))
        fired += all.length
        expect(policy.ruleIndex.candidatesFor(facts).filter((rule) => applyRule(rule, facts))).toEqual(all)
      }
    }
    expect(fired).toBeGreaterThan(1000)
  })
})
