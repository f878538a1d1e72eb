import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { MachineRecord } from '../../domain/environment.ts'

type ClockRecord = MachineRecord['clock']

export interface TimeCheckOptions {
  /** `host` or `host:port`; asked in turn until one answers. */
  readonly servers: readonly string[]
  /** Says why nobody is asked; in Chinese. */
  readonly off?: string
  readonly timeoutMs?: number
}

const NTP_PORT = 123
const TIMEOUT_MS = 1000
/** A machine's clock drifts by milliseconds in this time. */
const KEPT_MS = 600_000
/** Seconds from 1900, where NTP counts from, to 1970. */
const ERA_SECONDS = 2_208_988_800
const PACKET_BYTES = 48
/** Version 4, client. */
const CLIENT_MODE = 0x23

/** How far this machine's clock is off, as a time server says (SNTP, RFC 4330). Asked at most every ten minutes. */
export class TimeCheck {
  readonly #options: TimeCheckOptions
  #last: { readonly atMs: number; readonly answer: Promise<ClockRecord> } | undefined

  constructor(options: TimeCheckOptions) {
    this.#options = options
  }

  check(): Promise<ClockRecord> {
    const nowMs = performance.now()
    if (this.#last === undefined || nowMs - this.#last.atMs > KEPT_MS)
      this.#last = { atMs: nowMs, answer: this.#ask() }
    return this.#last.answer
  }

  async #ask(): Promise<ClockRecord> {
    const { servers, off, timeoutMs = TIMEOUT_MS } = this.#options
    if (off !== undefined) return { checked: false, why: off }
    if (servers.length === 0) return { checked: false, why: '没有配置时间服务器' }
    for (const server of servers) {
      const answer = await askServer(server, timeoutMs).catch(() => undefined)
      if (answer) return { checked: true, server, ...answer }
    }
    return { checked: false, why: `时间服务器 ${servers.join('、')} 没有应答` }
  }
}

async function askServer(
  server: string,
  timeoutMs: number,
): Promise<{ offsetMs: number; roundTripMs: number; at: string }> {
  const [host = '', port = String(NTP_PORT)] = server.split(':')
  const address = isIP(host) ? host : await resolve(host, timeoutMs)
  const query = Buffer.alloc(PACKET_BYTES)
  query[0] = CLIENT_MODE
  const sentMs = Date.now()
  writeTime(query, 40, sentMs)
  const startedMs = performance.now()
  const reply = await exchange(query, { address, port: Number(port), timeoutMs })
  const roundTripMs = performance.now() - startedMs
  const receivedMs = sentMs + roundTripMs
  const [serverReceived, serverSent] = [readTime(reply, 32), readTime(reply, 40)]
  return {
    offsetMs: Math.round((serverReceived - sentMs + (serverSent - receivedMs)) / 2),
    roundTripMs: Math.round(roundTripMs),
    at: new Date(receivedMs).toISOString(),
  }
}

/** Not by the system's own look-up: that cannot be given up, and would keep the program from ending. */
async function resolve(host: string, timeoutMs: number): Promise<string> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  const [first] = await resolver.resolve4(host)
  if (first === undefined) throw new Error(`${host}: no address`)
  return first
}

async function exchange(
  query: Buffer,
  { address, port, timeoutMs }: { address: string; port: number; timeoutMs: number },
): Promise<Buffer> {
  const socket = createSocket('udp4')
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('timeout')), timeoutMs)
      socket.once('error', reject)
      socket.on('message', (reply) => {
        if (!isAnswer(reply, query)) return
        clearTimeout(late)
        resolve(reply)
      })
      socket.send(query, port, address)
    })
  } finally {
    socket.close()
  }
}

/** A server that is synchronised itself, answering this very question: it sends our time back as its origin. */
function isAnswer(reply: Buffer, query: Buffer): boolean {
  if (reply.length < PACKET_BYTES) return false
  const first = reply[0] ?? 0
  const stratum = reply[1] ?? 0
  const isServer = (first & 0x07) === 4
  const isSynchronised = first >> 6 !== 3 && stratum > 0 && stratum < 16
  return isServer && isSynchronised && reply.subarray(24, 32).equals(query.subarray(40, 48))
}

function writeTime(packet: Buffer, at: number, ms: number): void {
  const seconds = Math.floor(ms / 1000)
  packet.writeUInt32BE(seconds + ERA_SECONDS, at)
  packet.writeUInt32BE(Math.floor(((ms - seconds * 1000) / 1000) * 2 ** 32), at + 4)
}

function readTime(packet: Buffer, at: number): number {
  const seconds = packet.readUInt32BE(at) - ERA_SECONDS
  return (seconds + packet.readUInt32BE(at + 4) / 2 ** 32) * 1000
}
