import type { Lead } from '../domain/lead.ts'
import { OUTCOME_CONFIRMS, type Outcome } from '../domain/outcome.ts'

export interface OutcomePrecision {
  readonly id: string
  readonly title: string
  /** Leads in which it fired that a person decided, or a body answered. */
  readonly confirmed: number
  readonly dismissed: number
  readonly upheld: number
  readonly notUpheld: number
}

export interface Judged {
  readonly lead: Lead
  readonly outcomes: readonly Outcome[]
}

/** What became of the leads of each rule and term: by the reviewers, and by the bodies that received them. The busiest first. */
export function outcomePrecision(judged: readonly Judged[]): {
  rules: OutcomePrecision[]
  terms: OutcomePrecision[]
} {
  return {
    rules: tally(judged, ({ assessment }) =>
      assessment.findings.filter(({ points }) => points !== 0).map(({ ruleId, title }) => [ruleId, title]),
    ),
    terms: tally(judged, ({ assessment }) =>
      assessment.matches.filter(({ kind }) => GOODS.has(kind)).map(({ termId, text }) => [termId, text]),
    ),
  }
}

const GOODS: ReadonlySet<string> = new Set(['species', 'product', 'gear', 'code-word'])

function tally(
  judged: readonly Judged[],
  idsOf: (lead: Lead) => (readonly [string, string])[],
): OutcomePrecision[] {
  const counts = new Map<
    string,
    { title: string; confirmed: number; dismissed: number; upheld: number; notUpheld: number }
  >()
  for (const one of judged)
    for (const [id, title] of new Map(idsOf(one.lead).map((each) => [each[0], each])).values()) {
      const count = counts.get(id) ?? { title, confirmed: 0, dismissed: 0, upheld: 0, notUpheld: 0 }
      counts.set(id, count)
      for (const verdict of verdictsOn(one)) count[verdict] += 1
    }
  return [...counts]
    .map(([id, count]) => ({ id, ...count }))
    .filter(({ confirmed, dismissed, upheld, notUpheld }) => confirmed + dismissed + upheld + notUpheld > 0)
    .sort((a, b) => total(b) - total(a) || (a.id < b.id ? -1 : 1))
}

const total = ({ confirmed, dismissed }: OutcomePrecision): number => confirmed + dismissed

type Verdict = 'confirmed' | 'dismissed' | 'upheld' | 'notUpheld'

function verdictsOn({ lead, outcomes }: Judged): Verdict[] {
  const upheld = lastWord(outcomes)
  return [
    ...(lead.decision ? [lead.decision.state] : []),
    ...(upheld === undefined ? [] : [upheld ? ('upheld' as const) : ('notUpheld' as const)]),
  ]
}

/** One body that upheld it is enough; none that did, and one that did not, is a no. */
function lastWord(outcomes: readonly Outcome[]): boolean | undefined {
  const said = outcomes.map(({ kind }) => OUTCOME_CONFIRMS[kind]).filter((each) => each !== undefined)
  return said.includes(true) ? true : said.includes(false) ? false : undefined
}
