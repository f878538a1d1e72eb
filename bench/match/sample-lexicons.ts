import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { loadLexicon } from '../../src/adapters/files/load-lexicon.ts'
import type { TermKind } from '../../src/domain/lexicon.ts'
import { shuffle } from './shuffle.ts'

export interface BenchTerm {
  readonly text: string
  readonly kind: TermKind
}

const GOODS: readonly TermKind[] = ['species', 'product', 'gear', 'code-word']
const SEED = 20_261_122

/**
 * A list of terms of the wanted size: a sample of the project's goods, and beyond those, compounds of taxa and parts.
 *
 * A smaller list is always part of a larger one.
 */
export function sampleLexicons(root: string, sizes: readonly number[]): Map<number, readonly BenchTerm[]> {
  const goods = shuffle(readGoods(root), SEED)
  const most = Math.max(...sizes)
  const known = new Set(goods.map(({ text }) => text))
  const compounds = most > goods.length ? listCompounds(root).filter((text) => !known.has(text)) : []
  const all = [
    ...goods,
    ...shuffle(compounds, SEED).map((text): BenchTerm => ({ text, kind: 'product' })),
  ].slice(0, most)
  if (all.length < most) throw new Error(`only ${all.length} terms for a lexicon of ${most}`)
  return new Map(sizes.map((size) => [size, all.slice(0, size)]))
}

function readGoods(root: string): BenchTerm[] {
  const byText = new Map<string, BenchTerm>()
  for (const { text, kind } of loadLexicon([path.join(root, 'keywords')])) {
    const plain = text.toLowerCase()
    // The reference looks terms up by their first two units.
    if (GOODS.includes(kind) && plain.length > 1 && !byText.has(plain))
      byText.set(plain, { text: plain, kind })
  }
  return [...byText.values()].sort((a, b) => (a.text < b.text ? -1 : 1))
}

const PARTS =
  '皮 骨 角 肉 牙 爪 胆 血 油 筋 尾 蛋 卵 酒 粉 干 苗 羽毛 尾羽 鳞片 头骨 标本 活体 幼体 幼崽 摆件 手串 吊坠 挂件 皮草 种子'

function listCompounds(root: string): string[] {
  const folder = path.join(root, 'data/taxa')
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .sort()
    .flatMap((file) => parse(readFileSync(path.join(folder, file)), { columns: true }) as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => HAN.test(name))
  return [...new Set(names)].flatMap((name) => PARTS.split(' ').map((part) => name + part))
}

export const HAN = /^\p{Script=Han}+$/u
