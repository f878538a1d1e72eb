import type { TaxonHit } from '../domain/assessment.ts'
import type { Category, Offence, SignalKind } from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import type { ListingFacts, Mark } from './listing-facts.ts'

const GEAR: ReadonlySet<Category> = new Set(['banned-hunting-gear', 'banned-fishing-gear'])
const DOMINANT_WEIGHT = 45
const LIVING: ReadonlySet<Category> = new Set(['protected-animal-live', 'bird-live'])
const LAND: ReadonlySet<Category> = new Set([
  'protected-animal-live',
  'bird-live',
  'protected-animal-product',
  'wild-meat',
])

/** Category by the labelling rules: a service where a rule says so, otherwise by the strongest good. */
export function categoryOf(
  facts: ListingFacts,
  firings: readonly Firing[],
  taxa: readonly TaxonHit[],
): Category {
  const ruled = proposed(firings, 'category')
  if (ruled) return ruled
  const strongest = dominant(
    facts.goods.filter(({ category }) => category !== undefined && category !== 'none'),
  )
  if (!strongest?.category) return 'none'
  return byUse(strongest.category, strongest, facts.signalKinds, taxa)
}

/** A service unless one commodity dominates: 收象牙 is about ivory, not about a service. */
function dominant(goods: readonly Mark[]): Mark | undefined {
  const [strongest] = goods
  if (strongest?.category !== 'service-or-ad') return strongest
  const commodities = goods.filter(({ category }) => category !== 'service-or-ad')
  const [commodity] = commodities
  const single = commodities.every(({ category }) => category === commodity?.category)
  return single && commodity && commodity.weight >= DOMINANT_WEIGHT ? commodity : strongest
}

/** The same animal is live, meat or a product by what is said beside it; an aquatic one stays aquatic. */
function byUse(
  category: Category,
  mark: Mark,
  signals: ReadonlySet<SignalKind>,
  taxa: readonly TaxonHit[],
): Category {
  if (!LAND.has(category)) return category
  if (taxa[0]?.department === 'agriculture') return 'aquatic-protected'
  if (mark.kind === 'product') return category
  if (signals.has('meat') || signals.has('eat')) return 'wild-meat'
  if (signals.has('live')) return LIVING.has(category) ? category : 'protected-animal-live'
  const product = signals.has('specimen') || signals.has('product') || signals.has('genuine-material')
  return product ? 'protected-animal-product' : category
}

export function offenceOf(facts: ListingFacts, firings: readonly Firing[], category: Category): Offence {
  if (category === 'none') return 'none'
  const ruled = proposed(firings, 'offence')
  if (GEAR.has(category)) return ruled === 'purchase' || ruled === 'advertise-tool' ? ruled : 'sell-tool'
  if (ruled) return ruled
  if (facts.signalKinds.has('purchase') && !facts.signalKinds.has('sale')) return 'purchase'
  return 'sale'
}

/** The proposal of the firing rule with most points; ties go to the lower id. */
function proposed<K extends 'category' | 'offence'>(
  firings: readonly Firing[],
  key: K,
): NonNullable<Firing['compiled']['rule'][K]> | undefined {
  let best: Firing['compiled']['rule'] | undefined
  for (const { compiled } of firings) {
    const { rule } = compiled
    if (rule.points <= 0 || rule[key] === undefined) continue
    if (!best || rule.points > best.points || (rule.points === best.points && rule.id < best.id)) best = rule
  }
  return best?.[key] as NonNullable<Firing['compiled']['rule'][K]> | undefined
}
