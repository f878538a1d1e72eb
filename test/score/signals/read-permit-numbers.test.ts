import { describe, expect, it } from 'vitest'
import type { Signal } from '../../../src/domain/assessment.ts'
import { readPermitNumbers, unnumberedClaims } from '../../../src/score/signals/read-permit-numbers.ts'

const read = (title: string, body = '') => readPermitNumbers({ title, body })

describe('readPermitNumbers', () => {
  it.each([
    ['证号粤林护驯繁(2019)12号，可查', '林护驯繁(2019)12号'],
    ['林护许字〔2021〕第33号', '林护许字〔2021〕第33号'],
    ['有人工繁育许可证 44-2021-018 支持核验', '人工繁育许可证 44-2021-018'],
    ['驯养繁殖许可证号：粤0012345', '驯养繁殖许可证号：粤0012345'],
    ['动检 4401234567 随货', '动检 4401234567'],
    ['专用标识CN-20210001', '专用标识CN-20210001'],
    ['许可证号 吉林护繁(2021)0137', '许可证号 吉林护繁(2021)0137'],
    ['检疫证明编号：4400012345', '检疫证明编号：4400012345'],
    ['芯片号 900123456789012', '芯片号 900123456789012'],
  ])('reads the number in %s', (title, text) => {
    const [number, ...others] = read(title)
    expect(number).toMatchObject({ kind: 'permit-number', field: 'title', text })
    expect(title.slice(number?.start, number?.end)).toBe(text)
    expect(others).toEqual([])
  })

  it.each(['有证，手续齐全', '人工繁育许可证齐全', '林护部门批准的', '2019年的老货', '芯片手机 8G'])(
    'finds none in %s',
    (title) => expect(read(title)).toEqual([]),
  )

  it('reads title and body apart', () => {
    expect(read('标识 12345678', '标识 12345678').map(({ field }) => field)).toEqual(['title', 'body'])
  })
})

describe('unnumberedClaims', () => {
  const claim: Signal = { kind: 'permit-claim', field: 'title', start: 0, end: 2, text: '有证' }

  it('says of each claim that it has no number, where the claim stands', () => {
    expect(unnumberedClaims([claim])).toEqual([{ ...claim, kind: 'permit-unnumbered' }])
  })

  it('is silent where a number stands anywhere in the listing, and where nothing is claimed', () => {
    expect(unnumberedClaims([claim, { kind: 'permit-number', text: '动检 4401234567' }])).toEqual([])
    expect(unnumberedClaims([{ kind: 'sale', text: '出' }])).toEqual([])
  })
})
