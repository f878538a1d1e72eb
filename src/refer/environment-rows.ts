import { beijingTimeInWords } from '../domain/beijing-time.ts'
import { CaptureEnvironment, OCCASION_LABEL } from '../domain/environment.ts'
import type { VerifiedEvidence } from './packet-ports.ts'

const ENVIRONMENT_PATH = 'environment.json'
/** The rest is in environment.json. */
const MAX_HOSTS = 6

/**
 * What 提取笔录 says of device, network and 清洁性检查, from the bundle's environment record. Undefined where the bundle has
 * none. What was not looked at is told as 未检查, with the reason.
 */
export function environmentRows({ files }: Pick<VerifiedEvidence, 'files'>): [string, string][] | undefined {
  const bytes = files.get(ENVIRONMENT_PATH)
  const parsed = bytes && CaptureEnvironment.safeParse(readJson(bytes))
  if (!parsed?.success) return undefined
  const record = parsed.data
  return [
    ['采集方式', occasionText(record)],
    ['提取设备', deviceText(record)],
    ['程序', programText(record)],
    ['网络接入', networkText(record)],
    ['域名解析与 TLS', record.hosts.length > 0 ? hostsText(record) : '没有访问网站'],
    ['时钟', clockText(record)],
    ['设备清洁性检查', cleanlinessText(record)],
    ['访问权限', record.access],
  ]
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function occasionText({ occasion }: CaptureEnvironment): string {
  const { kind, operator, runId } = occasion
  const parts = [
    OCCASION_LABEL[kind],
    operator && `操作人或值守人：${operator}`,
    runId && `运行编号 ${runId}`,
  ]
  return parts.filter(Boolean).join('；')
}

function deviceText({ machine }: CaptureEnvironment): string {
  const { id, hostName, operatingSystem, kernel, architecture, timeZone } = machine
  return [
    `主机名 ${hostName}`,
    `机器标识 ${id ?? '未检查（系统没有给出）'}`,
    `${operatingSystem}（${kernel}，${architecture}）`,
    `时区 ${timeZone}`,
  ].join('；')
}

function programText({ program, browser }: CaptureEnvironment): string {
  const { name, version, runtime, commit, isModified, configSha256 } = program
  const source = commit
    ? `代码提交 ${commit}${isModified ? '（运行时文件与该提交不同）' : ''}`
    : '代码提交未检查（程序不在版本库中运行）'
  return [
    `${name} ${version}`,
    source,
    `配置 SHA-256 ${configSha256}`,
    runtime,
    'version' in browser ? `浏览器 Chromium ${browser.version}` : `浏览器：${browser.why}`,
  ].join('；')
}

function networkText({ network, hosts }: CaptureEnvironment): string {
  const local = [...new Set(hosts.map(({ localAddress }) => localAddress).filter(Boolean))]
  const { addresses, egress, proxy, resolvers } = network
  return [
    `本机地址 ${addresses.join('、') || '没有'}`,
    ...(local.length > 0 ? [`连接使用的本机地址 ${local.join('、')}`] : []),
    egress.checked ? `公网出口 ${egress.address}` : `公网出口未检查（${egress.why}）`,
    proxy,
    `域名解析服务器 ${resolvers.join('、') || '未检查'}`,
  ].join('；')
}

function hostsText({ hosts }: CaptureEnvironment): string {
  const lines = hosts.slice(0, MAX_HOSTS).map(({ host, dns, serverAddress, tls }) => {
    const answer = dns.checked ? `解析为 ${dns.addresses.join('、')}` : `解析未检查（${dns.why}）`
    return `${host}：${answer}，连接到 ${serverAddress ?? '未记录'}，${tlsText(tls)}`
  })
  const more = hosts.length - lines.length
  return [...lines, ...(more > 0 ? [`另有 ${more} 个主机，见 environment.json`] : [])].join('。')
}

function tlsText(tls: CaptureEnvironment['hosts'][number]['tls']): string {
  if (!tls.checked) return `TLS 未检查（${tls.why}）`
  const { protocol, subject, issuer, validTo, chain } = tls
  const [leaf] = chain.checked ? chain.certificates : []
  const certificates =
    chain.checked && leaf
      ? `证书链 ${chain.certificates.length} 张，服务器证书 SHA-256 ${leaf.sha256}`
      : `证书链未检查（${chain.checked ? '空' : chain.why}）`
  return `${protocol}，证书 ${subject}，签发者 ${issuer}，有效至 ${validTo.slice(0, 10)}，${certificates}`
}

function clockText({ clock }: CaptureEnvironment): string {
  if (!clock.checked) return `与标准时间的偏差未检查（${clock.why}）`
  const { server, offsetMs, roundTripMs, at } = clock
  const off =
    offsetMs === 0 ? '与标准时间一致' : `比标准时间${offsetMs > 0 ? '慢' : '快'} ${Math.abs(offsetMs)} 毫秒`
  return `本机时钟${off}（${beijingTimeInWords(at)}查询 ${server}，往返 ${roundTripMs} 毫秒）`
}

function cleanlinessText({ browser, network, hosts }: CaptureEnvironment): string {
  const { hostsFile } = network
  const profile =
    'version' in browser ? '浏览器使用新建的空白配置，无扩展、无缓存、无登录状态' : `浏览器：${browser.why}`
  if (!hostsFile.checked) return `${profile}；hosts 文件未检查（${hostsFile.why}）`
  const listed = hosts.filter(({ inHostsFile }) => inHostsFile === true).map(({ host }) => host)
  const found =
    listed.length > 0 ? `为 ${listed.join('、')} 指定了地址，解析结果不可靠` : '没有为所访问的域名指定地址'
  return `${profile}；hosts 文件（${hostsFile.path}，SHA-256 ${hostsFile.sha256}）${found}；未检查是否存在恶意程序`
}
