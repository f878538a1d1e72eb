import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

it('judges an old complaint by the Fisheries Law of its day', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'qingshao-law-'))
  try {
    const file = path.join(home, 'feed.jsonl')
    const row = { platform: 'secondhand', title: '电鱼机 背负式 出售', price: '900' }
    const days = ['2026/4/30', '2026年5月1日', '不详']
    writeFileSync(file, days.map((day) => JSON.stringify({ ...row, id: day, observedOn: day })).join('\n'))
    const { code, stdout } = await runCli(['assess', file, '--home', home])
    expect(code).toBe(EXIT.ok)
    const cited = stdout
      .trim()
      .split('\n')
      .map((line) =>
        JSON.parse(line)
          .legalBasis.filter(({ law }: { law: string }) => law.includes('渔业法'))
          .map(({ article }: { article: string }) => article),
      )
    expect(cited[0]).toEqual(['第三十条', '第三十八条'])
    expect(cited[1]).toEqual(['第四十五条', '第七十三条'])
    // Without a day it is today's law.
    expect(cited[2]).toEqual(cited[1])
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
