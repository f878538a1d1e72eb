import { step } from './automaton.ts'
import type { Cell, SoundHit } from './cell.ts'
import type { CompiledLexicon } from './compiled-lexicon.ts'
import { type Atom, readAtoms } from './read-atoms.ts'
import { initialCode, spellingCode, syllableTable } from './syllables.ts'
import { EMOJI_MEANINGS } from './tables/emoji-meanings.ts'

/** Readings followed at once at one place. Ordinary text has one to four; the bound keeps hostile text linear. */
const MAX_BRANCHES = 24
const MAX_SYLLABLE = 6
/** Units: three emoji with their variation selectors, and blanks between. */
const MAX_SKIPPED = 12

/**
 * Finds terms in which some characters are spelled in Latin letters, cut to an initial, taken apart or drawn:
 * 象ya, chuanshanjia, 川S甲, 犭昔夹, 🐘牙. All of these become syllables, and the automaton of sounds reads every way
 * through them. Only the surroundings of such characters are looked at.
 */
export function scanMixtures(text: string, lexicon: CompiledLexicon): SoundHit[] {
  const hits: SoundHit[] = []
  for (const atoms of readAtoms(text, lexicon)) new Lattice(atoms, lexicon, hits).walk()
  return hits
}

class Lattice {
  readonly #atoms: readonly Atom[]
  readonly #lexicon: CompiledLexicon
  readonly #hits: SoundHit[]
  /** Readings that have come as far as an atom: automaton state, cell, and the reading before. */
  readonly #at: Reading[][]
  readonly #syllables = syllableTable()

  constructor(atoms: readonly Atom[], lexicon: CompiledLexicon, hits: SoundHit[]) {
    this.#atoms = atoms
    this.#lexicon = lexicon
    this.#hits = hits
    this.#at = atoms.map(() => [])
    this.#at.push([])
  }

  walk(): void {
    for (const [index, atom] of this.#atoms.entries()) {
      if (atom.kind === 'han') this.#readHan(index, atom)
      else if (atom.kind === 'letter') this.#readLetters(index, atom)
      else this.#readPicture(index, atom)
    }
  }

  #readHan(index: number, atom: Atom): void {
    const code = this.#syllables.ofUnit[atom.read.charCodeAt(0)] ?? 0
    if (code !== 0) this.#advance(index, index + 1, [code], [cell(atom, atom, 'han', atom.read)])
    for (const { whole, parts } of this.#lexicon.splits.get(atom.read) ?? []) {
      const last = this.#atoms[index + parts.length - 1]
      const follows = parts.every((part, at) => this.#atoms[index + at]?.read === part)
      const sound = this.#syllables.ofUnit[whole.charCodeAt(0)] ?? 0
      if (!follows || last === undefined || sound === 0) continue
      this.#advance(index, index + parts.length, [sound], [cell(atom, last, 'split', whole)])
    }
  }

  #readLetters(index: number, atom: Atom): void {
    if (this.#isShortRun(index, atom)) {
      const initial = initialCode(this.#syllables, atom.read)
      this.#advance(index, index + 1, [initial], [cell(atom, atom, 'initial', atom.read)])
    }
    let spelling = ''
    for (let length = 1; length <= MAX_SYLLABLE; length += 1) {
      const last = this.#atoms[index + length - 1]
      if (last === undefined || last.run !== atom.run) return
      spelling += last.read
      const code = spellingCode(this.#syllables, spelling)
      if (code !== 0) this.#advance(index, index + length, [code], [cell(atom, last, 'pinyin', spelling)])
    }
  }

  /** Initials come alone or in twos; a letter of a longer word is no initial. */
  #isShortRun(index: number, { run }: Atom): boolean {
    const isSame = (at: number): boolean => this.#atoms[at]?.run === run
    return !(isSame(index - 2) || isSame(index + 2)) && !(isSame(index - 1) && isSame(index + 1))
  }

  #readPicture(index: number, atom: Atom): void {
    for (const meaning of EMOJI_MEANINGS[atom.read] ?? []) {
      const chars = [...meaning]
      const codes = chars.map((char) => this.#syllables.ofUnit[char.charCodeAt(0)] ?? 0)
      const cells = chars.map((char, at) => ({
        ...cell(atom, atom, 'picture', char),
        opens: at === 0,
        closes: at === chars.length - 1,
      }))
      this.#advance(index, index + 1, codes, cells)
    }
    this.#skip(index, atom)
  }

  /** A picture may also mean nothing. Readings that have skipped too much already cannot become a hit. */
  #skip(index: number, atom: Atom): void {
    const target = this.#at[index + 1]
    for (const reading of this.#at[index] ?? []) {
      const skipped = atom.end - (reading.cell?.end ?? atom.end)
      if (skipped <= MAX_SKIPPED && target && target.length < MAX_BRANCHES) target.push(reading)
    }
  }

  #advance(from: number, to: number, codes: readonly number[], cells: readonly Cell[]): void {
    const before = this.#at[from] ?? []
    const target = this.#at[to]
    for (const reading of before.length > 0 ? before : [START]) {
      const reached = this.#follow(reading, codes, cells)
      if (reached && target && target.length < MAX_BRANCHES) target.push(reached)
    }
  }

  #follow(from: Reading, codes: readonly number[], cells: readonly Cell[]): Reading | undefined {
    let reading = from
    for (const [index, code] of codes.entries()) {
      const read = cells[index]
      const state = step(this.#lexicon.sounds, reading.state, code)
      if (state === 0 || read === undefined) return undefined
      reading = { state, cell: read, before: reading }
      if (this.#lexicon.sounds.ends[state] === 1) this.#report(reading)
    }
    return reading
  }

  #report(reading: Reading): void {
    const { sounds, soundPatterns, terms } = this.#lexicon
    for (let state = reading.state; state !== 0; state = sounds.shorter[state] ?? 0) {
      for (
        let found = sounds.firstPattern[state] ?? -1;
        found >= 0;
        found = sounds.nextPattern[found] ?? -1
      ) {
        const term = soundPatterns[found]?.term ?? 0
        const cells = lastCells(reading, terms[term]?.chars.length ?? 0)
        if (cells.some(({ kind }) => kind !== 'han')) this.#hits.push({ term, cells })
      }
    }
  }
}

interface Reading {
  readonly state: number
  readonly cell: Cell | undefined
  readonly before: Reading | undefined
}

const START: Reading = { state: 0, cell: undefined, before: undefined }

function lastCells(reading: Reading, count: number): Cell[] {
  const cells: Cell[] = []
  for (let at: Reading | undefined = reading; at?.cell && cells.length < count; at = at.before)
    cells.push(at.cell)
  return cells.reverse()
}

function cell(first: Atom, last: Atom, kind: Cell['kind'], read: string): Cell {
  return { start: first.start, end: last.end, kind, read, opens: true, closes: true }
}
