import { describe, expect, it } from 'vitest'
import { readQuantities } from '../../../src/score/signals/read-quantities.ts'

const read = (title: string) => readQuantities({ title, body: '' }).map(({ text }) => text)

describe('readQuantities', () => {
  it.each([
    ['三包 送一包', ['三包', '一包']],
    ['10条起', ['10条']],
    ['2.5公斤', ['2.5公斤']],
  ])('reads %s', (title, amounts) => expect(read(title)).toEqual(amounts))

  it('does not count packets in “包邮”', () => {
    expect(read('野生王八包邮')).toEqual([])
    expect(read('99包邮')).toEqual([])
  })
})
