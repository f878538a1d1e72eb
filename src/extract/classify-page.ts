import type { PageClass } from '../domain/page.ts'

export interface PageSigns {
  readonly status: number
  readonly url: string
  readonly title: string
  /** Visible text. */
  readonly text: string
  /** Markup or script as received, for signs that are not visible. */
  readonly markup: string
  readonly hasListings: boolean
  /** A body that is JSON has no visible text and is no shell. */
  readonly isMarkup: boolean
}

const BY_STATUS: Readonly<Record<number, PageClass>> = {
  304: 'not-modified',
  401: 'login-wall',
  404: 'gone',
  410: 'gone',
  429: 'rate-limited',
  451: 'geo-blocked',
}

const CAPTCHA =
  /验证码|安全验证|人机验证|滑块|拖动.{0,6}(?:滑块|完成拼图)|请完成(?:以下)?验证|访问验证|异常(?:流量|访问)|punish\?|captcha|are you (?:a )?human|unusual traffic|x5secdata|geetest|_____tmd_____/i
const RATE_LIMIT =
  /访问(?:过于|太)频繁|请求(?:过于|太)频繁|操作(?:过于|太)频繁|稍后再试|too many requests|rate limit/i
/** The item was there once. */
export const GONE =
  /(?:宝贝|商品|页面|内容|信息|帖子|主题|笔记|微博|作品|视频|店铺|链接|拍品|物品)[^\n。，,]{0,8}(?:不存在|(?:已|被)[^\n。，,]{0,4}(?:下架|删除|屏蔽|隐藏|转移|售出|失效)|下架了|找不到|失效|飞走了|看不了)|该?(?:商品|宝贝)已下柜|抱歉[^\n]{0,12}(?:不存在|已被删除|没有找到|找不到)|no longer available|page not found|item (?:is )?not (?:found|available)/i
const REGION =
  /(?:所在(?:的)?(?:地区|区域)|当前(?:地区|区域)|您的(?:地区|区域))[^\n]{0,12}(?:不支持|无法|暂不|不可)|not available in your (?:country|region)/i
const LOGIN =
  /请先登[录陆]|请登[录陆](?:后|以|再)|登[录陆]后(?:查看|可见|继续|才能)|(?:账号|帐号|密码|扫码|短信|手机号?)(?:快捷)?登[录陆]|欢迎登[录陆]|需要(?:先)?登[录陆]|(?:sign|log) ?in to (?:continue|view)/i
const LOGIN_URL = /(?:^|[./])(?:login|passport|signin|sso)[./?]|[?&]redirect_?ur[il]=/i

/** The frame of a page whose data never came. */
const NOT_DRAWN =
  /加载中[^\n]{0,10}\n?[^\n]{0,20}(?:出了问题|失败|重试)|(?:enable|需要启用|请启用|请开启)\s?JavaScript/i

/** Visible text of a real page is longer; walls and notices are short. */
const NOTICE_CHARS = 1500
const SHELL_CHARS = 300

/**
 * What a response turned out to be. A page with listings is `ok` whatever words stand beside them:
 * nearly every shop has a login link and a captcha script.
 */
export function classifyPage(signs: PageSigns): PageClass {
  const known = BY_STATUS[signs.status]
  if (known !== undefined) return known
  if (signs.status >= 400) return classifyError(signs)
  if (signs.hasListings) return 'ok'
  return signs.isMarkup ? classifyWithoutListings(signs) : classifyResponse(signs)
}

function classifyError(signs: PageSigns): PageClass {
  const words = head(signs)
  if (signs.status >= 500) return RATE_LIMIT.test(words) ? 'rate-limited' : 'server-error'
  if (CAPTCHA.test(words)) return 'captcha'
  return LOGIN.test(words) || LOGIN_URL.test(signs.url) ? 'login-wall' : 'client-error'
}

function head({ title, text }: PageSigns): string {
  return `${title}\n${text.slice(0, 4000)}`
}

/** Asked in this order: a captcha page may also offer a login, a notice may also say "later". */
const NOTICES: readonly (readonly [RegExp, PageClass])[] = [
  [CAPTCHA, 'captcha'],
  [RATE_LIMIT, 'rate-limited'],
  [GONE, 'soft-404'],
  [REGION, 'geo-blocked'],
  [LOGIN, 'login-wall'],
]

function classifyWithoutListings(signs: PageSigns): PageClass {
  const words = head(signs)
  const isNotice = signs.text.length <= NOTICE_CHARS
  const notice = isNotice ? NOTICES.find(([pattern]) => pattern.test(words))?.[1] : undefined
  if (notice !== undefined) return notice
  if (/登[录陆]|login|sign in/i.test(signs.title) || LOGIN_URL.test(signs.url)) return 'login-wall'
  if (isNotice && hiddenChallenge(signs.markup)) return 'captcha'
  const isShell = signs.text.length < SHELL_CHARS && /<script\b/i.test(signs.markup)
  return isShell || (isNotice && NOT_DRAWN.test(words)) ? 'empty-shell' : 'ok'
}

/** Anti-bot scripts that replace the page before a person sees it. */
function hiddenChallenge(markup: string): boolean {
  return /_____tmd_____|x5secdata|cf-challenge|cf_chl_|aliyun_waf|acw_sc__v2|\/punish\b|sufei-punish/i.test(
    markup,
  )
}

/** An API says in words what a page says in pictures: `"ret":["FAIL_SYS_USER_VALIDATE::…"]`. */
function classifyResponse({ markup }: PageSigns): PageClass {
  const words = markup.slice(0, 3000)
  if (markup.trim() === '') return 'empty-shell'
  if (/FAIL_SYS_USER_VALIDATE|RGV587|x5secdata|captcha|punish/i.test(words)) return 'captcha'
  if (/FAIL_SYS_SESSION|NEED_LOGIN|未登录|请先?登录|"code":\s?-?(?:100|401)\b/i.test(words))
    return 'login-wall'
  if (
    /FAIL_SYS_FLOWLIMIT|LIMIT_ERROR/i.test(words) ||
    (markup.length < NOTICE_CHARS && RATE_LIMIT.test(words))
  )
    return 'rate-limited'
  return markup.length < NOTICE_CHARS && GONE.test(words) ? 'soft-404' : 'ok'
}
