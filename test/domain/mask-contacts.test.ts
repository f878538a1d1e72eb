import { describe, expect, it } from 'vitest'
import { contactTexts, maskerFor, maskValue } from '../../src/domain/mask-contacts.ts'
import { anAssessment } from '../support/evidence-builders.ts'

const contacts = [
  { kind: 'phone' as const, raw: '一三八 零零零零 一二三四', value: '13800001234', disguised: true },
  { kind: 'other' as const, raw: 'ab', value: 'ab', disguised: false },
]

describe('maskValue', () => {
  it.each([
    ['13800001234', '138****1234'],
    ['demo_seller', 'de*******er'],
    ['012345', '0****5'],
    ['abc', '***'],
    ['', ''],
  ])('shows %s as %s', (value, masked) => {
    expect(maskValue(value)).toBe(masked)
  })
})

describe('maskerFor', () => {
  const mask = maskerFor({ contacts })

  it('masks known contacts, disguised ones as they are written', () => {
    expect(mask('电话一三八 零零零零 一二三四，abc')).toBe('电话一三*********三四，abc')
  })

  it.each([
    ['打13800005678', '打138****5678'],
    ['打 138-0000-5678 也行', '打 13*********78 也行'],
    ['加微信：demo_abc1', '加微信：de*****c1'],
    ['VX demo_abc1，包邮', 'VX de*****c1，包邮'],
    ['QQ0123456789', 'QQ01******89'],
    ['写 demo.user@mail.example 吧', '写 de******************le 吧'],
    ['证号11010119900307123X', '证号11**************3X'],
  ])('masks what is a contact by its form: %s', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  it.each(['108颗 2800元', '编号 20261122000000001', '微信群里看到的', '长度180厘米'])(
    'leaves %s alone',
    (text) => {
      expect(mask(text)).toBe(text)
    },
  )

  it('keeps the length, so that spans still point at their words', () => {
    const text = '💮微信demo_ivory_77 一三八 零零零零 一二三四 a@b.example 象牙'
    expect(mask(text)).toHaveLength(text.length)
    expect(mask(text).endsWith(' 象牙')).toBe(true)
  })

  it('takes a long hostile text in linear time', () => {
    const started = performance.now()
    for (const unit of ['a', '1', '微信', 'a@', 'a.']) mask(unit.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe('contactTexts', () => {
  it('takes what identifies someone, not the words around it', () => {
    const signals = ['加微信', '联系方式', '微信 demo_1', '一三八零零零零一二三四'].map((text) => ({
      kind: 'contact' as const,
      text,
    }))
    expect(contactTexts(anAssessment({ signals }))).toEqual(['微信 demo_1', '一三八零零零零一二三四'])
  })
})
