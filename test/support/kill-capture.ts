import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32, deflateSync } from 'node:zlib'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { startServer } from '../adapters/http/loopback-server.ts'
import { CaptureChecker } from './capture-problems.ts'
import { ROOT } from './run-cli.ts'
import { makeTsaFiles, opensslReply } from './test-tsa.ts'

/** Inside the writes of evidence and packets, in their order. */
export const WRITE_STEPS = ['mid-write', 'before-fsync', 'before-rename', 'after-rename'] as const
export type WriteStep = (typeof WRITE_STEPS)[number]
/** From outside, at whatever the program is doing: drawing, asking an authority, storing the lead. */
const ANY_MOMENT = 'any-moment'
export const FAULT_VARIABLE = 'QINGSHAO_TEST_FAULT'

/** Writes and syncs, and renames, of one lead: its bundle, the logs it grows, its packets. Roughly: it only spreads the kills. */
const PER_LEAD: Readonly<Record<WriteStep, number>> = {
  'mid-write': 24,
  'before-fsync': 30,
  'before-rename': 6,
  'after-rename': 6,
}
const MS_PER_LEAD = 1500

export interface KillCaptureResult {
  readonly kills: Readonly<Record<string, number>>
  readonly starts: number
  readonly leads: number
  readonly bundles: number
  readonly packets: number
  /** Sealed and sound, of a capture that was cut off before its lead knew of it, and was made anew. */
  readonly orphans: number
  readonly problems: readonly string[]
}

interface KillOptions {
  readonly folder: string
  readonly listings: number
  readonly kills: number
  /** From 0 to 1. */
  readonly random: () => number
  readonly onKill?: (step: string, bundles: number) => void
}

/**
 * Scans a shop of illegal offers with the real program, then captures the leads a second time; both are killed `kills` times
 * in all and started again. After each kill, and at the end, everything on the disk is checked.
 */
export async function killCapture(options: KillOptions): Promise<KillCaptureResult> {
  const { folder, listings, random } = options
  const home = path.join(folder, 'home')
  const shop = await startShop(listings)
  const tsa = await startAuthority(path.join(folder, 'tsa'))
  writeHome(home, { shop: shop.origin, tsa: tsa.origin, roots: path.join(folder, 'tsa', 'ca.pem') })
  const checker = new CaptureChecker(home)
  const tally: Record<string, number> = {}
  let starts = 0
  try {
    for (;;) {
      const command = await nextCommand(home)
      if (command === undefined) break
      const step = stepFor(command, starts, options)
      starts += 1
      const killed = await run(command, home, step && { step, random })
      if (killed && step) {
        tally[step] = (tally[step] ?? 0) + 1
        await checker.check(`after ${step}`)
        options.onKill?.(step, checker.bundles)
      }
    }
    await checker.check('at the end')
    await checker.checkFinished(listings)
  } finally {
    await Promise.all([shop.close(), tsa.close()])
  }
  const { bundles, packets, orphans, problems } = checker
  return { kills: tally, starts, leads: listings, bundles, packets, orphans, problems }
}

/** Half of the kills are for the first captures, and what is left for the second. */
function stepFor(
  [command]: readonly string[],
  starts: number,
  { kills, random }: KillOptions,
): WriteStep | typeof ANY_MOMENT | undefined {
  if (starts >= (command === 'scan' ? kills / 2 : kills)) return undefined
  const steps = [...WRITE_STEPS, ANY_MOMENT] as const
  return steps[Math.floor(random() * (WRITE_STEPS.length + 1))] ?? ANY_MOMENT
}

/** The scan until it is finished, then the second captures until all are there. */
async function nextCommand(home: string): Promise<string[] | undefined> {
  const cases = new SqliteCaseRepository(path.join(home, 'case.db'))
  try {
    const scan = await cases.latestRun('scan')
    if (scan === undefined) return ['scan', '--site', 'kill-shop']
    if (scan.status !== 'finished') return ['scan', '--site', 'kill-shop', '--resume']
    const done = new Set((await cases.secondCaptures()).map(({ leadId }) => leadId))
    return (await cases.listLeads()).some(({ id }) => !done.has(id)) ? ['recapture'] : undefined
  } finally {
    await cases.close()
  }
}

/** True when it was killed. */
async function run(
  command: readonly string[],
  home: string,
  fault: { readonly step: WriteStep | typeof ANY_MOMENT; readonly random: () => number } | undefined,
): Promise<boolean> {
  const args = [path.join(ROOT, 'src/cli/main.ts'), ...command, '--allow-private', '--json', '--home', home]
  const spot = fault === undefined ? 'none' : spotOf(fault)
  const child = spawn(
    process.execPath,
    ['--import', path.join(import.meta.dirname, 'kill-capture-faults.ts'), ...args],
    {
      env: { ...process.env, [FAULT_VARIABLE]: String(spot), QINGSHAO_LOG_LEVEL: 'info' },
    },
  )
  let output = ''
  const listen = (text: Buffer) => {
    output += text
    if (typeof spot === 'number') setTimeout(() => child.kill('SIGKILL'), spot)
  }
  child.stderr.once('data', listen)
  child.stderr.on('data', (text) => {
    output += text
  })
  child.stdout.resume()
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  )
  if (signal === null && code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${output}`)
  return signal !== null
}

/** `step:count`, or for any moment the time in ms after the program has begun to speak. */
function spotOf({
  step,
  random,
}: {
  step: WriteStep | typeof ANY_MOMENT
  random: () => number
}): string | number {
  if (step === ANY_MOMENT) return random() * 2 * MS_PER_LEAD
  return `${step}:${1 + Math.floor(random() * PER_LEAD[step] * 0.8)}`
}

function writeHome(home: string, { shop, tsa, roots }: { shop: string; tsa: string; roots: string }): void {
  mkdirSync(path.join(home, 'sites'), { recursive: true })
  writeFileSync(
    path.join(home, 'config.yml'),
    `timestamps: [{ name: test-tsa, url: '${tsa}/', certificates: '${roots}' }]
secondCapture: { levels: [none, low, medium, high, critical], afterMinutes: 0 }
`,
  )
  writeFileSync(
    path.join(home, 'sites', 'kill-shop.yml'),
    `id: kill-shop
name: 小店
status: live
platform: shop
origin: ${shop}
lane: http
seeds: [/]
pages:
  - {kind: listing, pattern: '^/item/'}
  - {kind: list, pattern: '^/$'}
itemKey: '^/item/(\\w+)'
listing: {title: h1, body: .body, price: b.price, images: img@src, seller: .shop, sellerId: .shop@data-id}
sellerPage: /shop/{sellerId}
politeness: {delayMs: 0, concurrency: 4, timeoutMs: 60000}
`,
  )
}

/** `openssl ts` behind HTTP; one answer after the other, because it keeps its serial number in a file. */
function startAuthority(folder: string) {
  makeTsaFiles(folder)
  let last: Promise<unknown> = Promise.resolve()
  let count = 0
  return startServer((request, response) => {
    last = last.then(async () => {
      const reply = await opensslReply(folder, await buffer(request), `q${count++}`)
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply)
    })
    last = last.catch(() => response.destroy())
  })
}

/** Each listing is an offer of ivory with a picture; two sellers in all. */
function startShop(listings: number) {
  return startServer(({ url = '' }, response) => {
    const number = Number(/^\/(?:item|shop|i)\/(\d+)/.exec(url)?.[1] ?? Number.NaN)
    if (url.startsWith('/i/'))
      return response.writeHead(200, { 'content-type': 'image/png' }).end(picture(number))
    const page = url === '/' ? listPage(listings) : Number.isNaN(number) ? undefined : itemPage(number)
    if (page === undefined) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  })
}

function listPage(listings: number): string {
  const links = Array.from(
    { length: listings },
    (_, number) => `<li><a href="/item/${number}">手串 ${number}</a></li>`,
  )
  return `<!doctype html><title>全部商品</title><ul>${links.join('')}</ul>`
}

function itemPage(number: number): string {
  return `<!doctype html><title>手串 ${number}</title><h1>出售象牙手串 ${number} 号 祖传老料</h1><b class="price">¥${2000 + number}</b>
<div class="body">象牙手串一条，第 ${number} 号，加微信 demo_ivory_${number}，顺丰包邮。</div>
<a class="shop" data-id="${number % 2}" href="/shop/${number % 2}">小店 ${number % 2}</a><img src="/i/${number}.png" width="200" height="200">`
}

/** One grey pixel, of a different grey each. */
function picture(number: number): Buffer {
  const grey = Buffer.from([0, number % 256])
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55', 'hex'),
    chunk('IDAT', deflateSync(grey)),
    Buffer.from('0000000049454e44ae426082', 'hex'),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, crc])
}
