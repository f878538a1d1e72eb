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
  /验证码(?!\s?登[录陆])|安全验证|人机验证|滑块|拖动.{0,6}(?:滑块|完成拼图)|请完成(?:以下)?验证|点击.{0,6}按钮进行验证|访问验证|请求被拦截|异常(?:流量|访问)|punish\?|captcha|(?:are|verify) you(?: are)? (?:a )?human|not a robot|robot check|you were a bot|pardon our interruption|enter the characters you see|unusual traffic|^access denied\b|x5secdata|geetest|_____tmd_____/im
const RATE_LIMIT =
  /(?:访问|请求|操作)(?:过于|太)频繁|休息一会儿?再试|系统繁忙|稍后再试|too many requests|rate limit/i
/** The item was there once. */
export const GONE =
  /(?:宝贝|商品|页面|内容|信息|帖子|该?贴|主题|笔记|微博|作品|视频|店铺|链接|拍品|物品)[^\n。，,]{0,8}(?:不存在|(?:已经?|被)[^\n。，,]{0,4}(?:下架|删除|屏蔽|隐藏|转移|售出|失效|过期|买走)|下架了|找不到|失效|飞走了|看不了|不见了|暂时无法(?:浏览|查看|观看)|因违规无法查看|不在这个星球)|没有这[条篇个][^\n]{0,8}查看权限|该?(?:商品|宝贝)已下柜|抱歉[^\n]{0,12}(?:不存在|已被删除|没有找到|找不到)|no longer available|(?:deleted|removed) by its author|this page is missing|listing was ended|page not found|item (?:is )?not (?:found|available)/i
const REGION =
  /(?:所在(?:的)?(?:地区|区域)|当前(?:地区|区域)|您的(?:地区|区域))[^\n]{0,12}(?:不支持|无法|暂不|不可)|not available in your (?:country|region)/i
const LOGIN =
  /请先登[录陆]|请登[录陆](?:后|以|再)|登[录陆]后(?:查看|可见|继续|才能|可以?|推荐)|(?:账号|帐号|密码|扫码|短信|手机号?|验证码)\s?(?:快捷)?登[录陆]|欢迎登[录陆]|需要(?:先)?登[录陆]|(?:sign|log) ?in to (?:continue|view)/i
const LOGIN_URL = /(?:^|[./])(?:login|passport|signin|sso)[./?]|[?&]redirect_?ur[il]=/i

/** A heading over a few words that say why the page cannot be shown is no item. */
export function isRefusal(text: string): boolean {
  return (
    text.length <= REFUSAL_CHARS && [CAPTCHA, RATE_LIMIT, REGION, GONE].some((pattern) => pattern.test(text))
  )
}
const REFUSAL_CHARS = 600

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
  [REGION, 'geo-blocked'],
  [GONE, 'soft-404'],
  [LOGIN, 'login-wall'],
]

function classifyWithoutListings(signs: PageSigns): PageClass {
  const words = head(signs)
  const isNotice = signs.text.length <= NOTICE_CHARS
  const notice = isNotice ? NOTICES.find(([pattern]) => pattern.test(words))?.[1] : undefined
  // Longer words about logging in or codes are a text, unless there is something to fill in or to solve.
  if (notice !== undefined && (signs.text.length <= REFUSAL_CHARS || asks(signs))) return notice
  if (/登[录陆]|login|sign in/i.test(signs.title) || LOGIN_URL.test(signs.url)) return 'login-wall'
  if (isNotice && hiddenChallenge(signs.markup)) return 'captcha'
  const isShell = signs.text.length < SHELL_CHARS && /<script\b/i.test(signs.markup)
  return isShell || (isNotice && NOT_DRAWN.test(words)) ? 'empty-shell' : 'ok'
}

function asks({ markup, url }: PageSigns): boolean {
  return (
    /type=["']?password|id=["']?(?:nocaptcha|captcha)/i.test(markup) ||
    LOGIN_URL.test(url) ||
    hiddenChallenge(markup)
  )
}

/** Anti-bot scripts that replace the page before a person sees it. */
function hiddenChallenge(markup: string): boolean {
  return /_____tmd_____|x5secdata|cf-challenge|captcha-delivery\.com|__jsl_clearance|cf_chl_|aliyun_waf|acw_sc__v2|\/punish\b|sufei-punish/i.test(
    markup,
  )
}

/** An API says in words what a page says in pictures: `"ret":["FAIL_SYS_USER_VALIDATE::…"]`. */
function classifyResponse({ markup }: PageSigns): PageClass {
  const words = markup.slice(0, 3000)
  if (markup.trim() === '') return 'empty-shell'
  if (/FAIL_SYS_USER_VALIDATE|RGV587|x5secdata|captcha|punish|verify_type|请求被拦截/i.test(words))
    return 'captcha'
  if (/FAIL_SYS_SESSION|NEED_?\s?LOGIN|账号存在异常|未登录|请先?登录|"code":\s?-?(?:100|401)\b/i.test(words))
    return 'login-wall'
  if (
    /FAIL_SYS_FLOWLIMIT|LIMIT_ERROR/i.test(words) ||
    (markup.length < NOTICE_CHARS && RATE_LIMIT.test(words))
  )
    return 'rate-limited'
  return markup.length < NOTICE_CHARS && GONE.test(words) ? 'soft-404' : 'ok'
}
