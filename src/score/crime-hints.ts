import type { CrimeHint, Signal } from '../domain/assessment.ts'
import type { Listing } from '../domain/listing.ts'
import type { LawTable, CrimeHint as Row } from '../domain/reference-data.ts'
import { applies, isInForce, type LawQuery } from './legal-basis.ts'
import { type Amount, askingYuan, readAmounts } from './read-amounts.ts'

export interface HintFacts extends LawQuery {
  readonly listing: Pick<Listing, 'price'>
  readonly signals: readonly Signal[]
  readonly termIds: readonly string[]
  readonly earlierFlagged: number
}

/**
 * Thresholds of criminal law that may be met, with their sources. A listing shows a price, a number, a word: what was
 * done, and what it is worth, is for the bodies that may look. Rows whose articles were not in force are left out.
 */
export function crimeHintsFor(facts: HintFacts, law: LawTable): CrimeHint[] {
  const measured = measure(facts)
  const said = new Set<string>()
  return law.hints.flatMap((row) => {
    if (row.group !== undefined && said.has(row.group)) return []
    if (!applies(row, facts) || !isMet(row, measured)) return []
    const sources = sourcesOf(row, law, facts.on)
    if (sources.length === 0) return []
    if (row.group !== undefined) said.add(row.group)
    return [{ says: filledIn(row, measured), sources }]
  })
}

interface Measured extends Pick<HintFacts, 'termIds' | 'earlierFlagged'> {
  readonly amounts: readonly Amount[]
  readonly yuan: number | undefined
}

function measure({ listing, signals, termIds, earlierFlagged }: HintFacts): Measured {
  const amounts = readAmounts(signals)
  return { amounts, yuan: askingYuan(listing, amounts), termIds, earlierFlagged }
}

function isMet({ when }: Row, { amounts, yuan, termIds, earlierFlagged }: Measured): boolean {
  const { valueYuan, quantity, terms } = when
  return (
    (valueYuan === undefined || (yuan ?? 0) >= valueYuan) &&
    (quantity === undefined || (largestOf(amounts, when.units)?.count ?? 0) >= quantity) &&
    (terms === undefined || terms.some((term) => termIds.some((id) => isTerm(id, term)))) &&
    earlierFlagged >= (when.earlierFlagged ?? 0)
  )
}

function isTerm(id: string, wanted: string): boolean {
  return wanted.endsWith('.') ? id.startsWith(wanted) : id === wanted
}

function largestOf(amounts: readonly Amount[], units: readonly string[] | undefined): Amount | undefined {
  return amounts.filter(({ unit }) => units?.includes(unit) ?? true).toSorted((a, b) => b.count - a.count)[0]
}

function filledIn({ says, when }: Row, { amounts, yuan, earlierFlagged }: Measured): string {
  const largest = largestOf(amounts, when.units)
  return says
    .replaceAll('{value}', `${Math.round(yuan ?? 0)} 元`)
    .replaceAll('{quantity}', largest ? `${largest.count} ${largest.unit}` : '')
    .replaceAll('{count}', String(earlierFlagged))
}

function sourcesOf({ articles }: Row, law: LawTable, on: string): string[] {
  return law.articles
    .filter((article) => articles.includes(article.key) && isInForce(article, on))
    .map(({ law: title, article }) => `《${title}》${article}`)
}
