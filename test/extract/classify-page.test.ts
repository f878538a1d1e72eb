import { describe, expect, it } from 'vitest'
import { extractPage } from '../../src/extract/extract-page.ts'
import { aPage } from './a-page.ts'

const page = (text: string, title = '集市') =>
  `<html><title>${title}</title><body><p>${text}</p><script>run()</script></body>`
const filler = '这里是正文，'.repeat(60)

describe('classifyPage', () => {
  it.each([
    ['宝贝不存在', 'soft-404'],
    ['很抱歉，该商品已下架', 'soft-404'],
    ['抱歉，您查看的帖子已被删除', 'soft-404'],
    ['抱歉，指定的主题不存在或已被删除或正在被审核', 'soft-404'],
    ['请完成安全验证，拖动下方滑块完成拼图', 'captcha'],
    ['访问过于频繁，请稍后再试', 'rate-limited'],
    ['请先登录后查看更多内容', 'login-wall'],
    ['您所在的地区暂不支持访问', 'geo-blocked'],
    ['', 'empty-shell'],
    [filler, 'ok'],
  ])('reads "%.20s" as %s', (text, pageClass) => {
    const extraction = extractPage(aPage(page(text)))
    expect(extraction.pageClass).toBe(pageClass)
    expect(extraction.listings).toEqual([])
  })

  it.each([
    [404, 'gone'],
    [410, 'gone'],
    [429, 'rate-limited'],
    [401, 'login-wall'],
    [403, 'client-error'],
    [451, 'geo-blocked'],
    [500, 'server-error'],
    [304, 'not-modified'],
  ])('reads status %i as %s, whatever the page shows', (status, pageClass) => {
    const body = `<h1>象牙手镯</h1><b class="price">¥300</b>${filler}`
    expect(extractPage(aPage(body, { status }))).toMatchObject({ pageClass, listings: [] })
  })

  it('calls a page with a listing ok although it asks to log in', () => {
    const body = page(
      '<a>亲，请先登录</a> 验证码 <h1>老地笼 加长款</h1><span class="price">¥35.00</span>',
      '老地笼 加长款',
    )
    expect(extractPage(aPage(body))).toMatchObject({ pageClass: 'ok', kind: 'listing' })
  })

  it('reads what an API says in words', () => {
    const api = (ret: string) =>
      extractPage(aPage(`{"ret":["${ret}"],"data":{}}`, { contentType: 'application/json' })).pageClass
    expect(api('FAIL_SYS_USER_VALIDATE::哎哟喂,被挤爆啦')).toBe('captcha')
    expect(api('FAIL_SYS_SESSION_EXPIRED::Session过期')).toBe('login-wall')
  })
})
