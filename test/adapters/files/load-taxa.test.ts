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

  it('says that the CITES rows are of 2017', () => {
    const cites = taxa.filter(({ protection }) => protection === 'cites')
    expect(cites.length).toBeGreaterThan(100)
    expect(cites.every(({ list }) => list.includes('2017'))).toBe(true)
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
