import type { CaptureEnvironment, CaptureOccasion, HostRecord, MachineRecord } from '../domain/environment.ts'
import type { CaptureInput } from './capture-input.ts'

/** environment.json: what 清洁性检查 asks for, as far as it was looked at. */
export function environmentRecord(input: CaptureInput, machine: MachineRecord): CaptureEnvironment {
  const { rendered, occasion } = input
  return {
    format: 'qingshao-environment/1',
    occasion,
    ...machine,
    browser: rendered
      ? { version: rendered.browserVersion, isFreshProfile: true }
      : { checked: false, why: '没有用浏览器打开网页' },
    hosts: hostsOf(input).map((host) => ({ ...host, inHostsFile: inHostsFile(host, machine) })),
    access: accessStatement(occasion),
  }
}

function hostsOf({ rendered, page }: CaptureInput): readonly HostRecord[] {
  if (rendered?.hosts) return rendered.hosts
  const addresses = new Map<string, string | undefined>()
  for (const { url, remoteAddress } of page?.exchanges ?? [])
    addresses.set(new URL(url).host, remoteAddress ?? addresses.get(new URL(url).host))
  const why = '没有用浏览器打开网页，只有原始记录中的服务器地址'
  return [...addresses].map(([host, serverAddress]) => ({
    host,
    dns: { checked: false, why },
    ...(serverAddress && { serverAddress }),
    tls: { checked: false, why },
  }))
}

function inHostsFile(
  { host }: HostRecord,
  { network: { hostsFile } }: MachineRecord,
): CaptureEnvironment['hosts'][number]['inHostsFile'] {
  if (!hostsFile.checked) return hostsFile
  return hostsFile.names.includes(host.replace(/:\d+$/, '').toLowerCase())
}

function accessStatement({ robots, authority }: CaptureOccasion): string {
  if (robots === undefined) return '没有访问网站。'
  const leave = authority
    ? `依 ${authority.by} 的授权（${authority.basis}，至 ${authority.until}）`
    : '没有使用授权，只读取公开页面'
  return `${robots}；${leave}；未登录账号，未提交表单，没有破解或绕过登录、验证码、限流等访问控制。`
}
