import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { PageClass } from '../../src/domain/page.ts'
import { extractPage } from '../../src/extract/extract-page.ts'
import { hasRealPages, SHARED, unless } from '../support/shared-folder.ts'
import { aPage } from './a-page.ts'

/** Walls and notices as platforms word them; every page also carries a script, as they do. */
const html = (title: string, body: string) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title></head><body>${body}<script>!function(){window._cfg={a:1}}()</script></body></html>`

const WALLS: readonly (readonly [name: string, PageClass, title: string, body: string, url?: string])[] = [
  [
    '淘宝登录',
    'login-wall',
    '淘宝网 - 淘！我喜欢',
    '<div class="login-box"><div>密码登录</div><div>短信登录</div><div>扫码登录更便捷</div><a>忘记密码</a></div>',
    'https://login.taobao.com/member/login.jhtml?redirectURL=x',
  ],
  ['闲鱼登录', 'login-wall', '闲鱼', '<div>登录后可以更懂你，推荐你喜欢的商品！</div><div>立即登录</div>'],
  [
    '京东登录',
    'login-wall',
    '京东-欢迎登录',
    '<h3>欢迎登录</h3><p>扫码登录 账户登录</p>',
    'https://passport.jd.com/new/login.aspx',
  ],
  [
    '微博访客',
    'login-wall',
    'Sina Visitor System',
    '<div>Sina Visitor System</div>',
    'https://passport.weibo.com/visitor/visitor?entry=miniblog',
  ],
  [
    '知乎',
    'login-wall',
    '知乎 - 有问题，就会有答案',
    '<div>验证码登录 密码登录</div><p>未注册手机验证后自动登录，注册即代表同意《知乎协议》</p>',
  ],
  [
    '小红书',
    'login-wall',
    '小红书',
    '<div>登录后推荐更懂你的笔记</div><div>可用 小红书 或 微信 扫码</div><div>手机号登录</div>',
  ],
  [
    'Facebook',
    'login-wall',
    'Log in to Facebook',
    '<div>You must log in to continue.</div><form><input name="email"></form>',
  ],
  [
    'Discuz! 看帖',
    'login-wall',
    '提示信息 - 演示论坛',
    '<div class="alert_error"><p>抱歉，您需要登录后才能查看该帖</p></div>',
  ],
  [
    'Instagram',
    'login-wall',
    'Login • Instagram',
    '<div>Phone number, username, or email</div><div>Log in</div>',
  ],
  [
    '淘宝滑块',
    'captcha',
    '验证码拦截',
    '<div id="nocaptcha">亲，请拖动下方滑块完成验证</div><p>通过验证以确保正常访问</p>',
  ],
  ['京东验证', 'captcha', '京东验证', '<div>快速验证</div><p>为了您的账户安全，请完成验证后继续访问</p>'],
  [
    '58 验证',
    'captcha',
    '请输入验证码',
    '<div>您的访问过于频繁，请输入验证码后继续</div>',
    'https://callback.58.com/antibot/verifycode?serialId=x',
  ],
  [
    '百度安全验证',
    'captcha',
    '百度安全验证',
    '<div class="timeout">网络不给力，请稍后重试</div><div>返回首页 问题反馈</div>',
  ],
  [
    '知乎异常',
    'captcha',
    '安全验证 - 知乎',
    '<div>系统监测到您的网络环境存在异常，为保证您的正常访问，请点击下方按钮进行验证</div>',
  ],
  [
    'Cloudflare',
    'captcha',
    'Just a moment...',
    '<div>Checking your browser before accessing the site.</div><div class="cf-challenge"></div>',
  ],
  [
    'Cloudflare 新版',
    'captcha',
    'Just a moment...',
    '<p>Verify you are human by completing the action below.</p><p>needs to review the security of your connection before proceeding.</p>',
  ],
  [
    'eBay',
    'captcha',
    'Pardon Our Interruption...',
    '<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot.</p>',
  ],
  [
    'Amazon',
    'captcha',
    'Robot Check',
    '<h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you are not a robot.</p>',
  ],
  [
    'DataDome',
    'captcha',
    'etsy.com',
    '<p>Please enable JS and disable any ad blocker</p><script data-cfasync="false">var dd={"rt":"c","host":"geo.captcha-delivery.com"}</script>',
  ],
  [
    'Akamai',
    'captcha',
    'Access Denied',
    "<h1>Access Denied</h1><p>You don't have permission to access this page on this server. Reference #18.x</p>",
  ],
  ['抖音', 'captcha', '验证码中间页', '<div id="captcha_container"></div>'],
  [
    '加速乐',
    'captcha',
    '',
    '<script>document.cookie=("__jsl_clearance_s=1")+";max-age=3600";location.href=location.pathname</script>',
  ],
  ['拼多多', 'rate-limited', '拼多多', '<div>系统繁忙，请稍后再试</div>'],
  ['操作频繁', 'rate-limited', '提示', '<div>您的操作太频繁了，请休息一会儿再试</div>'],
  ['Reddit', 'rate-limited', 'Too Many Requests', '<h1>whoa there, pardner!</h1><p>Too Many Requests</p>'],
  ['淘宝下架', 'soft-404', '淘宝网', '<div>很抱歉，您查看的宝贝不存在，可能已下架或者被转移。</div>'],
  ['京东下柜', 'soft-404', '京东', '<div>该商品已下柜，欢迎挑选其他商品！</div>'],
  ['闲鱼', 'soft-404', '闲鱼', '<div>宝贝被删除啦，看看别的吧</div>'],
  ['转转', 'soft-404', '转转', '<div>来晚啦，商品已经被别人买走了</div>'],
  ['58', 'soft-404', '58同城', '<div>你要找的页面不在这个星球上</div><div>该信息已过期或被删除</div>'],
  ['贴吧', 'soft-404', '贴吧404', '<div>很抱歉，该贴已被删除。</div>'],
  ['微博', 'soft-404', '微博', '<div>抱歉，由于作者设置，你暂时没有这条微博的查看权限哦</div>'],
  [
    '小红书',
    'soft-404',
    '小红书 - 你访问的页面不见了',
    '<div>你访问的页面不见了</div><div>当前笔记暂时无法浏览</div>',
  ],
  ['抖音', 'soft-404', '抖音', '<div>你要观看的视频不存在</div>'],
  ['微信公众号', 'soft-404', '', '<div class="weui-msg"><h2>该内容已被发布者删除</h2></div>'],
  [
    '微信公众号违规',
    'soft-404',
    '',
    '<div class="weui-msg"><h2>此内容因违规无法查看</h2><p>由用户投诉并经平台审核，涉嫌违反相关法律法规和政策</p></div>',
  ],
  [
    'eBay',
    'soft-404',
    'eBay',
    '<p>We looked everywhere. Looks like this page is missing.</p><p>This listing was ended by the seller because the item is no longer available.</p>',
  ],
  [
    'Craigslist',
    'soft-404',
    'craigslist',
    '<div class="removed"><h2>This posting has been deleted by its author.</h2></div>',
  ],
  [
    'Discuz!',
    'soft-404',
    '提示信息',
    '<div class="alert_error"><p>抱歉，指定的主题不存在或已被删除或正在被审核</p></div>',
  ],
  ['地区', 'geo-blocked', '提示', '<div>由于版权限制，您所在的地区无法观看</div>'],
  ['地区', 'geo-blocked', 'Not available', '<p>This item is not available in your country.</p>'],
  ['地区', 'geo-blocked', '451', '<p>This content is not available in your region due to legal reasons</p>'],
  ['空壳', 'empty-shell', '商城', '<div id="app"></div>'],
  [
    '空壳',
    'empty-shell',
    '商城',
    '<noscript>We\'re sorry but shop doesn\'t work properly without JavaScript enabled.</noscript><div id="root"></div>',
  ],
  ['空壳', 'empty-shell', '商城', '<div id="app"><div class="loading">加载中...</div></div>'],
]

const item = (extra: string) =>
  html(
    '竹编鱼篓 - 演示集市',
    `${extra}<h1>竹编鱼篓 老式手工</h1><span class="price">¥68.00</span><div class="desc">川南老篾匠手编，直径三十厘米，现货三只，可看实物。</div>`,
  )
const cards = (extra: string) =>
  html(
    '竹器 - 演示集市',
    `${extra}<ul>${[1, 2, 3].map((n) => `<li class="card"><a href="/item/10000${n}.html"><img src="/${n}.jpg"><p class="title">竹编小件 第 ${n} 款</p></a><b class="price">¥${n}8.00</b></li>`).join('')}</ul>`,
  )

/** What real listing pages carry beside their goods. */
const BESIDE: readonly string[] = [
  '<div class="top"><a>亲，请登录</a> <a>免费注册</a></div>',
  '<div class="top">请先登录后收藏本商品</div>',
  '<div class="tip">登录后查看更多优惠，扫码登录有礼</div>',
  '<div>您需要登录后才可以回帖 <a>登录</a> | <a>立即注册</a></div>',
  '<script src="/captcha.js"></script><div id="geetest" style="display:none">请完成验证码</div>',
  '<div class="notice">相关商品已下架</div>',
  '<div class="msg">您的浏览器版本过低，请启用 JavaScript</div>',
  '<div class="pop">访问过于频繁时会要求输入验证码</div>',
  '<div>部分地区不支持配送，请以结算页为准</div>',
  '<div class="x">Sign in to continue to checkout</div>',
  '<div class="rate">验证码登录 短信登录 密码登录</div>',
]

describe('walls and notices', () => {
  it.each(WALLS.map(([name, pageClass, title, body, url]) => ({ name, pageClass, title, body, url })))(
    '$name is $pageClass',
    ({ pageClass, title, body, url }) => {
      const page = aPage(html(title, body), { url: url ?? 'https://site.example/item/10001.html' })
      const extraction = extractPage(page)
      expect([extraction.pageClass, extraction.listings]).toEqual([pageClass, []])
    },
  )

  it.each(BESIDE)('is no wall: goods with %s', (extra) => {
    for (const page of [item(extra), cards(extra)]) {
      const { pageClass, listings } = extractPage(
        aPage(page, { url: 'https://site.example/item/20001.html' }),
      )
      expect([pageClass, listings.length > 0]).toEqual(['ok', true])
    }
  })

  it.each([
    [
      '论坛公告',
      '本版只谈钓鱼，发帖前请先登录。'.repeat(3) + '这里是版规的正文，请各位钓友仔细阅读并遵守，'.repeat(60),
    ],
    ['怎样找回验证码', '收不到短信验证码时，可以这样处理。'.repeat(80)],
  ])('is no wall: a long text about logging in (%s)', (title, text) => {
    expect(extractPage(aPage(html(title, `<article>${text}</article>`))).pageClass).toBe('ok')
  })

  it.each([
    [
      '{"ret":["FAIL_SYS_USER_VALIDATE::哎哟喂,被挤爆啦,请稍后重试"],"data":{"url":"https://h5api.m.taobao.com/punish?x5secdata=x"}}',
      'captcha',
    ],
    ['{"ret":["RGV587_ERROR::SM::哎哟喂,被挤爆啦,请稍后重试!"]}', 'captcha'],
    ['{"ret":["FAIL_SYS_SESSION_EXPIRED::SESSION失效"],"data":{}}', 'login-wall'],
    ['{"code":-101,"message":"账号未登录","ttl":1}', 'login-wall'],
    ['{"code":-412,"message":"请求被拦截","ttl":1}', 'captcha'],
    ['{"success":false,"error_code":40001,"error_msg":"need login"}', 'login-wall'],
    ['{"verify_type":102,"error_code":54001,"error_msg":""}', 'captcha'],
    ['{"code":300011,"success":false,"msg":"当前账号存在异常，请切换账号后重试"}', 'login-wall'],
    ['{"code":429,"message":"Too many requests"}', 'rate-limited'],
    ['{"ret":["FAIL_BIZ_ITEM_NOT_EXIST::宝贝不存在"]}', 'soft-404'],
    ['{"code":0,"data":{"items":[]}}', 'ok'],
  ])('reads the answer %s as %s', (body, pageClass) => {
    const page = aPage(body, { contentType: 'application/json', url: 'https://api.site.example/list' })
    expect(extractPage(page).pageClass).toBe(pageClass)
  })
})

interface Row {
  readonly file: string
  readonly note: string
  readonly url: string | null
}

describe.skipIf(!hasRealPages)(`walls among saved pages${unless(hasRealPages)}`, () => {
  it('are seen as walls, and no page with goods is', () => {
    const rows = readFileSync(resolve(SHARED, 'real/pages/manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
    const classes = rows.map((row) => {
      const body = readFileSync(resolve(SHARED, 'real/pages', row.file))
      const { pageClass, listings } = extractPage(
        aPage(body, { url: row.url ?? 'https://saved.example/', contentType: undefined }),
      )
      return { row, pageClass, listings: listings.length }
    })
    const walls = classes.filter(({ row }) => row.note.startsWith('negative'))
    expect(walls.filter(({ pageClass }) => !/captcha|login-wall/.test(pageClass))).toEqual([])
    const others = classes.filter(({ row }) => !row.note.startsWith('negative'))
    const called = others.filter(({ pageClass }) =>
      /captcha|login-wall|rate-limited|geo-blocked|soft-404/.test(pageClass),
    )
    console.log(
      `walls seen: ${walls.length} of ${walls.length}; other saved pages called a wall: ${called.map(({ row }) => row.file).join(', ') || 'none'} of ${others.length}`,
    )
    // The login pages and walls that the list does not mark as such.
    expect(called.length).toBeLessThanOrEqual(2)
  })
})
