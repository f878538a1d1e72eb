import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/domain/errors.ts'
import { Listing } from '../../src/domain/listing.ts'
import { feedToListing, parseCsv, parseJsonLines, parseTitles } from '../../src/extract/parse-feed.ts'

describe('parseJsonLines', () => {
  it('keeps good lines, names bad ones by number, and takes a byte order mark', () => {
    const text =
      '\uFEFF{"id":1,"title":"地笼"}\n{oops}\n\n[1]\r\n{"id":"b","title":"粘网","platform":"forum"}'
    const parsed = parseJsonLines(text)
    expect(parsed.rows.map(({ line, value }) => [line, value.id, value.title, value.platform])).toEqual([
      [1, '1', '地笼', 'classified'],
      [5, 'b', '粘网', 'forum'],
    ])
    expect(parsed.rejects.map(({ line }) => line)).toEqual([2, 4])
  })

  it('refuses only what holds nothing to read, and numbers what has no number', () => {
    const { rows, rejects } = parseJsonLines('{"title":"x"}\n{"id":2,"title":null,"body":""}\nnull')
    expect(rows).toMatchObject([{ line: 1, value: { id: 'line-1', title: 'x' } }])
    expect(rejects.map(({ line }) => line)).toEqual([2, 3])
  })

  it.each([
    [
      { title: null, body: '虎骨酒' },
      { title: '', body: '虎骨酒' },
    ],
    [{ title: '长'.repeat(3000) }, { title: '长'.repeat(2000) }],
    [
      { title: '猎夹', body: ['甲', '乙'], price: { a: 1 }, seller: 7 },
      { body: '甲\n乙', price: '{"a":1}', seller: '7' },
    ],
    [
      { title: '猎夹', platform: 'elsewhere', images: 'no list' },
      { platform: 'classified', images: [] },
    ],
  ])(
    'reads an odd line %j: nobody escapes by a field that is too long or of the wrong kind',
    (line, value) => {
      expect(parseJsonLines(JSON.stringify(line)).rows).toMatchObject([{ line: 1, value }])
    },
  )
})

describe('parseCsv', () => {
  it('understands Chinese and English headings', () => {
    const { rows } = parseCsv(
      '商品标题,描述,价格,卖家昵称,所在地,链接\n地笼,"老货,\n现货",35,demo_1,湖北,https://market.example/1\n',
    )
    expect(rows).toEqual([
      {
        line: 2,
        unkeyed: true,
        value: expect.objectContaining({
          title: '地笼',
          body: '老货,\n现货',
          price: '35',
          seller: 'demo_1',
          region: '湖北',
          id: '2',
        }),
      },
    ])
    expect(parseCsv('Title\tItem_ID\nnet\t77\n').rows[0]?.value).toMatchObject({ title: 'net', id: '77' })
  })

  it('rejects a ragged row and a row without a title by line number, and keeps the rest', () => {
    const parsed = parseCsv('标题,价格\n"a\nb",1\nonly\n粘网,2,3\n,5\n地笼,6\n')
    expect(parsed.rows.map(({ line, value }) => [line, value.title])).toEqual([
      [2, 'a\nb'],
      [7, '地笼'],
    ])
    expect(parsed.rejects.map(({ line }) => line)).toEqual([4, 5, 6])
  })

  it('survives a quote that is never closed', () => {
    const parsed = parseCsv('标题,价格\n"地笼,1\n粘网,2\n')
    expect(parsed.rows.map(({ value }) => value.title)).toEqual(['粘网'])
    expect(parsed.rejects).toEqual([{ line: 2, reason: '引号不成对' }])
  })

  it('names the columns it saw and those it accepts when there is no title', () => {
    expect(() => parseCsv('甲,价格\n1,2\n')).toThrow(InputError)
    expect(() => parseCsv('甲,价格\n1,2\n')).toThrow(/“甲”、“价格”.*标题、title/)
    expect(() => parseCsv('')).toThrow(InputError)
  })
})

describe('parseTitles', () => {
  it('makes one row of each line that says something', () => {
    expect(
      parseTitles('地笼\n\n 粘网 \n').rows.map(({ line, value }) => [line, value.id, value.title]),
    ).toEqual([
      [1, '1', '地笼'],
      [3, '3', '粘网'],
    ])
  })
})

describe('feedToListing', () => {
  it('gives the source’s id, a price and the contacts', () => {
    const [row] = parseJsonLines(
      '{"id":"7","platform":"forum","title":"地笼","body":"加V demo_12345","price":35,"seller":""}',
    ).rows
    const listing = feedToListing(row?.value as never, 'tips')
    expect(Listing.parse(listing)).toMatchObject({
      id: 'tips:7',
      platform: 'forum',
      price: { raw: '35', amountMinor: 3500 },
    })
    expect(listing.contacts).toHaveLength(1)
    expect(listing.seller).toBeUndefined()
  })
})
