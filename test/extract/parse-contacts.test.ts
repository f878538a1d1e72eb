import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseContacts } from '../../src/extract/parse-contacts.ts'

describe('parseContacts', () => {
  it.each([
    ['加V demo_12345', 'wechat', 'demo_12345'],
    ['薇❤：demo_abc1', 'wechat', 'demo_abc1'],
    ['➕薇 demo_888', 'wechat', 'demo_888'],
    ['LINE跟薇同號 demo_888', 'wechat', 'demo_888'],
    ['ＶＸ：demo_wide', 'wechat', 'demo_wide'],
    ['加 微 d.e.m.o.0.1.2', 'wechat', 'demo012'],
    ['扣扣 0 1 2 3 4 5 6 7', 'qq', '01234567'],
    ['叩叩：０１２３４５６７', 'qq', '01234567'],
    ['企鹅 ⓪①②③④⑤⑥', 'qq', '0123456'],
    ['电话①③⑧零零零零一二三四', 'phone', '13800001234'],
    ['一三八零零零零一二三四', 'phone', '13800001234'],
    ['1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣', 'phone', '13800001234'],
    ['138*0000*1234 夜里打', 'phone', '13800001234'],
    ['不议价 薇 demo_lin88', 'wechat', 'demo_lin88'],
    ['说明书送 V demo_1', 'wechat', 'demo_1'],
    ['弹头新到，扣 0336677', 'qq', '0336677'],
  ])('undoes the disguise of %s', (text, kind, value) => {
    expect(parseContacts(text)).toEqual([expect.objectContaining({ kind, value, disguised: true })])
  })

  it.each([
    ['微信 demo_12345', 'wechat', 'demo_12345'],
    ['QQ：01234567', 'qq', '01234567'],
    ['群主加我Q 0123456789', 'qq', '0123456789'],
    ['手机 13800001234', 'phone', '13800001234'],
    ['138-0000-1234', 'phone', '13800001234'],
    ['没服盆。加微demo_agui', 'wechat', 'demo_agui'],
    ['收藏多年，demo_fly（薇信）', 'wechat', 'demo_fly'],
  ])('does not call %s disguised', (text, kind, value) => {
    expect(parseContacts(text)).toEqual([expect.objectContaining({ kind, value, disguised: false })])
  })

  it.each([
    '订单号13800001234',
    '快递单号：13800001234',
    '价格 13800 元',
    '编号 1020565583',
    '货号13812345678',
    '13800001234567',
    'https://market.example/13800001234.html',
    '适配 iPhone12 220V: abcdefg',
    '尺寸 138 0000',
    '通风柜 1500*850*2350',
    '大闸蟹1.5——2.0两6/8/10/12只',
    '微芯microchip控制器',
    'Q235钢 12345',
    '微信同号，加微信详聊',
    '紫薇 牡丹 月季',
    'V neck sweater 春秋',
    'CR-V honda2020 脚垫',
    '满减扣 2000 元',
  ])('finds nobody to call in %s', (text) => {
    expect(parseContacts(text)).toEqual([])
  })

  it('counts a number after a service word once', () => {
    expect(parseContacts('vx:13800001234')).toEqual([
      { kind: 'wechat', raw: '13800001234', value: '13800001234', disguised: true },
    ])
  })

  it('quotes what stands on the page', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const contact of parseContacts(text)) expect(text).toContain(contact.raw)
      }),
    )
  })

  it('takes time in proportion to the text', () => {
    const started = performance.now()
    for (const hostile of [
      '1 '.repeat(25_000),
      '加V '.repeat(12_000),
      'a.'.repeat(25_000),
      'q q '.repeat(12_000),
    ]) {
      parseContacts(hostile)
    }
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
