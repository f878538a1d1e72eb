import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { Ranker } from '../../src/domain/ranker.ts'
import { ROOT, runCli } from '../support/run-cli.ts'

const TRUTH = path.join(ROOT, 'data/practice-market/truth.jsonl')

describe('train', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qingshao-train-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const few = () => {
    const file = path.join(folder, 'few.jsonl')
    writeFileSync(file, readFileSync(TRUTH, 'utf8').split('\n').slice(0, 220).join('\n'))
    return file
  }

  it('writes nothing unless told where, and overwrites nothing unless told to', async () => {
    const out = path.join(folder, 'ranker.json')
    const args = ['train', few(), '--folds', '3', '--home', folder]
    const dry = await runCli(args)
    expect(dry.code, dry.stderr).toBe(EXIT.ok)
    expect(dry.stdout).toContain('3 份交叉验证')
    expect(existsSync(out)).toBe(false)

    const first = await runCli([...args, '--out', out, '--json'])
    expect(first.code, first.stderr).toBe(EXIT.ok)
    const ranker = Ranker.parse(JSON.parse(first.stdout))
    expect(Ranker.parse(JSON.parse(readFileSync(out, 'utf8')))).toEqual(ranker)
    expect(ranker.figures.folds).toHaveLength(3)

    const again = await runCli([...args, '--out', out])
    expect(again.code).toBe(EXIT.input)
    expect(again.stderr).toContain('--force')
    const forced = await runCli([...args, '--out', out, '--force', '--json'])
    const { trainedAt: _, ...once } = ranker
    expect(JSON.parse(forced.stdout)).toMatchObject(once)
  }, 120_000)

  it.each([
    ['too little', () => ['--decisions'], /不足以训练/],
    ['a wrong number of folds', () => [TRUTH, '--folds', '1'], /--folds/],
  ])('says %s in one sentence', async (_, args, says) => {
    const { code, stderr } = await runCli(['train', ...args(), '--home', folder])
    expect(stderr).toMatch(says)
    expect(code).toBe(EXIT.input)
  })
})
