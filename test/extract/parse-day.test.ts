import { describe, expect, it } from 'vitest'
import { parseDay } from '../../src/extract/parse-day.ts'

describe('parseDay', () => {
  it.each(['2026-04-30', '2026/4/30 09:00', '2026年4月30日', '20260430', '举报于 2026.04.30'])(
    'reads %s',
    (text) => expect(parseDay(text)).toBe('2026-04-30'),
  )

  it.each(['', '昨天', '2026-13-01', '2026-02-30', '20260431', '4月30日'])('reads no day in “%s”', (text) =>
    expect(parseDay(text)).toBeUndefined(),
  )
})
