import type { LegalBasis } from '../domain/assessment.ts'
import type { LawArticle, LawTable } from '../domain/reference-data.ts'
import type { Category, Offence, Protection } from '../domain/vocabulary.ts'

export interface LawQuery {
  readonly category: Category
  readonly offence: Offence
  readonly protections: readonly Protection[]
  /** ISO date of the act. */
  readonly on: string
}

/** Articles in force on the day of the act, in the order of the table. */
export function legalBasisFor({ category, offence, protections, on }: LawQuery, law: LawTable): LegalBasis[] {
  if (category === 'none') return []
  const keys = new Set(
    law.rules
      .filter((rule) => rule.categories.includes(category))
      .filter((rule) => !rule.offences || rule.offences.includes(offence))
      .filter(
        (rule) =>
          !rule.protections || rule.protections.some((protection) => protections.includes(protection)),
      )
      .flatMap((rule) => rule.articles),
  )
  return law.articles
    .filter((article) => keys.has(article.key) && isInForce(article, on))
    .map(({ law: title, article, gist }) => ({ law: title, article, gist }))
}

function isInForce({ from, until }: LawArticle, on: string): boolean {
  return from <= on && (until === undefined || on < until)
}
