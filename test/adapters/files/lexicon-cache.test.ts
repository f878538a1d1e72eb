import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CacheOptions,
  type LexiconSource,
  loadCompiledLexicon,
} from '../../../src/adapters/files/lexicon-cache.ts'
import { LEXICON_SOURCES, programFingerprint } from '../../../src/adapters/files/lexicon-key.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'
import { matchListing } from '../../../src/match/match-listing.ts'
import { keywordFile, writeInto } from '../../support/keyword-files.ts'
import { ROOT } from '../../support/run-cli.ts'

const LISTING = { title: '出象牙手串，鬼手牌一块，保温杯', body: '' }

describe('loadCompiledLexicon', () => {
  let root: string
  let source: LexiconSource
  const at = (...parts: string[]) => path.join(root, ...parts)
  const cached = () => readdirSync(at('cache')).sort()
  const load = (options: CacheOptions = {}, from = source) =>
    loadCompiledLexicon(from, { spareBytes: 0, ...options })
  const write = (name: string, text: string) => writeInto(root, name, text)

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'qingshao-cache-'))
    write('keywords/a/one.yml', keywordFile('象牙', '象牙手串', '穿山甲'))
    source = {
      folders: [at('keywords'), at('own')],
      cacheFolders: [at('cache'), at('other')],
      program: programFingerprint(),
    }
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('gives from the cache what it gave when it compiled', () => {
    const first = load()
    const second = load()
    expect([first.fromCache, second.fromCache]).toEqual([false, true])
    expect(second.lexicon).toEqual(first.lexicon)
    expect(second.terms).toEqual(first.terms)
    expect(second.terms[0]).toBe(second.lexicon.terms[0]?.term)
    expect(matchListing(LISTING, second.lexicon)).toEqual(matchListing(LISTING, first.lexicon))
    expect(matchListing(LISTING, second.lexicon).matches.length).toBeGreaterThan(0)
  })

  it('finds a table in any of its folders', () => {
    load({}, { ...source, cacheFolders: [at('other')] })
    expect(load().fromCache).toBe(true)
  })

  it.each<[what: string, change: () => void]>([
    ['the content of a file', () => write('keywords/a/one.yml', keywordFile('犀角'))],
    ['the name of a file', () => renameSync(at('keywords/a/one.yml'), at('keywords/a/two.yml'))],
    ['a new file', () => write('keywords/b/two.yml', keywordFile('犀角').replace('t.0', 'u.0'))],
    ['an overlay', () => write('own/one.yml', keywordFile('犀角'))],
  ])('compiles anew after a change of %s', (_, change) => {
    load()
    change()
    expect(load().fromCache).toBe(false)
    expect(load().fromCache).toBe(true)
  })

  it('does not look at case files', () => {
    load()
    write('keywords/a/one.cases.yml', 'fires: []\n')
    expect(load().fromCache).toBe(true)
  })

  it('keeps no table of a program that was replaced while it ran, and reads none of another program', () => {
    const other = { ...source, program: 'another program' }
    expect(load({}, other).fromCache).toBe(false)
    expect(() => cached()).toThrow()
    load()
    expect(load({}, other).fromCache).toBe(false)
  })

  it.each<[what: string, damage: (file: Buffer) => Buffer]>([
    ['is cut short', (file) => file.subarray(0, file.length / 2)],
    ['has no payload', (file) => file.subarray(0, 88)],
    ['is empty', () => Buffer.alloc(0)],
    ['has one changed bit', (file) => file.with(file.length - 9, 255 - (file.at(-9) ?? 0)) as Buffer],
    ['belongs to somebody else', () => Buffer.from('PK\u0003\u0004 not a table at all')],
  ])('builds anew, and mends the file, when it %s', (_, damage) => {
    const first = load()
    const [name = ''] = cached()
    writeFileSync(at('cache', name), damage(readFileSync(at('cache', name))))
    const again = load()
    expect(again.fromCache).toBe(false)
    expect(again.lexicon).toEqual(first.lexicon)
    expect(load().fromCache).toBe(true)
  })

  it('does not take the table of another key for its own, whatever its name', () => {
    load()
    const [first = ''] = cached()
    write('keywords/a/one.yml', keywordFile('犀角'))
    load()
    const second = cached().find((name) => name !== first) ?? ''
    writeFileSync(at('cache', second), readFileSync(at('cache', first)))
    expect(load().terms.map(({ text }) => text)).toEqual(['犀角'])
  })

  it('does without where the folder cannot be written, and says why to whoever asks', () => {
    write('cache', 'a file where the folder should be')
    const reasons: string[] = []
    expect(load({ onNotKept: (reason) => reasons.push(reason) }).terms).toHaveLength(3)
    expect(reasons).toHaveLength(1)
    expect(load({}, { ...source, cacheFolders: [] }).terms).toHaveLength(3)
    symlinkSync(at('nowhere', 'at-all'), at('dangling'))
    expect(load({}, { ...source, cacheFolders: [at('dangling')] }).terms).toHaveLength(3)
  })

  it('leaves a nearly full disk to the evidence', () => {
    const reasons: string[] = []
    load({ spareBytes: Number.MAX_SAFE_INTEGER, onNotKept: (reason) => reasons.push(reason) })
    expect(cached()).toEqual([])
    expect(reasons).toHaveLength(1)
  })

  it('never keeps keywords with problems', () => {
    write('keywords/a/one.yml', keywordFile('象牙').replace('weight: 50', 'weight: 900'))
    expect(() => load()).toThrow(DefinitionError)
    expect(() => load()).toThrow(/one\.yml:1: defaults\.weight/)
    expect(() => cached()).toThrow()
    rmSync(at('keywords'), { recursive: true })
    expect(() => load()).toThrow(DefinitionError)
  })

  it('keeps the three newest tables, and nothing that a killed process left', () => {
    write('cache/lexicon-0123456789abcdef.0123456789ab.tmp', 'half')
    utimesSync(at('cache/lexicon-0123456789abcdef.0123456789ab.tmp'), 1, 1)
    write('cache/notes.txt', 'not ours')
    for (const [index, text] of ['象牙', '犀角', '虎骨', '熊胆', '麝香'].entries()) {
      write('keywords/a/one.yml', keywordFile(text))
      load()
      for (const name of cached().filter((name) => name.endsWith('.bin'))) {
        utimesSync(at('cache', name), index + 10, index + 10)
      }
    }
    expect(cached().filter((name) => name.endsWith('.bin'))).toHaveLength(3)
    expect(cached().filter((name) => !name.endsWith('.bin'))).toEqual(['notes.txt'])
    expect(load().fromCache).toBe(true)
  })

  it('does not parse again what whoever loads repeatedly has parsed', () => {
    const known = new Map()
    write('keywords/a/two.yml', keywordFile('犀角').replace('t.0', 'u.0'))
    const first = load({ known, spareBytes: Number.MAX_SAFE_INTEGER })
    write('keywords/a/two.yml', keywordFile('虎骨').replace('t.0', 'u.0'))
    const second = load({ known })
    expect(second.terms[0]).toBe(first.terms[0])
    expect(second.terms.map(({ text }) => text)).toEqual(['象牙', '象牙手串', '穿山甲', '虎骨'])
  })
})

describe('programFingerprint', () => {
  it('covers every source that makes or reads a table', () => {
    const src = path.join(ROOT, 'src')
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        visit(path.resolve(path.dirname(file), target ?? ''))
      }
    }
    visit(path.join(src, 'adapters/files/lexicon-cache.ts'))
    visit(path.join(src, 'match/match-listing.ts'))
    expect(seen.size).toBeGreaterThan(20)
    const covered = LEXICON_SOURCES.map((folder) => path.join(src, folder) + path.sep)
    expect([...seen].filter((file) => !covered.some((folder) => file.startsWith(folder)))).toEqual([])
  })
})
