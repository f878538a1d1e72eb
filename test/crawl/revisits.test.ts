import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextPauseMs } from '../../src/crawl/revisits.ts'

const HOUR = 3_600_000
const BOUNDS = { minHours: 12, maxHours: 168 }
const QUIET = { changed: false, flagged: false }

describe('nextPauseMs', () => {
  it('grows by half with each look that found nothing new, up to the most', () => {
    const pauses: number[] = []
    for (let pause: number | undefined, look = 0; look < 9; look += 1) {
      pause = nextPauseMs(pause, QUIET, BOUNDS)
      pauses.push(pause / HOUR)
    }
    expect(pauses).toEqual([12, 18, 27, 40.5, 60.75, 91.125, 136.6875, 168, 168])
  })

  it.each([
    { changed: true, flagged: false },
    { changed: false, flagged: true },
  ])('goes back to the least: %j', (seen) => {
    expect(nextPauseMs(100 * HOUR, seen, BOUNDS)).toBe(12 * HOUR)
  })

  it('stays between the least and the most', () => {
    const hours = fc.double({ min: 0, max: 8760, noNaN: true })
    fc.assert(
      fc.property(
        fc.option(hours, { nil: undefined }),
        hours,
        hours,
        fc.boolean(),
        (before, one, other, changed) => {
          const bounds = { minHours: Math.min(one, other), maxHours: Math.max(one, other) }
          const pause = nextPauseMs(
            before === undefined ? undefined : before * HOUR,
            { changed, flagged: false },
            bounds,
          )
          expect(pause).toBeGreaterThanOrEqual(bounds.minHours * HOUR)
          expect(pause).toBeLessThanOrEqual(bounds.maxHours * HOUR)
        },
      ),
    )
  })
})
