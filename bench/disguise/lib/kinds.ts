import type { Disguise, Disguised } from './cells.ts'
import { noise, repeated, reversed, widened, zeroWidth } from './order.ts'
import {
  emoji,
  emojiOne,
  fullwidth,
  glyphs,
  letters,
  lookAlike,
  splitCharacter,
  traditional,
} from './shape.ts'
import { homophone, initials, pinyinOne, pinyinPart } from './sound.ts'

export interface Kind {
  readonly name: string
  readonly lines: number
  /** One is drawn for each line, in turn. */
  readonly ways: readonly Way[]
}

export interface Way {
  readonly steps: readonly Disguise[]
  /** Fewest characters a term must have. */
  readonly least: number
  /** Terms with Latin letters or digits, or Han characters only. */
  readonly script: 'han' | 'latin'
  /** Share of lines that use it. */
  readonly share: number
  /** Whether another term may stay plain inside the disguised one. */
  readonly mayLeavePlain?: boolean
  /** Terms, not table entries, are split between the halves. */
  readonly splitByTerm?: boolean
}

function way(steps: readonly Disguise[], least = 2, share = 1): Way {
  return { steps, least, script: 'han', share }
}

const alone = (step: Disguise): Way[] => [way([step])]

export const KINDS: readonly Kind[] = [
  { name: 'homophone', lines: 560, ways: alone(homophone) },
  { name: 'pinyin', lines: 540, ways: alone(pinyinPart) },
  { name: 'initials', lines: 520, ways: alone(initials) },
  { name: 'split-char', lines: 520, ways: alone(splitCharacter) },
  { name: 'emoji', lines: 520, ways: alone(emoji) },
  { name: 'noise', lines: 540, ways: alone(noise) },
  { name: 'traditional', lines: 520, ways: alone(traditional) },
  {
    name: 'fullwidth',
    lines: 510,
    ways: [
      { steps: [fullwidth], least: 2, script: 'latin', share: 1, mayLeavePlain: true, splitByTerm: true },
    ],
  },
  {
    name: 'variant-glyph',
    lines: 540,
    ways: [
      way([glyphs], 2, 9),
      way([lookAlike], 3, 6),
      { steps: [letters], least: 2, script: 'latin', share: 5, mayLeavePlain: true },
    ],
  },
  { name: 'zero-width', lines: 520, ways: alone(zeroWidth) },
  {
    name: 'reversed',
    lines: 520,
    ways: [
      { ...way([reversed], 3, 9), splitByTerm: true },
      { ...way([reversed], 2, 1), splitByTerm: true },
    ],
  },
  { name: 'repeat', lines: 520, ways: [{ ...way([repeated]), splitByTerm: true }] },
  {
    name: 'mixed',
    lines: 620,
    ways: [
      way([homophone, noise], 2, 3),
      way([homophone, zeroWidth], 2, 2),
      way([pinyinOne, noise], 2, 3),
      way([pinyinOne, emojiOne], 2, 3),
      way([emojiOne, noise], 2, 2),
      way([emojiOne, homophone], 3, 2),
      way([splitCharacter, noise], 2, 2),
      way([splitCharacter, homophone], 3, 2),
      way([splitCharacter, pinyinOne], 3, 2),
      way([initials, emojiOne], 3, 2),
      way([initials, homophone], 4, 1),
      way([initials, widened], 3, 2),
      way([pinyinOne, widened], 2, 2),
      way([pinyinOne, homophone], 3, 2),
      way([traditional, noise], 2, 2),
      way([traditional, zeroWidth], 2, 2),
      way([traditional, pinyinOne], 2, 2),
      way([traditional, homophone], 3, 2),
      way([glyphs, noise], 2, 2),
      way([glyphs, homophone], 3, 2),
      way([noise, zeroWidth], 3, 1),
      way([reversed, noise], 3, 1),
    ],
  },
]

/** All evasions of a term; `mixed` joins two or more. */
export function evasionsOf(state: Disguised): string[] {
  const kinds = [...new Set(state.evasions)]
  return kinds.length > 1 ? [...kinds, 'mixed'] : kinds
}
