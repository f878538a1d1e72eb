import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { programFingerprint } from '../../../src/adapters/files/lexicon-key.ts'
import { LexiconWatcher, type WatchTiming } from '../../../src/adapters/files/lexicon-watcher.ts'
import type { CompiledLexicon } from '../../../src/match/compile-lexicon.ts'
import { matchListing } from '../../../src/match/match-listing.ts'
import { keywordFile, writeInto } from '../../support/keyword-files.ts'

const HAN = '象牙犀角虎骨熊胆鹿茸麝香玳瑁珊瑚画眉鹦鹉龟蛇蛙鱼鸟兽皮毛羽血捕网夹套枪弓弩药饵笼标本'
/** Nothing but a report of the file system leads to a check. */
const BY_EVENT: WatchTiming = { debounceMs: 20, pollMs: 3_600_000 }
/** Nothing but the clock does. */
const BY_POLL: WatchTiming = { debounceMs: 3_600_000, pollMs: 100 }

describe('LexiconWatcher', () => {
  let root: string
  let watcher: LexiconWatcher | undefined
  const at = (...parts: string[]) => path.join(root, ...parts)
  const write = (name: string, text: string) => writeInto(root, name, text)

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'qingshao-watch-'))
    write('keywords/a/one.yml', keywordFile('象牙手串'))
  })
  afterEach(async () => {
    await watcher?.close()
    rmSync(root, { recursive: true, force: true })
  })

  /** What the watcher said, in order, and a promise of the next thing it says. */
  function start(timing: WatchTiming, program = programFingerprint()) {
    const said: (CompiledLexicon | string)[] = []
    let wake = () => {}
    const say = (what: CompiledLexicon | string) => {
      said.push(what)
      wake()
    }
    const source = { folders: [at('keywords'), at('own')], cacheFolders: [at('cache')], program }
    watcher = new LexiconWatcher(source, { onSwap: say, onProblem: say }, timing)
    let taken = 0
    const next = async (): Promise<CompiledLexicon | string> => {
      while (said.length === taken) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return said[taken++] as CompiledLexicon | string
    }
    return { next, said }
  }
  const textsOf = (lexicon: CompiledLexicon | string) =>
    typeof lexicon === 'string' ? lexicon : lexicon.terms.map(({ term }) => term.text)
  const finds = (title: string, lexicon: CompiledLexicon) =>
    matchListing({ title, body: '' }, lexicon).matches.map(({ text }) => text)

  it('hands over the keywords as they are, then as they become', async () => {
    const { next } = start(BY_EVENT)
    expect(textsOf(await next())).toEqual(['象牙手串'])
    write('keywords/a/one.yml', keywordFile('象牙手串', '犀角杯'))
    expect(textsOf(await next())).toEqual(['象牙手串', '犀角杯'])
    // As many editors save.
    write('keywords/a/.one.yml.swp', keywordFile('虎骨酒', '犀角杯'))
    renameSync(at('keywords/a/.one.yml.swp'), at('keywords/a/one.yml'))
    const third = (await next()) as CompiledLexicon
    expect(textsOf(third)).toEqual(['虎骨酒', '犀角杯'])
    expect(finds('出虎骨酒', third)).toEqual(['虎骨酒'])
    write('keywords/a/two.yml', keywordFile('麝香囊').replace('t.0', 'u.0'))
    expect(textsOf(await next())).toEqual(['虎骨酒', '犀角杯', '麝香囊'])
    rmSync(at('keywords/a/two.yml'))
    expect(textsOf(await next())).toEqual(['虎骨酒', '犀角杯'])
  })

  it('sees a folder that comes later, without any report of the file system', async () => {
    const { next } = start(BY_POLL)
    await next()
    write('own/deep/own.yml', keywordFile('犀角杯').replace('t.0', 'own.0'))
    expect(textsOf(await next())).toEqual(['象牙手串', '犀角杯'])
  })

  it('says what is wrong, once, and hands over nothing until it is right', async () => {
    const { next, said } = start(BY_POLL)
    await next()
    write('keywords/a/one.yml', keywordFile('象牙手串').replace('weight: 50', 'weight: 900'))
    expect(await next()).toMatch(/one\.yml:1: defaults\.weight/)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(said).toHaveLength(2)
    write('keywords/a/one.yml', keywordFile('犀角杯'))
    expect(textsOf(await next())).toEqual(['犀角杯'])
  })

  it('says so when the shipped folder is gone, and takes it up again', async () => {
    const { next } = start(BY_POLL)
    await next()
    renameSync(at('keywords'), at('away'))
    expect(await next()).toMatch(/does not exist/)
    renameSync(at('away'), at('keywords'))
    expect(textsOf(await next())).toEqual(['象牙手串'])
  })

  it('compiles nothing for a program that is not the one in its thread', async () => {
    const { next } = start(BY_EVENT, 'another program')
    expect(await next()).toContain('重新启动')
  })

  it('reads listings with the old lexicon while 50,000 terms are compiled, then with the new one', async () => {
    const { next } = start(BY_EVENT)
    let serving = (await next()) as CompiledLexicon
    const generated = Array.from({ length: 50_000 }, (_, index) => {
      const digits = [index % 40, Math.floor(index / 40) % 40, Math.floor(index / 1600) % 40]
      return `${digits.map((digit) => HAN.charAt(digit)).join('')}${index % 2 ? '尾' : '头'}`
    })
    write('keywords/a/one.yml', keywordFile('犀角杯'))
    for (let part = 0; part < 20; part += 1) {
      const lines = generated.slice(part * 2500, (part + 1) * 2500)
      write(`keywords/b/${part}.yml`, keywordFile(...lines).replaceAll('id: t.', `id: g.${part}.`))
    }
    const found: string[] = []
    let swapped = false
    const swap = (async () => {
      // Files saved one after another may come as more than one change.
      while (serving.terms.length <= 50_000) serving = (await next()) as CompiledLexicon
      swapped = true
    })()
    let turns = 0
    while (!swapped) {
      turns += 1
      const [first] = finds('出象牙手串和犀角杯', serving)
      if (first !== found.at(-1)) found.push(first ?? '')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await swap
    found.push(...finds('出象牙手串和犀角杯', serving))
    expect(turns).toBeGreaterThan(100)
    expect(found[0]).toBe('象牙手串')
    expect(found.at(-1)).toBe('犀角杯')
    expect(finds(`出${generated[49_999]}`, serving)).toContain(generated[49_999])
  })

  it('makes one change of many that come during a build', async () => {
    const { next, said } = start({ debounceMs: 1, pollMs: 5 })
    for (let index = 0; index < 30; index += 1) {
      write('keywords/a/one.yml', keywordFile('象牙手串', `${HAN.charAt(index)}角杯`))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const last = `${HAN.charAt(29)}角杯`
    while (!textsOf(await next()).includes(last));
    expect(said.length).toBeLessThan(30)
  })

  it('says nothing any more once it is closed', async () => {
    const { next, said } = start(BY_POLL)
    await next()
    await watcher?.close()
    write('keywords/a/one.yml', keywordFile('犀角杯'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(said).toHaveLength(1)
  })
})
