import { execFileSync } from 'node:child_process'
import { RADICALS } from '../../src/match/tables/glyph-forms.ts'
import { HAN_FORMS } from '../../src/match/tables/han-forms.ts'
import { LEVEL_ONE, LEVEL_TWO, wrap, writtenInGoods } from './han-data.ts'

/** Where Debian's package unicode-data puts it. */
const UNIHAN = '/usr/share/unicode/Unihan_Variants.txt.bz2'
/** The two characters are one; a specialized variant is one only in some words. */
const SAME: ReadonlySet<string> = new Set(['kSemanticVariant', 'kZVariant'])

/**
 * Forms of a character that are neither its simplified nor its traditional one: 豘 for 豚. Those that stand for more than
 * one character, and those beyond the basic plane, are left out.
 */
export function variantFormsModule(): string {
  const simplified = pairsOf(HAN_FORMS)
  const others = new Set([...simplified.keys(), ...pairsOf(RADICALS.join('')).keys()])
  const goods = writtenInGoods()
  const isInUse = (char: string): boolean => LEVEL_ONE.has(char) || LEVEL_TWO.has(char) || goods.has(char)
  const pairs: string[] = []
  for (const [form, same] of [...readVariants()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (form.length > 1 || form.normalize('NFKC') !== form || isInUse(form) || others.has(form)) continue
    const meant = new Set([...same].map((char) => simplified.get(char) ?? char).filter(isInUse))
    if (meant.size === 1) pairs.push(form + [...meant].join(''))
  }
  return `/**
 * Rare forms of characters, each with the one in use behind it: 豘 for 豚. Written by scripts/tables from Unihan (Unicode
 * License), as Debian's package unicode-data has it.
 */
export const VARIANT_FORMS = \`
${wrap(pairs, 40).replaceAll(' ', '')}
\`
`
}

function pairsOf(text: string): ReadonlyMap<string, string> {
  const chars = [...text].filter((char) => char.trim() !== '')
  return new Map(chars.flatMap((char, at) => (at % 2 === 0 ? [[char, chars[at + 1] ?? '']] : [])))
}

function readVariants(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  const add = (a: string, b: string): void => {
    const known = found.get(a)
    if (known) known.add(b)
    else found.set(a, new Set([b]))
  }
  const lines = execFileSync('bzcat', [UNIHAN], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n')
  for (const line of lines) {
    const [from = '', kind = '', to = ''] = line.split('\t')
    if (!from.startsWith('U+') || !SAME.has(kind)) continue
    for (const each of to.split(' ')) {
      const [a, b] = [characterOf(from), characterOf(each.split('<')[0] ?? '')]
      add(a, b)
      add(b, a)
    }
  }
  return found
}

/** `U+8C58` */
function characterOf(point: string): string {
  return String.fromCodePoint(Number.parseInt(point.slice(2), 16))
}
