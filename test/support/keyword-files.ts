import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const KEYWORD_DEFAULTS =
  'defaults: {kind: product, weight: 50, status: stable, source: 测试, date: 2026-11-22}\n'

/** A keyword file of products, `t.0` and so on. */
export function keywordFile(...texts: string[]): string {
  const terms = texts.map((text, index) => `  - {id: t.${index}, text: ${text}}\n`)
  return `${KEYWORD_DEFAULTS}terms:\n${terms.join('')}`
}

/** In one step, so that whoever watches the folder never reads half a file. */
export function writeInto(root: string, name: string, text: string): void {
  const file = path.join(root, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.tmp`, text)
  renameSync(`${file}.tmp`, file)
}
