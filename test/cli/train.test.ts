import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { Ranker } from '../../src/domain/ranker.ts'
import { stepLead } from '../../src/review/step-lead.ts'
import { aLead, aListing, anEvidenceRef } from '../support/builders.ts'
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

  it('learns from what reviewers decided, alone and beside labelled sets', async () => {
    const home = path.join(folder, 'decided')
    mkdirSync(home, { recursive: true })
    const cases = new SqliteCaseRepository(path.join(home, 'case.db'))
    const decide = async (index: number, state: 'confirmed' | 'dismissed' | undefined) => {
      const title = state === 'confirmed' ? '出穿山甲片 懂的来 加微' : '穿山甲 毛绒玩偶 包邮'
      const listing = aListing({ id: `hotline:${index}`, title: `${title} ${index}号`, body: '' })
      const id = `L${String(index).padStart(12, '0')}`
      await cases.saveLead(aLead({ id, listing, evidence: anEvidenceRef() }))
      if (state === undefined) return
      const event = state === 'confirmed' ? 'confirm' : 'dismiss'
      const clock = { now: () => '2026-11-28T01:00:00.000Z' }
      await stepLead({ leadId: id, event, by: '甲', reason: '看过' }, { cases, clock })
    }
    for (let index = 0; index < 60; index += 1) await decide(index, 'confirmed')
    for (let index = 60; index < 120; index += 1) await decide(index, 'dismissed')
    for (let index = 120; index < 130; index += 1) await decide(index, undefined)
    await cases.close()

    const args = ['--decisions', '--folds', '3', '--home', home, '--json']
    const alone = await runCli(['train', ...args])
    expect(alone.code, alone.stderr).toBe(EXIT.ok)
    const { data } = Ranker.parse(JSON.parse(alone.stdout))
    expect(data).toMatchObject({
      listings: 120,
      flagged: 60,
      sources: [{ name: 'decisions', listings: 120 }],
    })

    const beside = await runCli(['train', few(), ...args])
    const both = Ranker.parse(JSON.parse(beside.stdout)).data
    expect(both.sources.map(({ name }) => name).at(-1)).toBe('decisions')
    expect(both.listings).toBe(120 + (both.sources[0]?.listings ?? 0))
    expect(both.sha256).not.toBe(data.sha256)
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
