import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import type { HostRecord } from '../../domain/environment.ts'
import type { HttpExchange } from '../../domain/page.ts'
import type { GuardProxy } from './guard-proxy.ts'
import type { PageRecorder } from './page-recorder.ts'

const MAX_HOSTS = 30
const TLS_TIMEOUT_MS = 3000
const MAX_CHAIN = 10

export interface DrawnFrom {
  readonly finalUrl: string
  readonly exchanges: readonly HttpExchange[]
  readonly proxy: GuardProxy
  readonly tls: PageRecorder['tls']
}

/** How each host of a drawn page was reached, the page's own first; of that one the whole certificate chain. */
export async function hostRecords({ finalUrl, exchanges, proxy, tls }: DrawnFrom): Promise<HostRecord[]> {
  const origins = new Set([finalUrl, ...exchanges.map(({ url }) => url)].map((url) => new URL(url).origin))
  return Promise.all(
    [...origins].slice(0, MAX_HOSTS).map(async (origin, index): Promise<HostRecord> => {
      const { remote, local } = proxy.connectionOf(origin)
      return {
        host: new URL(origin).host,
        dns: dnsOf(origin, proxy),
        ...(remote && { serverAddress: remote }),
        ...(local && { localAddress: local }),
        tls: await tlsOf(origin, tls.get(origin), index === 0 ? remote : undefined),
      }
    }),
  )
}

function dnsOf(origin: string, proxy: GuardProxy): HostRecord['dns'] {
  const answer = proxy.dnsAnswerOf(origin)
  if (answer) return { checked: true, addresses: [...answer.addresses], at: answer.at }
  const literal = isIP(new URL(origin).hostname.replace(/^\[|\]$/g, '')) !== 0
  return { checked: false, why: literal ? '网址直接写明 IP 地址，未经域名解析' : '没有解析记录' }
}

async function tlsOf(
  origin: string,
  seen: PageRecorder['tls'] extends Map<string, infer T> ? T | undefined : never,
  address: string | undefined,
): Promise<HostRecord['tls']> {
  if (!origin.startsWith('https:')) return { checked: false, why: '连接未使用 TLS' }
  if (!seen) return { checked: false, why: '浏览器没有给出 TLS 信息' }
  const { protocol = '', subjectName = '', issuer = '', validFrom = 0, validTo = 0 } = seen
  const chain = address === undefined ? [] : await readChain(new URL(origin), address).catch(() => [])
  return {
    checked: true,
    protocol,
    subject: subjectName,
    issuer,
    validFrom: new Date(validFrom * 1000).toISOString(),
    validTo: new Date(validTo * 1000).toISOString(),
    chain:
      chain.length > 0
        ? { checked: true, certificates: chain.map(certificateRecord) }
        : {
            checked: false,
            why: address === undefined ? '只查看页面所在主机的证书链' : '未能另行连接取得证书链',
          },
  }
}

function certificateRecord(der: Buffer) {
  const certificate = new X509Certificate(der)
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    pem: certificate.toString(),
  }
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ')
}

/**
 * The browser does not hand chains over: the server is asked once more, at the address the page came from. Nothing is sent,
 * and what it shows is recorded as it is: the browser has already judged its own connection.
 */
async function readChain({ hostname, port }: URL, address: string): Promise<Buffer[]> {
  const socket = connect({
    host: address,
    port: Number(port || 443),
    ...(isIP(hostname) === 0 && { servername: hostname }),
    rejectUnauthorized: false,
    timeout: TLS_TIMEOUT_MS,
  })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.once('error', reject)
      socket.once('timeout', () => reject(new Error('timeout')))
    })
    return chainOf(socket.getPeerCertificate(true))
  } finally {
    socket.destroy()
  }
}

/** A root names itself as its issuer. */
function chainOf(leaf: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = []
  for (
    let each: DetailedPeerCertificate | undefined = leaf;
    each?.raw !== undefined && chain.length < MAX_CHAIN;
    each = each.issuerCertificate === each ? undefined : each.issuerCertificate
  )
    chain.push(each.raw)
  return chain
}
