import { TERRITORY_SOURCE_LABEL, type Territory, type TerritorySource } from '../domain/territory.ts'
import type { Gazetteer } from './gazetteer.ts'
import { readTerritory, type TerritoryReading } from './read-territory.ts'

/** Words for a place, by where they stand; absent where nothing is said. */
export type StatedPlaces = { readonly [source in TerritorySource]?: string | undefined }

/** Candidates named in full; more would bury the rest of a note. */
const MAX_NAMED = 6

/**
 * The seller's region, else the platform's, else the unit's own.
 *
 * Market supervision acts where the seller trades, and may where the platform is seated (市场监督管理行政处罚程序规定第十条);
 * what neither says stays with the unit that found it, which the note tells the reviewer.
 */
export function settleTerritory(stated: StatedPlaces, gazetteer: Gazetteer): Territory {
  const passed: string[] = []
  for (const source of ['seller', 'platform', 'unit'] as const) {
    const reading = readTerritory(stated[source] ?? '', gazetteer)
    if (reading.outcome !== 'place') {
      passed.push(`${TERRITORY_SOURCE_LABEL[source]}${whyPassed(reading, gazetteer)}`)
      continue
    }
    const { code, confidence, candidates } = reading
    return {
      code,
      name: gazetteer.pathOf(code),
      source,
      confidence,
      ...(candidates.length > 0
        ? { candidates: candidates.map((each) => ({ code: each, name: gazetteer.pathOf(each) })) }
        : {}),
      ...(passed.length > 0 ? { note: passed.join('；') } : {}),
    }
  }
  return { note: passed.join('；') }
}

function whyPassed(reading: Exclude<TerritoryReading, { outcome: 'place' }>, gazetteer: Gazetteer): string {
  switch (reading.outcome) {
    case 'ambiguous': {
      const named = reading.candidates.slice(0, MAX_NAMED).map((code) => gazetteer.pathOf(code))
      const more = reading.candidates.length > MAX_NAMED ? '等' : ''
      return `有歧义（${named.join('、')}${more}）`
    }
    case 'abroad':
      return '在境外'
    case 'unknown':
      return '无法识别'
    case 'empty':
      return '没有载明'
  }
}
