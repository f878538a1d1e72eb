import { describe, expect, it } from 'vitest'
import { platformOfHost } from '../../src/extract/platform-of-host.ts'

describe('platformOfHost', () => {
  it.each([
    ['item.taobao.com', 'shop'],
    ['detail.tmall.com', 'shop'],
    ['item.jd.com', 'shop'],
    ['s.1688.com', 'b2b'],
    ['www.goofish.com', 'secondhand'],
    ['m.zhuanzhuan.com', 'secondhand'],
    ['tieba.baidu.com', 'forum'],
    ['www.zhihu.com', 'forum'],
    ['m.weibo.cn', 'weibo-like post'],
    ['www.xiaohongshu.com', 'weibo-like post'],
    ['www.douyin.com', 'shortvideo'],
    ['www.kuaishou.com', 'shortvideo'],
    ['bj.58.com', 'classified'],
    ['somewhere.example', 'classified'],
  ])('calls %s a %s', (host, platform) => {
    expect(platformOfHost(host)).toBe(platform)
  })
})
