import { describe, expect, it } from 'vitest'
import { beijingDate, beijingTime } from '../../src/domain/beijing-time.ts'

describe('beijingTime', () => {
  it.each([
    ['2026-11-21T18:05:09.123Z', '2026-11-22 02:05:09'],
    ['2026-12-31T16:00:00Z', '2027-01-01 00:00:00'],
    ['2028-02-28T20:00:00Z', '2028-02-29 04:00:00'],
    ['2026-02-28T20:00:00Z', '2026-03-01 04:00:00'],
    ['2100-02-28T20:00:00Z', '2100-03-01 04:00:00'],
    ['2026-04-30T15:59:59Z', '2026-04-30 23:59:59'],
  ])('reads %s as %s', (utc, beijing) => {
    expect(beijingTime(utc)).toBe(beijing)
  })

  it('agrees with the platform over years of hours', () => {
    const formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Shanghai',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    for (let hour = 0; hour < 5 * 366 * 24; hour += 7) {
      const utc = new Date(Date.UTC(2024, 0, 1, hour, 34, 56))
      expect(beijingTime(utc.toISOString())).toBe(formatter.format(utc))
    }
  })

  it('gives the Beijing date for file names', () => {
    expect(beijingDate('2026-11-21T18:05:09.123Z')).toBe('20261122')
  })
})
