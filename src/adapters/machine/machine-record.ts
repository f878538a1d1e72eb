import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { getServers } from 'node:dns'
import { existsSync, readFileSync } from 'node:fs'
import { arch, hostname, networkInterfaces, release, type as systemType } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { stringify } from 'safe-stable-stringify'
import type { MachineRecord } from '../../domain/environment.ts'
import type { TimeCheck } from './check-clock.ts'

export interface MachineRecordOptions {
  readonly tool: { readonly name: string; readonly version: string }
  /** The program's own folder: its commit is looked for there. */
  readonly root: string
  /** Settings in force. They name files, and hold no secrets. */
  readonly config: unknown
  readonly clock: TimeCheck
}

const run = promisify(execFile)
const GIT_TIMEOUT_MS = 5000
const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']

/** Looked up once; the clock as often as `TimeCheck` says. What cannot be read is left out or says why. */
export class MachineReader {
  readonly #options: MachineRecordOptions
  #lasting: Promise<Omit<MachineRecord, 'clock'>> | undefined

  constructor(options: MachineRecordOptions) {
    this.#options = options
  }

  async read(): Promise<MachineRecord> {
    this.#lasting ??= this.#readLasting()
    const [lasting, clock] = await Promise.all([this.#lasting, this.#options.clock.check()])
    return { ...lasting, clock }
  }

  async #readLasting(): Promise<Omit<MachineRecord, 'clock'>> {
    const { tool, root, config } = this.#options
    const id = machineId()
    return {
      machine: {
        ...(id !== undefined && { id }),
        hostName: hostname(),
        operatingSystem: distribution() ?? systemType(),
        kernel: `${systemType()} ${release()}`,
        architecture: arch(),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
      program: {
        ...tool,
        runtime: `Node.js ${process.version}`,
        ...(await commitOf(root)),
        configSha256: sha256(stringify(config) ?? ''),
      },
      network: {
        addresses: ownAddresses(),
        egress: { checked: false, why: '程序不为查询公网出口地址访问第三方' },
        proxy: proxyText(process.env),
        resolvers: getServers(),
        hostsFile: readHostsFile(hostsFilePath()),
      },
    }
  }
}

/** The system's own identifier is confidential (machine-id(5)): a hash made for this program stands for it. */
function machineId(): string | undefined {
  const raw = readText('/etc/machine-id')?.trim()
  return raw ? sha256(`qingshao machine\n${raw}`).slice(0, 32) : undefined
}

function distribution(): string | undefined {
  return /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(readText('/etc/os-release') ?? '')?.[1]
}

async function commitOf(root: string): Promise<{ commit?: string; isModified?: boolean }> {
  // Of this folder itself: a copy unpacked inside somebody's repository is not that repository.
  if (!existsSync(path.join(root, '.git'))) return {}
  const git = async (...args: string[]) =>
    (await run('git', ['-C', root, ...args], { timeout: GIT_TIMEOUT_MS })).stdout.trim()
  try {
    const [commit, changes] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ])
    return { commit, isModified: changes !== '' }
  } catch {
    return {}
  }
}

function ownAddresses(): string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  )
}

function proxyText(env: NodeJS.ProcessEnv): string {
  const set = PROXY_VARIABLES.filter((name) => env[name])
  const ignored = set.length > 0 ? `；环境变量 ${set.join('、')} 已设置，程序不采用` : ''
  return `未使用上级代理，直接连接；浏览器经本程序在本机回环地址上的防护代理连接${ignored}`
}

function hostsFilePath(): string {
  return process.platform === 'win32'
    ? path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts'
}

export function readHostsFile(file: string): MachineRecord['network']['hostsFile'] {
  const text = readText(file)
  if (text === undefined) return { checked: false, why: `读不到 ${file}` }
  const names = text
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1))
    .map((name) => name.toLowerCase())
  return { checked: true, path: file, sha256: sha256(text), names: [...new Set(names)] }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
