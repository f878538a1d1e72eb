import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockFolder } from '../../src/adapters/files/lock-folder.ts'
import { Config } from '../../src/cli/config.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { ROOT, runCli } from '../support/run-cli.ts'
import { withMarket } from '../support/with-market.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'qingshao-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, content: string): string => {
  const target = path.join(folder, name)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, content)
  return target
}
const line = (id: string, title: string, body = '') =>
  JSON.stringify({ id, platform: 'secondhand', title, body, price: '300' })

describe('assess', () => {
  it('answers every line in order, and names the line it could not read', async () => {
    const lines = [
      line('1', '象牙白连衣裙 夏季新款'),
      '{"broken',
      line('3', '出穿山甲片 自家存的', '野生的，加微信 demo_x 懂的来'),
    ]
    const { code, stdout, stderr } = await runCli(['assess', '-', '--json'], { stdin: lines.join('\n') })
    expect(code).toBe(EXIT.partial)
    expect(stderr).toContain('第 2 行')
    const [innocent, serious] = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    expect(innocent).toMatchObject({
      id: '1',
      verdict: 'legal',
      category: 'none',
      offence: 'none',
      agencies: [],
    })
    expect(serious).toMatchObject({ id: '3', verdict: 'illegal', category: 'protected-animal-product' })
    expect(serious.agencies).toEqual(expect.arrayContaining(['forestry', 'market-supervision']))
    for (const { field, start, end, text } of serious.matches) {
      const source = { title: '出穿山甲片 自家存的', body: '野生的，加微信 demo_x 懂的来' }[
        field as 'title' | 'body'
      ]
      expect(source.slice(start, end)).toBe(text)
    }
    const sum = serious.findings.reduce((total: number, { points }: { points: number }) => total + points, 0)
    expect(serious.score).toBe(Math.max(0, Math.min(100, sum)))
  })
})

describe('bad input', () => {
  it.each<[what: string, args: () => string[], code: number, says: RegExp, env?: NodeJS.ProcessEnv]>([
    [
      'an unreadable file',
      () => ['assess', path.join(folder, 'none.jsonl')],
      EXIT.input,
      /none\.jsonl：文件不存在/,
    ],
    ['a folder for a file', () => ['assess', folder], EXIT.input, /是文件夹/],
    [
      'wrong columns',
      () => ['import', file('wrong.csv', 'a,b\n1,2\n'), '--source', 'x', '--home', folder],
      EXIT.input,
      /标题/,
    ],
    ['an unknown format', () => ['import', file('x.bin', ''), '--source', 'x'], EXIT.input, /--format/],
    [
      'an unknown site',
      () => ['scan', '--site', 'nowhere', '--home', folder],
      EXIT.input,
      /nowhere.*practice-shop/,
    ],
    [
      'an unknown lead',
      () => ['leads', 'show', 'L000000000000', '--home', folder],
      EXIT.input,
      /L000000000000/,
    ],
    ['an unknown command', () => ['fly'], EXIT.usage, /unknown command/],
    ['an unknown option', () => ['scan', '--fast'], EXIT.usage, /unknown option/],
    [
      'a home that cannot be written',
      () => ['leads', 'list', '--home', path.join(file('blocker', ''), 'home')],
      EXIT.storage,
      /blocker/,
    ],
    [
      'no Chromium',
      () => ['scan', '--site', 'practice-shop', '--home', folder],
      EXIT.noBrowser,
      /QINGSHAO_CHROMIUM/,
      { QINGSHAO_CHROMIUM: '/no/such' },
    ],
    ['a bundle that is not there', () => ['verify', path.join(folder, 'none')], EXIT.input, /none/],
    ['a wrong setting', () => ['doctor'], EXIT.definition, /logLevel/, { QINGSHAO_LOG_LEVEL: 'loud' }],
  ])('says %s in one sentence', async (_, args, code, says, env) => {
    const result = await runCli(args(), env ? { env } : {})
    expect(result.stderr).toMatch(says)
    expect(result.stderr).not.toMatch(/\n\s+at /)
    expect(result.code).toBe(code)
  })

  it.each([
    [
      'keywords/own.yml',
      'terms:\n  - {id: own.x, text: 某物, kind: product, weight: 900, status: stable, source: 本单位, date: 2026-11-22}\n',
      /own\.yml:2: .*weight/,
    ],
    ['rules/own/odd.yml', 'id: 1\ntitle: 某规则\n', /odd\.yml:1: /],
    ['sites/odd.yml', 'id: odd\nname: 某站\n', /odd\.yml:\d+: /],
  ])('names file, line and field of a wrong %s', async (name, content, says) => {
    const home = mkdtempSync(path.join(folder, 'home-'))
    mkdirSync(path.dirname(path.join(home, name)), { recursive: true })
    writeFileSync(path.join(home, name), content)
    const { code, stderr } = await runCli(['scan', '--site', 'practice-shop', '--home', home])
    expect(stderr).toMatch(says)
    expect(code).toBe(EXIT.definition)
  })

  it('says which port is taken', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    const { code, stderr } = await runCli(['practice-market', '--port', String(port)])
    server.close()
    expect(stderr).toContain(String(port))
    expect(code).toBe(EXIT.portTaken)
  })

  it('does not let two runs into one home', async () => {
    const home = mkdtempSync(path.join(folder, 'busy-'))
    const unlock = lockFolder(home)
    const { code, stderr } = await runCli([
      'import',
      file('one.jsonl', line('1', '杯子')),
      '--source',
      'x',
      '--home',
      home,
    ])
    unlock()
    expect(stderr).toContain(String(process.pid))
    expect(code).toBe(EXIT.busy)
  })
})

describe('import', () => {
  it('keeps the good lines, names the bad, and takes a flagged one all the way; a person then decides', async () => {
    const home = mkdtempSync(path.join(folder, 'import-'))
    const feed = file(
      'feed.jsonl',
      [
        line('1', '出穿山甲片 自家存的', '野生的，加微信 demo_x 懂的来'),
        'not json',
        line('2', '保温杯 500ml'),
      ].join('\n'),
    )
    const imported = await runCli(['import', feed, '--source', 'hotline', '--home', home, '--json'])
    expect(imported.code).toBe(EXIT.partial)
    expect(imported.stderr).toContain('第 2 行')
    const summary = JSON.parse(imported.stdout)
    expect(summary).toMatchObject({ listings: 2, flagged: 1, imported: 2 })
    expect(readFileSync(summary.report, 'utf8')).toContain('穿山甲片')

    const [lead] = (await runCli(['leads', 'list', '--home', home, '--json'])).stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    const queued = () => readdirSync(path.join(home, 'queues', 'forestry'))
    expect(queued()).toHaveLength(1)
    const packet = path.join(home, 'queues', 'forestry', queued()[0] ?? '')
    expect((await runCli(['verify', lead.evidence.path, packet])).code).toBe(EXIT.ok)

    const confirmed = await runCli([
      'leads',
      'confirm',
      lead.id,
      '--by',
      '研判员甲',
      '--reason',
      '图文一致',
      '--home',
      home,
    ])
    expect(confirmed.code).toBe(EXIT.ok)
    expect((await runCli(['verify', packet])).code).toBe(EXIT.ok)
    await runCli(['leads', 'dismiss', lead.id, '--by', '研判员乙', '--reason', '误报', '--home', home])
    expect(queued()).toHaveLength(0)
    expect(existsSync(path.join(home, 'queues', 'withdrawn', 'forestry', path.basename(packet)))).toBe(true)
  })
})

describe('capture and extract', () => {
  it('take one page of the market: its listing, and a bundle that verifies', async () => {
    await withMarket(23_431, async (origins) => {
      const url = `${origins.get('practice-shop')}/item/100111.html`
      const extracted = await runCli(['extract', url, '--allow-private', '--json'])
      expect(extracted.code, extracted.stderr).toBe(EXIT.ok)
      const page = JSON.parse(extracted.stdout)
      expect(page.pageClass).toBe('ok')
      expect(page.listings[0]).toMatchObject({
        title: '白月光三通 佛头配件 老料新工',
        price: { amountMinor: 68_000 },
      })

      const captured = await runCli([
        'capture',
        url,
        '--allow-private',
        '--out',
        path.join(folder, 'captured'),
        '--json',
      ])
      expect(captured.code, captured.stderr).toBe(EXIT.ok)
      const evidence = JSON.parse(captured.stdout)
      expect(existsSync(path.join(evidence.path, 'rendered/screenshot.png'))).toBe(true)
      expect(readFileSync(path.join(evidence.path, 'text/listing.txt'), 'utf8')).toContain('白月光三通')
      expect((await runCli(['verify', evidence.path])).code).toBe(EXIT.ok)

      const refused = await runCli(['extract', url])
      expect(refused.code).toBe(EXIT.network)
      const disallowed = await runCli([
        'capture',
        `${origins.get('practice-shop')}/member/1`,
        '--allow-private',
        '--home',
        folder,
      ])
      expect(disallowed.stderr).toContain('robots.txt')
      expect(disallowed.code).toBe(EXIT.input)
    })
  }, 120_000)
})

describe('help', () => {
  it.each([[], ['leads'], ['refer'], ['evidence']])('is Chinese throughout: %s', async (...command) => {
    const { stdout } = await runCli([...command, '--help'])
    expect(stdout).not.toMatch(/display help|Usage:|Commands:/)
  })
})

describe('documents', () => {
  it('name every command, exit code and setting', async () => {
    const { stdout } = await runCli(['--help'])
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]+)(?: |$)/gm)]
      .map((match) => match[1])
      .filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThan(12)
    for (const name of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(path.join(ROOT, name), 'utf8')
      for (const command of commands)
        expect(text, `${name} does not name ${command}`).toContain(`\`${command}\``)
    }
    const settings = readFileSync(path.join(ROOT, 'docs/config.md'), 'utf8')
    for (const name of Object.keys(Config.shape)) expect(settings).toContain(`\`${name}\``)
    const codes = readFileSync(path.join(ROOT, 'docs/exit-codes.md'), 'utf8')
    for (const [name, code] of Object.entries(EXIT)) expect(codes).toContain(`| ${code} | ${name} |`)
  })
})
