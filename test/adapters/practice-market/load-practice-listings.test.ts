import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPracticeListings } from '../../../src/adapters/practice-market/load-practice-listings.ts'
import { DefinitionError, InputError } from '../../../src/domain/errors.ts'
import { FIXTURE } from './practice-support.ts'

const SELLERS = 'sellers:\n  - {id: a-1, names: {shop: 甲店}, region: 湖北}\n'

function loadText(text: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'practice-listings-'))
  try {
    mkdirSync(join(folder, 'listings'))
    writeFileSync(join(folder, 'listings/sellers.yml'), SELLERS)
    writeFileSync(join(folder, 'listings/some.yml'), text)
    return loadPracticeListings(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('loadPracticeListings', () => {
  it('reads listings with what their sellers add, in the order of the sites', () => {
    const { offers } = loadPracticeListings(FIXTURE)
    expect(offers.map(({ site, key }) => `${site}-${key}`)).toEqual([
      'shop-100101',
      'shop-100102',
      'shop-100103',
      'secondhand-200101',
      'secondhand-200102',
      'forum-300101',
      'forum-300102',
      'microblog-400101',
      'microblog-400102',
    ])
    expect(offers[0]).toMatchObject({ sellerName: '林记干货铺', place: '福建莆田', days: [1] })
    expect(offers[3]).toMatchObject({ price: '180', days: [1, 2] })
  })

  it.each([
    [
      'a key used twice',
      '{key: "1", title: 一, body: 一, seller: a-1, section: 甲}\n  - {key: "1", title: 一, body: 一, seller: a-1, section: 甲}',
      'some.yml:4: listings.1.key: 1 is used twice on shop',
    ],
    [
      'an unknown seller',
      '{key: "1", title: 一, body: 一, seller: b-2, section: 甲}',
      'listings.0.seller: b-2 is not in sellers.yml',
    ],
    [
      'a key of the sites themselves',
      '{key: "990001", title: 一, body: 一, seller: a-1, section: 甲}',
      'listings.0.key: 990000 to 999999',
    ],
    [
      'a misspelt field',
      '{key: "1", titel: 一, body: 一, seller: a-1, section: 甲}',
      'listings.0: Unrecognized key: "titel"',
    ],
  ])('names file, line and field for %s', (_, entry, sentence) => {
    const load = (): unknown => loadText(`site: shop\nlistings:\n  - ${entry}\n`)
    expect(load).toThrow(DefinitionError)
    expect(load).toThrow(sentence)
  })

  it('says which folder is missing', () => {
    expect(() => loadPracticeListings('/no/such/folder')).toThrow(InputError)
  })
})
