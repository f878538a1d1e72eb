import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export interface ResponderOptions {
  /** Since when the certificate for time stamps is revoked: `YYMMDDHHMMSSZ`. */
  readonly revokedAt?: string
  /** `ca`, or a certificate of the CA in the folder. */
  readonly signer?: string
}

/** What `openssl ca` would have written about the certificate for time stamps in the folder. */
export function writeIndex(folder: string, { revokedAt }: ResponderOptions = {}): void {
  const told = execFileSync('openssl', ['x509', '-in', 'tsa.pem', '-noout', '-serial'], { cwd: folder })
  const serial = told.toString().trim().replace('serial=', '')
  const state = revokedAt === undefined ? ['V', '351231000000Z', ''] : ['R', '351231000000Z', revokedAt]
  writeFileSync(
    join(folder, 'index.txt'),
    `${[...state, serial, 'unknown', '/C=CN/O=Test TSA'].join('\t')}\n`,
  )
}

/** A certificate of the folder's CA, with or without leave to answer for it. */
export function makeResponderCertificate(folder: string, name: string, usage: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const request = ['-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/C=CN/O=${name}`]
  openssl('req', '-newkey', 'rsa:2048', '-nodes', ...request)
  writeFileSync(join(folder, `${name}.ext`), `extendedKeyUsage=${usage}\n`)
  const by = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    `${name}.ext`,
  ]
  openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...by)
}

/** `openssl ocsp` on loopback, until the test is over. */
export async function startResponder(folder: string, port: number, { signer = 'ca' }: ResponderOptions = {}) {
  const files = [
    '-index',
    'index.txt',
    '-CA',
    'ca.pem',
    '-rsigner',
    `${signer}.pem`,
    '-rkey',
    `${signer}.key`,
  ]
  const child = spawn('openssl', ['ocsp', '-port', String(port), ...files], { cwd: folder })
  onTestFinished(() => stop(child))
  // It says when it listens; a connection that asks nothing would stop it.
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(said)))
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (said.includes('waiting for OCSP client connections')) resolve()
      })
  })
  return { stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
