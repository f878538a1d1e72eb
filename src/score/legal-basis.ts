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
export function legalBasisFor(query: LawQuery, law: LawTable): LegalBasis[] {
  if (query.category === 'none') return []
  const keys = new Set(law.rules.filter((rule) => applies(rule, query)).flatMap((rule) => rule.articles))
  return law.articles
    .filter((article) => keys.has(article.key) && isInForce(article, query.on))
    .map(({ law: title, article, gist, enforcedBy, penalty }) => ({
      law: title,
      article,
      gist,
      enforcedBy,
      penalty,
    }))
}

/** Why the table holds nothing for a category and offence; undefined where it says nothing of it. */
export function legalGapFor({ category, offence }: LawQuery, { gaps }: LawTable): string | undefined {
  const gap = gaps.find((each) => each.categories.includes(category) && each.offences.includes(offence))
  if (!gap) return undefined
  return `${gap.status === 'missing' ? '缺' : '不适用'}：${gap.reason}`
}

interface Scope {
  readonly categories: readonly Category[]
  readonly offences?: readonly Offence[] | undefined
  readonly protections?: readonly Protection[] | undefined
}

/** Whether a row of the table speaks of what was done. An absent key means "any". */
export function applies({ categories, offences, protections }: Scope, query: Omit<LawQuery, 'on'>): boolean {
  return (
    categories.includes(query.category) &&
    (offences?.includes(query.offence) ?? true) &&
    (protections?.some((protection) => query.protections.includes(protection)) ?? true)
  )
}

export function isInForce({ from, until }: Pick<LawArticle, 'from' | 'until'>, on: string): boolean {
  return from <= on && (until === undefined || on < until)
}
