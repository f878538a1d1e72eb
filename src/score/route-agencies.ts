import type { AgencyRoute, TaxonHit } from '../domain/assessment.ts'
import type { RoutingRule, RoutingTable } from '../domain/reference-data.ts'
import {
  Agency,
  type Category,
  type Level,
  type Offence,
  type Platform,
  type Protection,
} from '../domain/vocabulary.ts'

export interface RoutingFacts {
  readonly category: Category
  readonly offence: Offence
  readonly level: Level
  readonly platform: Platform
  readonly taxa: readonly TaxonHit[]
  readonly signals: ReadonlySet<string>
  readonly termIds: readonly string[]
}

/**
 * Every matching row adds its agency. Exactly one is primary: the body of the first matching row that says so, else of
 * the first matching row. The primary's reason is that of the row that made it so; the others have that of their first row.
 */
export function routeAgencies(facts: RoutingFacts, routing: RoutingTable): AgencyRoute[] {
  if (facts.category === 'none' || facts.level === 'none') return []
  const rows = routing.rules.filter(({ when }) => applies(when, facts))
  const primary = rows.find(({ role }) => role === 'primary') ?? rows[0]
  return Agency.options.flatMap((agency): AgencyRoute[] => {
    const row = agency === primary?.agency ? primary : rows.find((each) => each.agency === agency)
    if (!row) return []
    return [{ agency, role: row === primary ? 'primary' : 'copy', why: row.why, basis: row.basis }]
  })
}

function applies(when: RoutingRule['when'], facts: RoutingFacts): boolean {
  return (
    includes(when.categories, facts.category) &&
    includes(when.offences, facts.offence) &&
    includes(when.levels, facts.level) &&
    includes(when.platforms, facts.platform) &&
    overlaps(when.protections, protectionsOf(facts.taxa)) &&
    overlaps(when.departments, departmentsOf(facts)) &&
    (!when.signals || when.signals.some((signal) => facts.signals.has(signal))) &&
    (!when.terms || when.terms.some((term) => facts.termIds.some((id) => isTerm(id, term))))
  )
}
/** An unknown taxon is unknown, not unprotected: the row for `unknown` decides who looks first. */
function protectionsOf(taxa: readonly TaxonHit[]): Protection[] {
  return taxa.length === 0 ? ['unknown'] : taxa.map(({ protection }) => protection)
}

function departmentsOf({ category, taxa }: RoutingFacts): ('forestry' | 'agriculture')[] {
  if (taxa.length > 0) return taxa.map(({ department }) => department)
  return category === 'aquatic-protected' || category === 'banned-fishing-gear'
    ? ['agriculture']
    : ['forestry']
}

function isTerm(id: string, wanted: string): boolean {
  return wanted.endsWith('.') ? id.startsWith(wanted) : id === wanted
}

function includes<T>(wanted: readonly T[] | undefined, value: T): boolean {
  return wanted === undefined || wanted.includes(value)
}

function overlaps<T>(wanted: readonly T[] | undefined, values: readonly T[]): boolean {
  return wanted === undefined || values.some((value) => wanted.includes(value))
}
