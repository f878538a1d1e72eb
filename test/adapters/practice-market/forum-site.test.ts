import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { get, withMarket } from './practice-support.ts'

describe('forumSite', () => {
  it('sends GBK bytes that only the meta element declares', async () => {
    await withMarket({}, async ({ forum }) => {
      const thread = await get(`${forum}/thread-300101-1-1.html`)
      expect(thread.headers['content-type']).toBe('text/html')
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(thread.bytes)).toThrow()
      const $ = load(new TextDecoder('gbk').decode(thread.bytes))
      expect($('meta[charset]').attr('charset')).toBe('gbk')
      expect($('#thread_subject').text()).toBe('出🐘牙\u200b一小块，镕基堃')
      expect($('#postlist > div.first .t_f').text()).toBe('看货加v，emoji😀与零宽\u200d都在')
      expect($('#postlist > div.first .td-price').text()).toBe('3000')
      expect($('#postlist > div.first a.xw1').text()).toBe('老林山货')
    })
  })

  it('shows walls and deleted threads with status 200', async () => {
    await withMarket({}, async ({ forum }) => {
      const board = await get(`${forum}/forum.php?mod=forumdisplay&fid=99`)
      expect(board.status).toBe(200)
      expect(board.text).toContain('请登录后继续')
      const deleted = await get(`${forum}/thread-990200-1-1.html`)
      expect(deleted.status).toBe(200)
      expect(deleted.text).toContain('抱歉，指定的主题不存在或已被删除或正在被审核')
    })
  })

  it.each([
    ['GBK', '%D2%B0%B5%F6'],
    ['UTF-8', '%E9%87%8E%E9%92%93'],
  ])('understands a search in %s', async (_, words) => {
    await withMarket({}, async ({ forum }) => {
      const found = await get(`${forum}/search.php?mod=forum&srchtxt=${words}&page=1`)
      expect(found.text).toContain('“野钓” 相关内容 1 个')
      expect(found.text).toContain('/thread-300102-1-1.html')
    })
  })
})
