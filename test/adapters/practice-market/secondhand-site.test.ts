import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { get, getServed, makeDataFolder, withMarket } from './practice-support.ts'

const Feed = z.object({
  data: z.object({
    cards: z.array(z.object({ cardType: z.string(), item: z.object({ itemId: z.string() }).optional() })),
    nextCursor: z.string().nullable(),
    hasMore: z.boolean(),
  }),
})

describe('secondhandSite', () => {
  it.each(['/', '/item/200101', '/detail/200101', '/search?q=x'])(
    'serves a shell without a listing in it at %s',
    async (path) => {
      await withMarket({}, async ({ secondhand }) => {
        const shell = await get(`${secondhand}${path}`)
        expect(shell.status).toBe(200)
        expect(shell.text).toContain('id="app"')
        expect(shell.text).not.toContain('钓箱')
        expect(shell.text).not.toContain('河口阿强')
      })
    },
  )

  it.each(['', 'tab=2&'])('gives the whole feed, page by page, nothing twice (%s)', async (filter) => {
    const dataFolder = makeDataFolder(100)
    await withMarket({ dataFolder }, async ({ secondhand }) => {
      const keys: string[] = []
      let pages = 0
      for (let cursor: string | null = '0'; cursor !== null && pages < 20; pages += 1) {
        const { data } = Feed.parse(
          JSON.parse((await getServed(`${secondhand}/api/feed?${filter}cursor=${cursor}`)).text),
        )
        keys.push(...data.cards.flatMap(({ item }) => item?.itemId ?? []))
        expect(data.hasMore).toBe(data.nextCursor !== null)
        cursor = data.nextCursor
      }
      expect(keys).toHaveLength(filter ? 40 : 90)
      expect(new Set(keys).size).toBe(keys.length)
    })
    rmSync(dataFolder, { recursive: true })
  })

  it('cuts the description in the feed and gives it whole with the item', async () => {
    await withMarket({}, async ({ secondhand }) => {
      const feed = await get(`${secondhand}/api/feed?cursor=0`)
      expect(feed.text).not.toContain('谢谢理解')
      const { data } = JSON.parse((await getServed(`${secondhand}/api/item/200101`)).text)
      expect(data.item).toMatchObject({
        itemId: '200101',
        priceInfo: { yuan: '180' },
        user: { nick: '河口阿强' },
        location: { name: '浙江台州' },
        pics: [{ url: '/img/200101.svg' }],
      })
      expect(data.item.desc).toContain('谢谢理解')
    })
  })

  it('answers 200 and says in the body that an item is gone', async () => {
    await withMarket({}, async ({ secondhand }) => {
      const gone = await get(`${secondhand}/api/item/200102`)
      expect(gone.status).toBe(200)
      expect(JSON.parse(gone.text)).toMatchObject({
        ret: ['FAIL_BIZ_ITEM_NOT_FOUND::宝贝不存在或已被删除'],
        data: {},
      })
    })
  })
})
