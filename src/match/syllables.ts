import { pinyin } from 'pinyin-pro'
import { foldTable } from './fold-table.ts'
import { HETERONYMS, READINGS } from './tables/readings.ts'

/**
 * Toneless syllables as small numbers, 1 … `count` in the order of the alphabet, and the commonest reading of every
 * character of the basic plane.
 */
export interface SyllableTable {
  readonly count: number
  /** Code of a UTF-16 unit's first reading, 0 when it has none. Folded forms are looked through: 穿 and 穿 alike. */
  readonly ofUnit: Uint16Array
  readonly ofSpelling: ReadonlyMap<string, number>
  readonly spellings: readonly string[]
  /** Characters with more than one reading. */
  readonly heteronyms: ReadonlySet<string>
  /** By letter, `a` = 0: the code of the first syllable that begins with it; the range ends where the next begins. */
  readonly firstOfLetter: readonly number[]
  /** Spellings as a tree: child of node `n` by letter `a` + i stands at `n * 26 + i`, 0 for none; the root is node 0. */
  readonly tree: Uint16Array
  /** By node of the tree: the syllable that is complete there, or 0. */
  readonly codeOfNode: Uint16Array
}

const FIRST_HAN = 0x3400
const LAST_HAN = 0x9fff
const LETTERS = 26

let built: SyllableTable | undefined

/** Depends on nothing but the tables of this folder, so it is built once. */
export function syllableTable(): SyllableTable {
  built ??= buildSyllableTable()
  return built
}

/**
 * Further readings of a word, a code a character, beside the one in which every character is read as it is alone. None
 * when a character has no reading at all.
 */
export function otherReadings(table: SyllableTable, chars: readonly string[], limit: number): string[] {
  // Only a word with a heteronym needs the dictionary, which takes longer than all the rest.
  if (!chars.some((char) => table.heteronyms.has(char))) return []
  const alone = chars.map((char) => table.ofUnit[char.charCodeAt(0)] ?? 0)
  const inWord = pinyin(chars.join(''), { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' })
  if (alone.includes(0) || inWord.length !== chars.length) return []
  let readings = ['']
  for (const [index, code] of alone.entries()) {
    const here = table.ofSpelling.get(inWord[index] ?? '') ?? 0
    const codes = here === 0 || here === code ? [code] : [code, here]
    readings = readings.flatMap((before) => codes.map((each) => before + String.fromCharCode(each)))
  }
  return readings.slice(1, limit)
}

function buildSyllableTable(): SyllableTable {
  const { to } = foldTable()
  const ofUnit = new Uint16Array(65_536)
  const ofSpelling = new Map<string, number>()
  // In the order of the alphabet, so that the syllables that begin with one letter are a range.
  for (const line of READINGS.trim().split('\n')) {
    const spelling = /^[a-z]+/.exec(line)?.[0] ?? ''
    const code = ofSpelling.size + 1
    ofSpelling.set(spelling, code)
    for (let at = spelling.length; at < line.length; at += 1) ofUnit[line.charCodeAt(at)] = code
  }
  to.forEach((folded, unit) => {
    if (folded >= FIRST_HAN && folded <= LAST_HAN) ofUnit[unit] = ofUnit[folded] ?? 0
  })
  return {
    count: ofSpelling.size,
    ofUnit,
    ofSpelling,
    spellings: ['', ...ofSpelling.keys()],
    heteronyms: new Set(HETERONYMS.replace(/[a-z,\s]/g, '')),
    firstOfLetter: firstOfLetters([...ofSpelling.keys()]),
    ...buildTree(ofSpelling),
  }
}

/** By letter: the first code whose spelling begins with it or a later one. */
function firstOfLetters(spellings: readonly string[]): number[] {
  return Array.from({ length: LETTERS + 1 }, (_, letter) => {
    const at = spellings.findIndex((spelling) => spelling.charCodeAt(0) - 97 >= letter)
    return at < 0 ? spellings.length + 1 : at + 1
  })
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

/**
 * Where syllables may end when up to 30 letters of a text are cut from the first: bit `n` for behind `n` letters.
 * Makes nothing: every Latin word of every listing is asked about.
 */
export function syllableEnds(text: string, from = 0, to = text.length): number {
  const { tree, codeOfNode } = syllableTable()
  const { to: fold } = foldTable()
  const length = to - from
  let ends = 1
  for (let start = 0; start < length; start += 1) {
    if (((ends >>> start) & 1) === 0) continue
    let node = 0
    for (let at = start; at < length; at += 1) {
      node = tree[node * LETTERS + (fold[text.charCodeAt(from + at)] as number) - 97] as number
      if (node === 0) break
      if (codeOfNode[node] !== 0) ends |= 1 << (at + 1)
    }
  }
  return ends
}

/** Up to 30 letters that can be cut into syllables: `xiangya`, not `stock`. */
export function isSpelled(text: string, from = 0, to = text.length): boolean {
  return ((syllableEnds(text, from, to) >>> (to - from)) & 1) === 1
}
