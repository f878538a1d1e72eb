import { pinyin } from 'pinyin-pro'
import { foldTable } from './fold-table.ts'

/**
 * Toneless syllables as small numbers, and the commonest reading of every character of the basic plane.
 * Codes 1 … `count` are syllables; behind them stand 26 codes for initials, see `initialCode`.
 */
export interface SyllableTable {
  readonly count: number
  /** Code of a UTF-16 unit's first reading, 0 when it has none. Folded forms are looked through: 穿 and 穿 alike. */
  readonly ofUnit: Uint16Array
  readonly ofSpelling: ReadonlyMap<string, number>
  readonly spellings: readonly string[]
  /** Spellings as a tree: child of node `n` by letter `a` + i stands at `n * 26 + i`, 0 for none; the root is node 0. */
  readonly tree: Uint16Array
  /** By node of the tree: the syllable that is complete there, or 0. */
  readonly codeOfNode: Uint16Array
}

const SPELLING = /^[a-z]{1,6}$/
/** What the dictionary gives for grunts (嗯, 呣): no seller spells a word with them. */
const NOT_SPELLED = new Set(['m', 'n', 'ng', 'hng', 'hm'])
const FIRST_HAN = 0x3400
const LAST_HAN = 0x9fff
const LETTERS = 26

let built: SyllableTable | undefined

/** Depends on nothing but the dictionary, so it is built once: it takes a quarter of a second. */
export function syllableTable(): SyllableTable {
  built ??= buildSyllableTable()
  return built
}

/** Code that stands for "any syllable with this initial letter". */
export function initialCode(table: SyllableTable, letter: string): number {
  return table.count + 1 + letter.charCodeAt(0) - 97
}

export function codeCount(table: SyllableTable): number {
  return table.count + LETTERS
}

/** Codes of the spellings of a syllable: 绿 is typed lv, lü (folded to lv) and lu. */
export function spellingCode(table: SyllableTable, spelling: string): number {
  return table.ofSpelling.get(spelling) ?? 0
}

/**
 * Readings of a word, position by position: the commonest reading of each character and the one it has in this word.
 * Empty when a character has none.
 */
export function readingsOf(table: SyllableTable, word: string): number[][] {
  const chars = [...word]
  const inWord = pinyin(word, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' })
  const readings = chars.map((char, index) => {
    const alone = char.length === 1 ? (table.ofUnit[char.charCodeAt(0)] ?? 0) : 0
    const here = inWord.length === chars.length ? spellingCode(table, inWord[index] ?? '') : 0
    return [...new Set([alone, here])].filter((code) => code !== 0)
  })
  return readings.some((codes) => codes.length === 0) ? [] : readings
}

function buildSyllableTable(): SyllableTable {
  const { to } = foldTable()
  const ofUnit = new Uint16Array(65_536)
  const ofSpelling = new Map<string, number>()
  for (let unit = FIRST_HAN; unit <= LAST_HAN; unit += 1) {
    // A folded character reads as what it folds to; the others need the dictionary.
    const spelling = to[unit] === unit ? readingOf(String.fromCharCode(unit)) : undefined
    if (spelling === undefined) continue
    if (!ofSpelling.has(spelling)) ofSpelling.set(spelling, ofSpelling.size + 1)
    ofUnit[unit] = ofSpelling.get(spelling) ?? 0
  }
  to.forEach((folded, unit) => {
    if (folded >= FIRST_HAN && folded <= LAST_HAN) ofUnit[unit] = ofUnit[folded] ?? 0
  })
  return {
    count: ofSpelling.size,
    ofUnit,
    ofSpelling,
    spellings: ['', ...ofSpelling.keys()],
    ...buildTree(ofSpelling),
  }
}

function buildTree(ofSpelling: ReadonlyMap<string, number>): Pick<SyllableTable, 'tree' | 'codeOfNode'> {
  const tree = [...new Array<number>(LETTERS).fill(0)]
  const codes = [0]
  for (const [spelling, code] of ofSpelling) {
    let node = 0
    for (const letter of spelling) {
      const slot = node * LETTERS + letter.charCodeAt(0) - 97
      if (tree[slot] === 0) {
        tree[slot] = codes.length
        codes.push(0)
        tree.push(...new Array<number>(LETTERS).fill(0))
      }
      node = tree[slot] ?? 0
    }
    codes[node] = code
  }
  return { tree: Uint16Array.from(tree), codeOfNode: Uint16Array.from(codes) }
}

/** Fewest single letters left over when a run of letters is cut into syllables: 0 for `xiangya`, 2 for `sj`. */
export function leastInitials(table: SyllableTable, letters: string): number {
  const least = new Uint8Array(letters.length + 1).fill(255)
  least[0] = 0
  for (let from = 0; from < letters.length; from += 1) spreadFrom(table, letters, from, least)
  return least[letters.length] ?? 0
}

function spreadFrom(
  { tree, codeOfNode }: SyllableTable,
  letters: string,
  from: number,
  least: Uint8Array,
): void {
  const left = least[from] ?? 255
  least[from + 1] = Math.min(least[from + 1] ?? 255, left + 1)
  let node = 0
  for (let at = from; at < letters.length; at += 1) {
    node = tree[node * LETTERS + letters.charCodeAt(at) - 97] ?? 0
    if (node === 0) return
    if (codeOfNode[node] !== 0) least[at + 1] = Math.min(least[at + 1] ?? 255, left)
  }
}

function readingOf(char: string): string | undefined {
  const [reading] = pinyin(char, { toneType: 'none', type: 'array', v: true, nonZh: 'removed' })
  if (reading === undefined || !SPELLING.test(reading) || NOT_SPELLED.has(reading)) return undefined
  return reading
}
