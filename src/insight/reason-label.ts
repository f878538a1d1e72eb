import { PAGE_CLASS_LABEL } from '../domain/page.ts'

const CRAWL_REASONS: Readonly<Record<string, string>> = {
  'robots-disallowed': 'robots.txt 不允许',
  'robots-unreachable': 'robots.txt 无法读取',
  'robots-redirect': '跳转到 robots.txt 不允许的地址',
  'not-due': '近期看过且无变化，本次未取',
  'sitemap-unchanged': '站点地图称上次看过后未变，本次未取',
  'trap-url-length': '网址过长（疑似陷阱）',
  'trap-depth': '层级过深（疑似陷阱）',
  'trap-path-repeat': '路径重复（疑似陷阱）',
  'trap-parameters': '参数组合过多（疑似陷阱）',
  'trap-calendar': '日期翻页没有尽头（疑似陷阱）',
  'page-budget': '超出页数预算',
  'host-silent': '站点没有响应',
  'session-expired': '登录已失效，需重新登录',
  attempts: '多次尝试失败',
  'bad-redirect': '跳转地址有误',
  timeout: '超时',
  connection: '连接失败',
  dns: '域名无法解析',
  'tls-untrusted': '证书不受信任',
  'tls-expired': '证书不在有效期内',
  'tls-wrong-host': '证书与网址不符',
  tls: '加密连接有误',
  'too-large': '内容过大',
  'too-many-redirects': '跳转过多',
  'private-address': '内网地址',
  'bad-encoding': '压缩内容有误',
  aborted: '已中止',
  ...PAGE_CLASS_LABEL,
}

/** Why URLs were not seen, in words of a report; an unknown reason stands as it is. */
export function reasonLabel(reason: string): string {
  const stopped = /^stopped-after-(.+)$/.exec(reason)?.[1]
  if (stopped) return `连续${reasonLabel(stopped)}后停止`
  return CRAWL_REASONS[reason] ?? reason
}
