import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { tempFolder } from '../support/evidence-builders.ts'
import { runCli } from '../support/run-cli.ts'
import { startTestTsa } from '../support/test-tsa.ts'

const FEED = {
  id: '1',
  platform: 'secondhand',
  title: '出售象牙手串 祖传老料',
  body: '象牙手串一条，加微信 demo_ivory_1，顺丰包邮',
  price: '2800',
}

describe('evidence', () => {
  it('is marked while an authority is silent, stamped when it answers, exported, and verified against its roots', async () => {
    const root = await tempFolder()
    const tsa = await startTestTsa(path.join(root, 'tsa'))
    const home = path.join(root, 'home')
    mkdirSync(home)
    execFileSync('openssl', ['genpkey', '-algorithm', 'SM2', '-out', path.join(home, 'unit.key')], {
      stdio: 'pipe',
    })
    writeFileSync(path.join(home, 'tsa.pem'), tsa.caPem)
    const setting = `{ name: demo-tsa, url: '${tsa.url}', certificates: tsa.pem, imprint: sm3 }`
    writeFileSync(
      path.join(home, 'config.yml'),
      `timestamps:\n  - ${setting}\nsignature: { key: unit.key }\n`,
    )
    const cli = (...args: string[]) => runCli([...args, '--home', home])

    tsa.fault = 'status-500'
    const feed = path.join(root, 'feed.jsonl')
    writeFileSync(feed, `${JSON.stringify(FEED)}\n`)
    const imported = await cli('import', feed, '--source', 'demo-feed')
    expect(imported.code, imported.stderr).toBe(EXIT.ok)
    const [lead] = (await cli('leads', 'list', '--json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lead.evidence.timestampState).toBe('untimestamped')
    expect((await cli('leads', 'show', lead.id)).stdout).toContain('未取得时间戳')
    const reports = readdirSync(path.join(home, 'reports'), { recursive: true, encoding: 'utf8' })
    const html = reports.find((name) => name.endsWith('.html')) ?? expect.fail('no report')
    expect(readFileSync(path.join(home, 'reports', html), 'utf8')).toContain('未取得时间戳')
    expect((await cli('verify', lead.evidence.path)).stdout).toMatch(/完整[\s\S]*时间戳 未取得时间戳/)
    const failed = await cli('evidence', 'timestamp')
    expect(failed.code).toBe(EXIT.partial)
    expect(failed.stdout).toContain('demo-tsa：答复状态 500')

    tsa.fault = 'none'
    expect((await cli('evidence', 'timestamp')).code).toBe(EXIT.ok)
    expect((await cli('evidence', 'timestamp')).stdout).toContain('所有证据都已取得时间戳')
    const stamped = JSON.parse((await cli('leads', 'show', lead.id, '--json')).stdout)
    expect(stamped.evidence.timestampState).toBe('timestamped')

    const out = path.join(root, 'out')
    const exported = await cli('evidence', 'export', lead.id, '--out', out, '--by', '演练员甲', '--json')
    expect(exported.code, exported.stderr).toBe(EXIT.ok)
    const folder = JSON.parse(exported.stdout).path
    const id = lead.evidence.evidenceId
    expect(readdirSync(folder).sort()).toEqual(
      [
        'VERIFY.txt',
        'manifest.sig',
        'signer.pem',
        'tsa-demo-tsa.pem',
        'tsa-demo-tsa.tsr',
        `${id}.wacz`,
        `${id}.wacz.sha256`,
        `${id}.wacz.sm3`,
        '电子数据提取固定清单.docx',
        '电子数据提取固定清单.pdf',
        '电子数据提取笔录.docx',
        '电子数据提取笔录.pdf',
      ].sort(),
    )
    const verified = await cli('verify', folder, '--roots', path.join(home, 'tsa.pem'), '--json')
    expect(verified.code, verified.stdout).toBe(EXIT.ok)
    expect(JSON.parse(verified.stdout)).toMatchObject({
      kind: 'export',
      tokens: [{ imprint: 'sm3', roots: 'given' }],
      signatures: [{ algorithm: 'SM2-SM3' }],
    })
    // A packet built from now on carries the token; one of before still verifies.
    const decided = await cli(
      'leads',
      'confirm',
      lead.id,
      '--reason',
      '图文一致',
      '--by',
      '演练员甲',
      '--json',
    )
    const [packet] = JSON.parse(decided.stdout).packets
    expect(JSON.parse((await cli('verify', packet, '--json')).stdout)).toMatchObject({
      ok: true,
      kind: 'packet',
      tokens: [{ path: 'evidence/timestamps/demo-tsa.tsr' }],
    })
    const twice = await cli('evidence', 'export', lead.id, '--out', out)
    expect(twice.code).toBe(EXIT.storage)
    // A dozen starts of the whole program.
  }, 360_000)

  it('says what is wrong with what it was given', async () => {
    const home = await tempFolder()
    const cli = (...args: string[]) => runCli([...args, '--home', home])
    expect(await cli('evidence', 'timestamp')).toMatchObject({
      code: EXIT.input,
      stderr: expect.stringContaining('config.yml'),
    })
    expect(await cli('evidence', 'export', 'L000000000000', '--out', home)).toMatchObject({
      code: EXIT.input,
    })
    expect(await cli('verify')).toMatchObject({ code: EXIT.usage })
    expect(await cli('verify', home, '--roots', path.join(home, 'none.pem'))).toMatchObject({
      code: EXIT.definition,
    })
    writeFileSync(
      path.join(home, 'config.yml'),
      "timestamps: [{ name: 'A B', url: 'ftp://x', certificates: a }]\n",
    )
    expect(await cli('leads', 'list')).toMatchObject({
      code: EXIT.definition,
      stderr: expect.stringContaining('timestamps.0.name'),
    })
    const page = path.join(home, 'page.html')
    writeFileSync(path.join(home, 'config.yml'), '')
    expect((await cli('verify', '--page', page)).code).toBe(EXIT.ok)
    expect(readFileSync(page, 'utf8')).toContain("default-src 'none'")
  })
})
