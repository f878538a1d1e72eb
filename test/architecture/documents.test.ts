import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/run-cli.ts'

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

describe('the documents', () => {
  it('say why each runtime package is there, and name none that is not', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
    const table = read('ARCHITECTURE.md').split('## Runtime packages')[1] ?? ''
    const named = [...table.matchAll(/^\| ([a-z][\w, @/.-]*) \|/gm)].flatMap((row) =>
      (row[1] ?? '').split(', '),
    )
    expect(named.filter((name) => name !== 'package').sort()).toEqual(Object.keys(dependencies).sort())
  })

  it('keep the architecture page readable', () => {
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThan(150)
  })

  it('name only files that exist', () => {
    for (const file of ['ARCHITECTURE.md', 'README.md', 'README.zh-CN.md']) {
      for (const [, target] of read(file).matchAll(
        /`((?:src|data|docs|rules|keywords|test)\/[\w./-]+\.\w+)`/g,
      )) {
        expect(existsSync(path.join(ROOT, target ?? '')), `${file}: ${target}`).toBe(true)
      }
    }
  })

  it('have a README for every data folder', () => {
    for (const folder of readdirSync(path.join(ROOT, 'data'))) {
      expect(existsSync(path.join(ROOT, 'data', folder, 'README.md')), folder).toBe(true)
    }
  })
})
