import { describe, expect, it } from 'vitest'
import { extractPage } from '../../src/extract/extract-page.ts'
import { aPage } from './a-page.ts'

const post = (id: number, who: string, body: string, picture: string) =>
  `<div id="post_${id}"><div class="authi"><a href="/u/${id}" class="xw1">${who}</a></div>
   <div class="avatar pic"><img src="https://img.example/avatar-${id}.jpg"></div>
   <div class="t_f" id="postmessage_${id}">${body}<img src="https://img.example/${picture}.jpg"></div></div>`

/** A thread as forums without a file of their own show it. */
const THREAD = `<!doctype html><html><head><title>出售老料手串 - 演练论坛</title></head><body>
  <h1 id="thread_subject">出售老料手串</h1>
  <div id="postlist">
  ${post(1, '演练楼主', '祖传老料手串一条，价格 2800 元，有意私聊', 'offer-1')}
  ${post(2, '路过的甲', '我也有一条，看我主页<br>微信：passerby_9<br>手机：13900005678', 'reply-2')}
  ${post(3, '路过的乙', '支持楼主', 'reply-3')}
  </div>
  <div class="comment-list"><div class="comment-content">路过的丙：多少钱<br>电话：13700004321<img src="https://img.example/comment-1.jpg"></div></div>
  </body></html>`

describe('a page with other people on it', () => {
  it('gives the offer, its seller and its pictures, and nothing of who replied', () => {
    const { listings } = extractPage(aPage(THREAD, { url: 'https://bbs.example/thread-100771-1-1.html' }))
    const [listing] = listings
    expect(listing?.seller?.name).toBe('演练楼主')
    expect(listing?.body).toContain('祖传老料')
    expect(listing?.images).toEqual(['https://img.example/offer-1.jpg'])
    const stored = JSON.stringify(listings)
    for (const other of [
      '路过的',
      'passerby_9',
      '13900005678',
      '13700004321',
      'avatar',
      'reply-',
      'comment-1',
    ])
      expect(stored, other).not.toContain(other)
  })
})
