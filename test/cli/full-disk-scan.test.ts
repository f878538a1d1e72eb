import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { type LoopbackServer, startServer } from '../adapters/http/loopback-server.ts'
import { crawlProblems } from '../support/crawl-problems.ts'
import { type CliResult, runCli } from '../support/run-cli.ts'

const ITEMS = 120
const HOME_TOO_SMALL = '2500k'
/** In blocks of 512 bytes: a file may grow to 800 KB. */
const FILE_TOO_SMALL = 1600

/** Some 20 KB on the disk. */
function itemPage(number: number): string {
  const filler = Array.from({ length: 600 }, (_, line) =>
    createHash('sha256').update(`${number} ${line}`).digest('hex'),
  )
  return `<!doctype html><title>保温杯 ${number} 号</title><h1>保温杯 ${number} 号</h1><!-- ${filler.join('')} -->`
}

function listPage(): string {
  const links = Array.from({ length: ITEMS }, (_, number) => `<a href="/item/${number}">${number} 号</a>`)
  return `<!doctype html><title>全部商品</title>${links.join('')}`
}

describe('a scan whose disk gives out', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-scan-disk-'))
  const small = path.join(folder, 'small')
  const mount = (options: string) =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', small]).status === 0
  let mounted = false
  let server: LoopbackServer

  beforeAll(async () => {
    mkdirSync(small)
    mounted = process.platform === 'linux' && mount(`size=${HOME_TOO_SMALL}`)
    server = await startServer((request, response) => {
      if (request.url === '/robots.txt') return response.writeHead(404).end()
      const number = /^\/item\/(\d+)$/.exec(request.url ?? '')?.[1]
      const page = number === undefined ? listPage() : itemPage(Number(number))
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    })
  })
  afterAll(async () => {
    await server.close()
    if (mounted) spawnSync('umount', [small])
    rmSync(folder, { recursive: true, force: true })
  })

  function furnish(home: string): void {
    mkdirSync(path.join(home, 'sites'), { recursive: true })
    writeFileSync(
      path.join(home, 'sites', 'shop.yml'),
      `id: shop\nname: 小店\nstatus: live\nplatform: shop\norigin: ${server.origin}\nlane: http\nseeds: [/]\npages:\n  - {kind: listing, pattern: '^/item/'}\n  - {kind: list, pattern: '^/$'}\nitemKey: '^/item/(\\w+)'\nlisting: {title: h1}\npoliteness: {delayMs: 0, timeoutMs: 5000, concurrency: 4}\n`,
    )
  }

  const scanArgs = (home: string) => ['scan', '--site', 'shop', '--home', home, '--allow-private', '--json']

  async function expectWholeAfterResume(home: string, stopped: CliResult): Promise<void> {
    expect(stopped.stderr).toMatch(/检查磁盘空间/)
    expect(stopped.stderr).not.toMatch(/\n\s+at /)
    expect(stopped.code).toBe(EXIT.storage)
    const resumed = await runCli([...scanArgs(home), '--resume'])
    expect(resumed.code, resumed.stderr).toBe(EXIT.ok)
    const { runId } = JSON.parse(resumed.stdout)
    expect(await crawlProblems({ home, runId, urls: ITEMS + 1, listings: ITEMS })).toEqual([])
  }

  it('stops with exit 7 when it is full, and goes on with space as if nothing had been', async ({ skip }) => {
    if (!mounted) skip('needs leave to mount a small tmpfs')
    furnish(small)
    const stopped = await runCli(scanArgs(small))
    expect(mount('remount,size=200m')).toBe(true)
    await expectWholeAfterResume(small, stopped)
  }, 120_000)

  it('does so when a write of the archive fails and the databases still have room', async ({ skip }) => {
    if (process.platform === 'win32') skip('needs a limit on the size of files')
    const home = path.join(folder, 'limited')
    furnish(home)
    const stopped = await runCli(scanArgs(home), { maxFileBlocks: FILE_TOO_SMALL })
    await expectWholeAfterResume(home, stopped)
  }, 120_000)
})
