import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

describe('keywords watch', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'qingshao-watch-cli-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const save = (fields: string) => {
    mkdirSync(path.join(home, 'keywords'), { recursive: true })
    writeFileSync(
      path.join(home, 'keywords', 'own.yml'),
      `terms:\n  - {id: own.x, text: 鬼面牌, kind: product, category: wild-meat, ${fields}, status: stable, source: 本单位, date: 2026-11-22}\n`,
    )
  }

  it('reports each save, what is wrong with it and what the texts now match, until Ctrl-C', async () => {
    const steps: [says: RegExp, act: (kill: (signal: NodeJS.Signals) => void) => void][] = [
      [/已读入：共 \d+ 个词条/, () => save('weight: 900')],
      [/own\.yml:2: terms\.0\.weight/, () => save('weight: 60')],
      [/\+ own\.x「鬼面牌」/, () => save('weight: 70')],
      [/~ own\.x「鬼面牌」 weight 60→70/, () => rmSync(path.join(home, 'keywords', 'own.yml'))],
      [/- own\.x「鬼面牌」/, (kill) => kill('SIGINT')],
    ]
    const { code, stdout, stderr } = await runCli(
      ['keywords', 'watch', '--home', home, '--try', '出鬼面牌一块', '--try', '今天天气好'],
      {
        onStdout: (soFar, kill) => {
          while (steps[0]?.[0].test(soFar)) steps.shift()?.[1](kill)
        },
      },
    )
    expect(code, stderr).toBe(EXIT.ok)
    expect(stderr).toContain(path.join(home, 'keywords'))
    // By what they say, not by their place: somebody may be editing the shipped keywords meanwhile.
    const reports = stdout.split(/^\d\d:\d\d:\d\d /m)
    const reportWith = (part: string) => reports.find((report) => report.includes(part)) ?? ''
    const first = reportWith('已读入')
    expect(first).toMatch(/试读「出鬼面牌一块」/)
    expect(first).not.toContain('own.x')
    expect(first).toMatch(/试读「今天天气好」\n {2}没有命中/)
    expect(reportWith('own.yml:2')).toMatch(/^词库有误，仍用改动前的词库：\n/)
    const added = reportWith('  + own.x「鬼面牌」')
    expect(added).toMatch(/^新增 [1-9]\d*，改动 \d+，删除或停用 \d+：共 \d+ 个词条（\d+\.\d\d 秒/)
    expect(added).toContain('1–4 「鬼面牌」 own.x（制品词） 原文')
    expect(reportWith('  ~ own.x「鬼面牌」 weight 60→70')).toContain('1–4 「鬼面牌」 own.x')
    expect(reportWith('  - own.x「鬼面牌」')).not.toContain('1–4 「鬼面牌」')
  })

  it('starts with wrong keywords too: they are what the analyst is about to mend', async () => {
    save('weight: 900')
    const { code, stdout } = await runCli(['keywords', 'watch', '--home', home], {
      onStdout: (_, kill) => kill('SIGINT'),
    })
    expect(code).toBe(EXIT.ok)
    expect(stdout).toMatch(/还没有可用的词库：\n.*own\.yml:2: terms\.0\.weight/)
  })
})

describe('the compiled lexicon', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'qingshao-cached-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))
  const explain = (home: string) =>
    runCli(['keywords', 'explain', '出象牙手串', '--home', home, '--json'], {
      env: { XDG_CACHE_HOME: path.join(root, 'xdg') },
    })

  it('is kept in the home folder, which is not made for that', async () => {
    const home = path.join(root, 'home')
    const first = await explain(home)
    expect(existsSync(home)).toBe(false)
    expect(readdirSync(path.join(root, 'xdg', 'qingshao'))).toHaveLength(1)
    expect(await explain(home)).toEqual(first)
    rmSync(path.join(root, 'xdg'), { recursive: true })
    mkdirSync(home)
    expect(await explain(home)).toEqual(first)
    expect(readdirSync(path.join(home, 'cache'))).toHaveLength(1)
    expect(existsSync(path.join(root, 'xdg'))).toBe(false)
  })
})
