import type { Fingerprint } from './fingerprint.ts'
import { shinglesOf } from './shingles.ts'

/** Fewer letters of one's own say nothing. */
const LEAST_LETTERS = 6

/** All leads whose own words are the same: compared with others once. */
export interface TextClass {
  readonly letters: string
  readonly shingles: Uint32Array
  /** Indices into the prints, ascending. */
  readonly members: readonly number[]
}

export interface TextClasses {
  /** By its earliest member. */
  readonly classes: readonly TextClass[]
  /** Of each print; undefined where too little is left to compare. */
  readonly classOf: readonly (TextClass | undefined)[]
}

export function classifyTexts(prints: readonly Fingerprint[]): TextClasses {
  const members = new Map<string, number[]>()
  for (const [index, { sentences }] of prints.entries()) {
    const letters = sentences.map((sentence) => sentence.letters).join('')
    if (letters.length < LEAST_LETTERS) continue
    const known = members.get(letters)
    if (known) known.push(index)
    else members.set(letters, [index])
  }
  const classes = [...members].map(([letters, own]) => ({
    letters,
    shingles: shinglesOf(letters),
    members: own,
  }))
  const classOf: (TextClass | undefined)[] = prints.map(() => undefined)
  for (const textClass of classes) for (const index of textClass.members) classOf[index] = textClass
  return { classes, classOf }
}
