import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SqlitePaceMemory } from '../../src/adapters/sqlite/sqlite-pace-memory.ts'
import { type Answer, HostPaces, nextPace, type Pace, restedPace } from '../../src/crawl/host-pace.ts'
import '../support/property-seed.ts'

const NOW = '2026-11-22T18:00:00.000Z'
const FLOOR_MS = 1000

/** The delay after each answer. */
function delaysAfter(answers: readonly Answer[], start?: Pace): number[] {
  let pace = start
  return answers.map((answer) => {
    pace = nextPace(pace, answer, FLOOR_MS, NOW)
    return pace.delayMs
  })
}

const times = (count: number, answer: Answer) => Array.from({ length: count }, () => answer)
const served = (latencyMs: number): Answer => ({ host: 'serves', latencyMs })

describe('nextPace', () => {
  it('stays at the floor while the host serves as usual', () => {
    expect(delaysAfter(times(50, served(80)))).toEqual(times(50, served(80)).map(() => FLOOR_MS))
  })

  it.each(['refuses', 'silent'] as const)(
    'doubles the delay when the host %s, up to sixteen times the floor',
    (host) => {
      expect(delaysAfter(times(6, { host }))).toEqual([2000, 4000, 8000, 16_000, 16_400, 16_400])
    },
  )

  it('takes the delay back slowly: half of what is above the floor in 13 pages', () => {
    const delays = delaysAfter([{ host: 'refuses' }, { host: 'refuses' }, ...times(200, served(80))])
    expect(delays[1]).toBe(4000)
    expect((delays[13] ?? 0) - FLOOR_MS).toBeGreaterThan(1500)
    expect((delays[14] ?? 0) - FLOOR_MS).toBeLessThan(1500)
    expect(delays.at(-1)).toBe(FLOOR_MS)
  })

  it('slows down when answers come late, and not for one late answer', () => {
    const steady = times(30, served(100))
    expect(delaysAfter([...steady, served(900)]).at(-1)).toBe(FLOOR_MS)
    const late = delaysAfter([...steady, ...times(20, served(2000))])
    expect(late.at(-1)).toBeGreaterThan(2 * FLOOR_MS)
    expect(Math.max(...late)).toBeLessThanOrEqual(4000)
  })

  it('is never below the floor nor above a minute, whatever comes', () => {
    const answer = fc.record({
      host: fc.constantFrom('serves' as const, 'refuses' as const, 'silent' as const),
      latencyMs: fc.double({ min: 0, max: 120_000, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(answer, { maxLength: 60 }),
        fc.integer({ min: 0, max: 30_000 }),
        (answers, floorMs) => {
          let pace: Pace | undefined
          for (const one of answers) {
            const before = pace?.delayMs ?? floorMs
            pace = nextPace(pace, one, floorMs, NOW)
            expect(pace.delayMs).toBeGreaterThanOrEqual(floorMs)
            expect(pace.delayMs).toBeLessThanOrEqual(60_000)
            if (one.host !== 'serves') expect(pace.delayMs).toBeGreaterThanOrEqual(before)
          }
        },
      ),
    )
  })
})

describe('restedPace', () => {
  it('halves what is above the floor every six hours', () => {
    const pace = { delayMs: 9000, usualMs: 100, recentMs: 100, seenAt: NOW }
    expect(restedPace(pace, FLOOR_MS, '2026-11-23T00:00:00.000Z').delayMs).toBe(5000)
    expect(restedPace(pace, FLOOR_MS, NOW).delayMs).toBe(9000)
  })
})

describe('HostPaces', () => {
  it('goes on where an earlier process was with a host', async () => {
    const memory = new SqlitePaceMemory(':memory:')
    const clock = { now: () => NOW }
    const first = new HostPaces(clock, memory)
    expect(await first.delayMs('a.example', FLOOR_MS)).toBe(FLOOR_MS)
    for (const answer of times(2, { host: 'refuses' })) await first.observe('a.example', answer, FLOOR_MS)
    expect(await new HostPaces(clock, memory).delayMs('a.example', FLOOR_MS)).toBe(4000)
    expect(await new HostPaces(clock, memory).delayMs('b.example', FLOOR_MS)).toBe(FLOOR_MS)
    expect(await new HostPaces(clock, undefined).delayMs('a.example', FLOOR_MS)).toBe(FLOOR_MS)
    await memory.close()
  })
})
