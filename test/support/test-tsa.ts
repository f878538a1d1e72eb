import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

/** What a TSA answers in place of a good token. */
export type TsaFault = 'none' | 'status-500' | 'hang' | 'html' | 'replay' | 'other-imprint' | 'endless'

export interface TestTsa {
  readonly url: string
  readonly folder: string
  readonly caPem: string
  fault: TsaFault
  queries: number
}

const run = promisify(execFile)

export interface TsaFilesOptions {
  readonly key?: 'rsa' | 'ec'
  /** Named in the certificate for time stamps. */
  readonly responder?: string
}

/** A CA and a certificate for time stamps, made by openssl. */
export function makeTsaFiles(folder: string, { key = 'rsa', responder }: TsaFilesOptions = {}): void {
  mkdirSync(folder, { recursive: true })
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const newKey = key === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  const usage = [
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ]
  const ca = ['-keyout', 'ca.key', '-out', 'ca.pem', '-days', '3650', '-subj', '/C=CN/O=Test CA']
  openssl('req', '-x509', '-newkey', ...newKey, '-nodes', ...ca, ...usage)
  const request = ['-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/C=CN/O=Test TSA']
  openssl('req', '-newkey', ...newKey, '-nodes', ...request)
  const extensions = [
    'basicConstraints=CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=critical,timeStamping',
    ...(responder ? [`authorityInfoAccess=OCSP;URI:${responder}`] : []),
  ]
  writeFileSync(join(folder, 'tsa.ext'), extensions.join('\n'))
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', 'tsa.ext']
  openssl('x509', '-req', '-in', 'tsa.csr', '-out', 'tsa.pem', ...by)
  writeFileSync(join(folder, 'serial'), '01')
  writeFileSync(join(folder, 'tsa.cnf'), CONFIG)
}

const CONFIG = `[tsa]
default_tsa = test
[test]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sm3
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`

/** A TimeStampResp to a query, by `openssl ts`. */
export async function opensslReply(folder: string, query: Uint8Array, name: string): Promise<Buffer> {
  writeFileSync(join(folder, `${name}.tsq`), query)
  const files = ['-queryfile', `${name}.tsq`, '-out', `${name}.tsr`]
  await run('openssl', ['ts', '-reply', '-config', 'tsa.cnf', '-section', 'test', ...files], { cwd: folder })
  return readFileSync(join(folder, `${name}.tsr`))
}

const INSTEAD: Partial<Record<TsaFault, string | Buffer>> = {
  'status-500': 'down',
  html: '<html>login</html>',
  endless: Buffer.alloc(2_000_000),
}

/** `openssl ts` behind HTTP on loopback, until the test is over. */
export async function startTestTsa(folder: string, options: TsaFilesOptions = {}): Promise<TestTsa> {
  makeTsaFiles(folder, options)
  let first: Buffer | undefined
  const server = createServer(async (request, response) => {
    const query = await buffer(request)
    tsa.queries += 1
    if (tsa.fault === 'hang') return
    if (tsa.fault === 'status-500') response.statusCode = 500
    const instead = INSTEAD[tsa.fault]
    if (instead !== undefined) return void response.end(instead)
    // A flipped bit in the digest: the token is sound, but over something else.
    if (tsa.fault === 'other-imprint') query[40] = (query[40] ?? 0) ^ 1
    const answer = await opensslReply(folder, query, `q${tsa.queries}`)
    first ??= answer
    response.setHeader('content-type', 'application/timestamp-reply')
    response.end(tsa.fault === 'replay' ? first : answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const tsa: TestTsa = {
    url: `http://127.0.0.1:${port}/`,
    folder,
    caPem: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    fault: 'none',
    queries: 0,
  }
  return tsa
}
