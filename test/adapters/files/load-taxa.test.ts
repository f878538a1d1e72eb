import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTaxa } from '../../../src/adapters/files/load-taxa.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'

const TAXA = path.resolve(import.meta.dirname, '../../../data/taxa')

describe('loadTaxa', () => {
  const taxa = loadTaxa(TAXA)
  const of = (list: string) => taxa.filter((taxon) => taxon.list.startsWith(list))
  const cites = taxa.filter(({ protection }) => protection === 'cites')

  it('holds the lists with the counts of the official notices', () => {
    const animals = of('国家重点保护野生动物名录')
    expect(animals).toHaveLength(988)
    expect(animals.filter(({ protection }) => protection === 'state-1')).toHaveLength(235)
    expect(animals.filter(({ protection }) => protection === 'state-2')).toHaveLength(753)
    expect(animals.filter(({ department }) => department === 'agriculture')).toHaveLength(302)
    const plants = of('国家重点保护野生植物名录')
    expect(plants).toHaveLength(495)
    expect(plants.filter(({ department }) => department === 'agriculture')).toHaveLength(146)
    expect(of('有重要生态')).toHaveLength(1924)
  })

  it('marks the rows that hold for wild populations only', () => {
    const wildOnly = taxa.filter(({ wildOnly }) => wildOnly)
    expect(wildOnly.filter(({ protection }) => protection.startsWith('state-'))).toHaveLength(63)
    expect(wildOnly.filter(({ protection }) => protection === 'sanyou')).toHaveLength(10)
    expect(wildOnly).toHaveLength(73)
    expect(taxa.filter(({ note }) => note.includes('仅限野外种群'))).toEqual(wildOnly)
  })

  it('says that the CITES rows are of 2017, and in which appendix', () => {
    expect(cites).toHaveLength(460)
    expect(cites.every(({ list }) => list.includes('2017'))).toBe(true)
    expect(cites.filter(({ note }) => !/^附录 (I|II|III|NC)(\/(II|III|NC))*(；|（|$)/.test(note))).toEqual([])
  })

  it('holds a name once a list, and no CITES row that a national list has', () => {
    const names = new Set(taxa.map(({ list, name }) => `${list} ${name}`))
    expect(names.size).toBe(taxa.length)
    const national = new Set(
      taxa.filter(({ protection }) => protection !== 'cites').flatMap(({ name, latin }) => [name, latin]),
    )
    expect(cites.filter(({ name, latin }) => national.has(name) || national.has(latin))).toEqual([])
  })

  it('gives no alias that is the name of another row', () => {
    const names = new Set(taxa.flatMap(({ name, latin }) => [name, latin]))
    expect(taxa.flatMap(({ aliases }) => aliases).filter((alias) => names.has(alias))).toEqual([])
  })

  it('spells scientific names in Latin letters', () => {
    const spelling = /^[A-Z][A-Za-zë]+( [a-zë×.&,()A-Z-]+)*$/
    expect(taxa.filter(({ latin }) => !spelling.test(latin))).toEqual([])
  })

  it('says so when the folder is not there', () => {
    expect(() => loadTaxa('/nowhere/taxa')).toThrow(/\/nowhere\/taxa:1: folder: does not exist/)
  })

  it('names file, line and column of a wrong row', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-taxa-'))
    const head = 'name,latin,protection,list,department,group,wildOnly,aliases,note'
    writeFileSync(path.join(folder, 'own.csv'), `${head}\n甲,A,state-9,表,forestry,科,no,,\n`)
    expect(() => loadTaxa(folder)).toThrow(DefinitionError)
    expect(() => loadTaxa(folder)).toThrow(/own\.csv:2: protection/)
    rmSync(folder, { recursive: true })
  })
})
