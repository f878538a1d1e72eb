import { describe, expect, it } from 'vitest'
import { readContacts } from '../../../src/score/signals/read-contacts.ts'
import { aListing } from '../../support/builders.ts'

const read = (title: string) => readContacts(aListing({ title, body: '' })).map(({ text }) => text)

describe('readContacts', () => {
  it.each(['加V demo_seller', '薇信 demo_seller', '扣扣 1234567', '电报 @demo_seller', '13800001234'])(
    'reads %s',
    (title) => expect(read(title)).toHaveLength(1),
  )

  it('undoes disguised telephone numbers, and takes no order number for one', () => {
    expect(read('壹叁捌零零零零壹贰叁肆')).toHaveLength(1)
    expect(read('订单号202611220538112233445566')).toEqual([])
  })

  it('gives what extraction found, without a span', () => {
    const contacts = [{ kind: 'wechat', raw: 'demo', value: 'demo', disguised: false }] as const
    expect(readContacts(aListing({ title: '', body: '', contacts: [...contacts] }))).toEqual([
      { kind: 'contact', text: 'demo' },
    ])
  })
})
