import { pinyin } from 'pinyin'
import { COMMON_BY_SYLLABLE, SETTLED_READING, WORD_READING } from '../tables/readings.ts'

/** Toneless readings of each character of a term; `undefined` where a seller's reading is not certain. */
export function readingsOf(term: string): (string | undefined)[] {
  const characters = [...term]
  const readings = characters.map(readingOf)
  for (const [word, syllables] of WORD_READING) {
    const at = term.indexOf(word)
    if (at >= 0) for (const [offset, syllable] of syllables.entries()) readings[at + offset] = syllable
  }
  return readings
}

const known = new Map<string, string | undefined>()

export function readingOf(character: string): string | undefined {
  if (!known.has(character)) known.set(character, lookUp(character))
  return known.get(character)
}

function lookUp(character: string): string | undefined {
  const settled = SETTLED_READING.get(character)
  if (settled) return settled === '?' ? undefined : settled
  const readings = dictionaryReadings(character)
  return readings.length === 1 ? readings[0] : undefined
}

export function dictionaryReadings(character: string): string[] {
  const spelt = pinyin(character, { style: 'normal', heteronym: true })[0] ?? []
  return [...new Set(spelt)]
    .filter((syllable) => /^[a-zü]+$/.test(syllable))
    .map((syllable) => syllable.replace('ü', 'v'))
}

/** The reading with its tone mark, where the dictionary has one for that syllable. */
export function markedReading(character: string, syllable: string): string {
  const marked = pinyin(character, { style: 'tone', heteronym: true })[0] ?? []
  return marked.find((one) => toneless(one) === syllable) ?? syllable
}

function toneless(marked: string): string {
  return marked.replaceAll('ü', 'v').normalize('NFD').replaceAll(/\p{M}/gu, '')
}

/** Entries of the homophone table that the dictionary does not read so. */
export function misreadHomophones(): string[] {
  return [...COMMON_BY_SYLLABLE].flatMap(([syllable, characters]) =>
    characters
      .filter((one) => !dictionaryReadings(one).includes(syllable))
      .map((one) => `${syllable} ${one}`),
  )
}
