import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadRanker } from '../../../src/adapters/files/load-ranker.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'
import { aRanker } from '../../score/rank/rank-support.ts'
import { ROOT } from '../../support/run-cli.ts'

describe('loadRanker', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qingshao-ranker-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is undefined where no folder has one', () => {
    expect(loadRanker([path.join(folder, 'none')])).toBeUndefined()
  })

  it('reads the shipped one, and takes a unit’s own in its place', () => {
    const shipped = path.join(ROOT, 'models')
    expect(loadRanker([shipped])?.data.sources.map(({ name }) => name)).toEqual([
      'practice-market/truth.jsonl',
    ])
    writeFileSync(path.join(folder, 'ranker.json'), JSON.stringify(aRanker({ program: 'own' })))
    expect(loadRanker([shipped, folder])?.program).toBe('own')
  })

  it.each([
    ['not JSON', '{', /ranker\.json:1: \(root\): is not JSON/],
    ['a wrong field', JSON.stringify({ ...aRanker(), intercept: 'x' }), /ranker\.json:1: intercept/],
  ])('says what is wrong with %s', (_, content, says) => {
    writeFileSync(path.join(folder, 'ranker.json'), content)
    expect(() => loadRanker([folder])).toThrow(DefinitionError)
    expect(() => loadRanker([folder])).toThrow(says)
  })
})
