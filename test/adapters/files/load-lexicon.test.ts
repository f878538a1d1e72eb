import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadLexicon } from '../../../src/adapters/files/load-lexicon.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'

const DEFAULTS = 'defaults: {kind: product, weight: 50, status: stable, source: 测试, date: 2026-11-22}\n'

describe('loadLexicon', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'qingshao-lexicon-'))
  })
  afterEach(() => {
    rmSync(root, { recursive: true, force: true })
  })

  function write(path: string, text: string | Buffer): string {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  function problemsOf(...folders: string[]): string[] {
    try {
      loadLexicon(folders.map((folder) => join(root, folder)))
    } catch (error) {
      expect(error).toBeInstanceOf(DefinitionError)
      return (error as Error).message.split('\n')
    }
    return []
  }

  it('lays the defaults of a file under each of its terms', () => {
    write(
      'a/deep/ivory.yml',
      `${DEFAULTS}terms:\n  - {id: a.b, text: 象牙}\n  - {id: a.c, text: 牙雕, weight: 9}\n`,
    )
    const terms = loadLexicon([join(root, 'a')])
    expect(terms.map(({ id, text, weight, kind }) => ({ id, text, weight, kind }))).toEqual([
      { id: 'a.b', text: '象牙', weight: 50, kind: 'product' },
      { id: 'a.c', text: '牙雕', weight: 9, kind: 'product' },
    ])
    expect(terms[0]).toMatchObject({ category: 'none', needs: [], variants: [] })
  })

  it('does not take a case file for keywords', () => {
    write('a/x.yml', `${DEFAULTS}terms: [{id: a.b, text: 象牙}]\n`)
    write('a/x.cases.yml', 'fires: []\n')
    expect(loadLexicon([join(root, 'a')])).toHaveLength(1)
  })

  it('names file, line and field of every problem in every file', () => {
    const one = write(
      'a/one.yml',
      `${DEFAULTS}terms:\n  - {id: a.b, text: 象牙}\n  - id: a.c\n    text: 牙雕\n    weight: 900\n`,
    )
    const two = write('a/two.yml', `${DEFAULTS}terms:\n  - {id: a.d, text: 虎骨, colour: 1}\n`)
    const three = write('a/three.yml', 'terms: [\n')
    const problems = problemsOf('a')
    expect(problems).toHaveLength(3)
    expect(problems[0]).toMatch(`${one}:6: terms.1.weight: `)
    expect(problems[1]).toMatch(new RegExp(`^${three}:\\d+: YAML: `))
    expect(problems[2]).toMatch(`${two}:3: terms.0: `)
  })

  it('refuses one id twice in a folder and says where the first is', () => {
    const one = write('a/1.yml', `${DEFAULTS}terms:\n  - {id: a.b, text: 象牙}\n`)
    const two = write('a/2.yml', `${DEFAULTS}terms:\n  - {id: a.b, text: 牙雕}\n`)
    expect(problemsOf('a')).toEqual([`${two}:3: terms.0.id: a.b is already at ${one}:3`])
  })

  it('lets a later folder replace a term and switch one off', () => {
    write(
      'a/1.yml',
      `${DEFAULTS}terms:\n  - {id: a.b, text: 象牙}\n  - {id: a.c, text: 牙雕}\n  - {id: a.d, text: 虎骨}\n`,
    )
    write(
      'b/1.yml',
      `${DEFAULTS}terms:\n  - {id: a.b, text: 象牙, weight: 1}\n  - {id: a.c, text: 牙雕, status: deprecated}\n`,
    )
    const terms = loadLexicon([join(root, 'a'), join(root, 'b')])
    expect(terms.map(({ id, weight }) => [id, weight])).toEqual([
      ['a.b', 1],
      ['a.d', 50],
    ])
  })

  it('passes over an overlay that is not there, but not over the shipped folder', () => {
    write('a/1.yml', `${DEFAULTS}terms: [{id: a.b, text: 象牙}]\n`)
    expect(loadLexicon([join(root, 'a'), join(root, 'none')])).toHaveLength(1)
    expect(problemsOf('none')).toEqual([`${join(root, 'none')}:1: folder: does not exist`])
  })

  it('refuses a file that is not UTF-8', () => {
    const file = write('a/1.yml', Buffer.from([0x74, 0xcf, 0xf3]))
    expect(problemsOf('a')).toEqual([`${file}:1: file: is not UTF-8; save it as UTF-8`])
  })
})
