import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const PLANTED: readonly [file: string, code: string, rule: string][] = [
  ['src/domain/planted.ts', "import '../score/verdict.ts'", 'domain-imports-nothing'],
  [
    'src/match/planted.ts',
    "import type { Scored } from '../score/verdict.ts'\nexport type Planted = Scored",
    'stages-do-not-know-each-other',
  ],
  [
    'src/score/planted.ts',
    "import '../adapters/files/parse-definition.ts'",
    'stages-do-not-touch-the-outside',
  ],
  ['src/extract/planted.ts', "import 'node:fs'", 'pure-stages-do-no-io'],
  [
    'src/adapters/files/planted.ts',
    "import '../../cli/exit-codes.ts'",
    'adapters-do-not-import-entry-points',
  ],
  ['src/jobs/planted.ts', "import '../adapters/files/parse-definition.ts'", 'only-compose-builds-adapters'],
  [
    'src/score/planted-lazy.ts',
    "export const load = () => import('../match/compile-lexicon.ts')",
    'stages-do-not-know-each-other',
  ],
  ['src/score/planted-package.ts', "import 'vitest'", 'no-undeclared-packages'],
]

describe('the import rules', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'qingshao-imports-'))
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  it('see the files and find nothing wrong in them', () => {
    const { totalCruised, violations } = cruise(ROOT)
    // Under TypeScript 7 the tool sees no file and still says all is well.
    expect(totalCruised).toBeGreaterThan(100)
    expect(violations).toEqual([])
  })

  it('catch each planted violation', () => {
    cpSync(path.join(ROOT, 'src'), path.join(copy, 'src'), { recursive: true })
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
      cpSync(path.join(ROOT, file), path.join(copy, file))
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
    for (const [file, code] of PLANTED) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true })
      writeFileSync(path.join(copy, file), `${code}\n`)
    }
    const { violations } = cruise(copy)
    for (const [file, , rule] of PLANTED) {
      expect(violations).toContainEqual(
        expect.objectContaining({ from: file, rule: expect.objectContaining({ name: rule }) }),
      )
    }
  })
})

function cruise(folder: string): { totalCruised: number; violations: unknown[] } {
  const { stdout } = spawnSync('depcruise', ['src', '--config', '.dependency-cruiser.cjs', '-T', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: {
      ...process.env,
      PATH: `${path.join(ROOT, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH}`,
    },
  })
  return JSON.parse(stdout).summary
}
