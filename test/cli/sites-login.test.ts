import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { fromBufferPromise } from 'yauzl'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { ROOT, runCli } from '../support/run-cli.ts'

const SECRET = 'planted-session-cookie-7f3a9c'
const LOGIN_PAGE = `<!doctype html><meta charset="utf-8"><title>登录</title><h1>请登录后查看</h1>
<form method="post" action="/login"><input name="user"><input type="password" name="pass"><button>登录</button></form>`
const LIST = `<!doctype html><meta charset="utf-8"><title>列表</title>${[1, 2, 3]
  .map(
    (id) =>
      `<div class="card"><a class="t" href="/item/${id}">象牙手串 ${id} 一手货源</a><p class="p">￥${id}800</p></div>`,
  )
  .join('')}`
const item = (id: string) =>
  `<!doctype html><meta charset="utf-8"><title>象牙</title><h1 class="t">象牙手串 ${id} 一手货源</h1><p class="p">￥${id}800</p><div class="b">非洲料象牙手串，出售，要的私聊。</div>`

let server: Server
let origin: string
let home: string
/** Pages that the site still shows to a member; then its session is over. */
let pagesLeft = Number.POSITIVE_INFINITY
const asked: { url: string; cookie: string | undefined }[] = []

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = request.url ?? '/'
  asked.push({ url, cookie: request.headers.cookie })
  const isMember = pagesLeft > 0 && (request.headers.cookie ?? '').includes(SECRET)
  const html = (body: string) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
  if (url === '/robots.txt') response.writeHead(404).end()
  else if (request.method === 'POST') {
    const cookie = `sid=${SECRET}; Path=/; HttpOnly; Max-Age=86400`
    response.writeHead(302, { location: '/list', 'set-cookie': cookie }).end()
  } else if (!isMember) html(LOGIN_PAGE)
  else {
    pagesLeft -= 1
    html(url.startsWith('/item/') ? item(url.slice(6)) : LIST)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

beforeAll(async () => {
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  home = mkdtempSync(path.join(tmpdir(), 'qingshao-login-'))
  mkdirSync(path.join(home, 'sites'))
  for (const lane of ['http', 'browser'] as const) {
    const site = {
      id: `club-${lane}`,
      name: '会员论坛',
      status: 'untested-live',
      platform: 'forum',
      origin,
      lane,
      seeds: ['/list'],
      pages: [
        { kind: 'listing', pattern: '^/item/\\d+' },
        { kind: 'list', pattern: '^/list' },
      ],
      itemKey: '/item/(\\d+)',
      listing: { title: '.t', price: '.p', body: '.b' },
      list: { card: '.card', title: '.t', url: '.t@href', price: '.p' },
      politeness: { delayMs: 0 },
    }
    writeFileSync(path.join(home, 'sites', `${site.id}.yml`), stringify(site))
  }
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(home, { recursive: true, force: true })
})

/** The operator's part, done by way of the debugging port of a real Chromium. */
async function logIn(siteId: string): Promise<number | null> {
  const port = String(await freePort())
  const args = ['sites', 'login', siteId, '--allow-private', '--headless-port', port, '--home', home]
  const child = spawn(process.execPath, [path.join(ROOT, 'src/cli/main.ts'), ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let browser: Awaited<ReturnType<typeof chromium.connectOverCDP>> | undefined
  for (let turn = 0; browser === undefined && turn < 150; turn += 1) {
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => undefined)
    if (
      browser?.contexts().every((context) => context.pages().every((page) => page.url() === 'about:blank'))
    ) {
      await browser.close()
      browser = undefined
    }
    if (browser === undefined) await sleep(200)
  }
  const page = browser
    ?.contexts()
    .flatMap((context) => context.pages())
    .find((candidate) => candidate.url().startsWith(origin))
  await page?.fill('input[name=user]', 'operator')
  await page?.fill('input[name=pass]', 'by hand')
  await page?.click('button')
  await page?.waitForURL(`${origin}/list`)
  child.stdin.end('\n')
  const code = await ended
  await browser?.close().catch(() => undefined)
  return code
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** Gzip files and what lies in zips are read unpacked. */
async function holdsSecret(name: string, bytes: Buffer): Promise<boolean> {
  if (bytes.toString('latin1').includes(SECRET)) return true
  if (name.endsWith('.gz')) return gunzipSync(bytes).toString('latin1').includes(SECRET)
  if (!/\.(?:zip|wacz|docx)$/.test(name)) return false
  const zip = await fromBufferPromise(bytes)
  for await (const entry of zip.eachEntry()) {
    const content = await buffer(await zip.openReadStreamPromise(entry))
    if (await holdsSecret(entry.fileName, content)) return true
  }
  return false
}

describe('sites login', () => {
  it('keeps a login that an operator opened, uses it for its site alone, and notices its end', async () => {
    const scan = (siteId: string) =>
      runCli(['scan', '--site', siteId, '--allow-private', '--full', '--json', '--home', home])
    const leads = async () =>
      (await runCli(['leads', 'list', '--json', '--home', home])).stdout
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { id: string }]))
    const outside = JSON.parse((await scan('club-http')).stdout)
    expect(outside).toMatchObject({ listings: 0 })

    for (const lane of ['http', 'browser']) {
      expect(await logIn(`club-${lane}`)).toBe(EXIT.ok)
      const result = await scan(`club-${lane}`)
      expect(JSON.parse(result.stdout), result.stderr).toMatchObject({ listings: 3, flagged: 3 })
    }
    expect(asked.filter(({ url, cookie }) => url.startsWith('/item/') && !cookie?.includes(SECRET))).toEqual(
      [],
    )
    expect(statSync(path.join(home, 'sessions', 'key')).mode & 0o777).toBe(0o600)
    const out = path.join(home, 'exported')
    for (const { id } of await leads())
      expect((await runCli(['evidence', 'export', id, '--out', out, '--home', home])).code).toBe(EXIT.ok)
    const files = filesUnder(home)
    for (const kind of [
      /\.warc\.gz$/,
      /[\\/]queues[\\/].*\.zip$/,
      /[\\/]exported[\\/].*\.wacz$/,
      /[\\/]reports[\\/]/,
    ])
      expect(files.some((file) => kind.test(file))).toBe(true)
    for (const file of files) expect(await holdsSecret(file, readFileSync(file)), file).toBe(false)

    // The list and one item, and the site asks for a login again.
    pagesLeft = 2
    const cut = await runCli(['scan', '--site', 'club-http', '--allow-private', '--full', '--home', home])
    expect(cut.stdout).toMatch(/没有看到 2 个：.*登录/)
    const runs = readdirSync(path.join(home, 'reports')).filter((name) => name.endsWith('.html'))
    const report = readFileSync(path.join(home, 'reports', runs.toSorted().at(-1) ?? ''), 'utf8')
    expect(report).toMatch(/会员论坛：发现网址 4 个，没有看到 2 个：.*登录/)
    const sessions = JSON.parse((await runCli(['sites', 'sessions', '--json', '--home', home])).stdout)
    expect(sessions).toMatchObject([
      { siteId: 'club-browser', state: 'active' },
      { siteId: 'club-http', state: 'expired' },
    ])
    const before = asked.length
    const left = JSON.parse((await scan('club-http')).stdout)
    expect(asked.length).toBe(before)
    expect(left.sites[0].reasons).toMatchObject({ 'session-expired': expect.any(Number) })
    expect((await runCli(['sites', 'logout', 'club-http', '--home', home])).code).toBe(EXIT.ok)
    expect((await runCli(['sites', 'logout', 'club-http', '--home', home])).code).toBe(EXIT.input)
  }, 300_000)

  it.skipIf(process.platform !== 'linux')('says what to do on a machine without a display', async () => {
    const env = { DISPLAY: '', WAYLAND_DISPLAY: '' }
    const result = await runCli(['sites', 'login', 'club-http', '--home', home], { env })
    expect(result.code).toBe(EXIT.input)
    expect(result.stderr).toContain('没有图形界面')
  })
})
