import { describe, expect, it } from 'vitest'
import { routingAccuracy } from '../../src/score/routing-accuracy.ts'
import { aPair } from './labelled-pair.ts'

describe('routingAccuracy', () => {
  it('compares the bodies of what both sides flagged', () => {
    const accuracy = routingAccuracy([
      // Exact, in another order, so that the primary body is not the first.
      aPair('illegal', 'illegal', {}, { agencies: ['market-supervision', 'forestry'] }),
      // One of three missing.
      aPair(
        'illegal',
        'suspect',
        { expected_agencies: ['agriculture', 'market-supervision', 'customs'] },
        { agencies: ['agriculture', 'market-supervision'] },
      ),
      // The primary one missing, two too many.
      aPair(
        'suspect',
        'illegal',
        { expected_agencies: ['agriculture'] },
        { agencies: ['forestry', 'customs'] },
      ),
      aPair('illegal', 'legal', {}, { agencies: [] }),
      aPair('legal', 'illegal', {}, { agencies: ['forestry'] }),
    ])
    expect(accuracy).toEqual({
      covered: 4 / 6,
      meanExtras: 2 / 3,
      exact: 1 / 3,
      primaryProposed: 2 / 3,
      primaryFirst: 1 / 3,
      primaryReached: 2 / 4,
    })
  })
})
