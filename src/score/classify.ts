import type { TaxonHit } from '../domain/assessment.ts'
import type { Rule } from '../domain/rule.ts'
import type { Category, Offence, SignalKind } from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import type { ListingFacts, Mark } from './listing-facts.ts'

const GEAR: ReadonlySet<Category> = new Set(['banned-hunting-gear', 'banned-fishing-gear'])
const DOMINANT_WEIGHT = 45
/** Below it a word has too many readings to say what was done. */
const MIN_ANCHOR_WEIGHT = 20
const LIVING: ReadonlySet<Category> = new Set(['protected-animal-live', 'bird-live'])
const LAND: ReadonlySet<Category> = new Set([
  'protected-animal-live',
  'bird-live',
  'protected-animal-product',
  'wild-meat',
])

/**
 * Category by the labelling rules. A rule names it where it recognises a service, or where nothing was named;
 * otherwise the strongest good does.
 */
export function categoryOf(
  facts: ListingFacts,
  firings: readonly Firing[],
  taxa: readonly TaxonHit[],
): Category {
  const ruled = proposed(firings, 'category')
  if (ruled === 'service-or-ad') return ruled
  const strongest = dominant(
    facts.goods.filter(({ category }) => category !== undefined && category !== 'none'),
  )
  if (!strongest?.category) return ruled ?? 'none'
  return byUse(strongest.category, strongest, facts, taxa)
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

type State = 'live' | 'meat' | 'product'

const STATES: ReadonlyMap<SignalKind, State> = new Map<SignalKind, State>([
  ['live', 'live'],
  ['meat', 'meat'],
  ['eat', 'meat'],
  ['product', 'product'],
  ['specimen', 'product'],
  ['genuine-material', 'product'],
])
/** A cue this near speaks of the good itself: 雀鹰 that 吃肉 is alive. */
const ATTACHED = 10

/** The same animal is live, meat or a product by what is said beside it; an aquatic one stays aquatic. */
function byUse(category: Category, mark: Mark, facts: ListingFacts, taxa: readonly TaxonHit[]): Category {
  if (!LAND.has(category)) return category
  if (taxa[0]?.department === 'agriculture') return 'aquatic-protected'
  if (mark.kind === 'product') return category
  const state = stateBeside(mark, facts.marks) ?? stateSomewhere(facts.signalKinds)
  if (state === 'meat') return 'wild-meat'
  if (state === 'product') return 'protected-animal-product'
  if (state === 'live' && !LIVING.has(category)) return 'protected-animal-live'
  return category
}

function stateBeside(mark: Mark, marks: readonly Mark[]): State | undefined {
  let nearest: { readonly state: State; readonly gap: number } | undefined
  for (const { signal, field, start, end } of marks) {
    const state = signal && STATES.get(signal)
    if (!state || field !== mark.field) continue
    const gap = Math.max(start, mark.start) - Math.min(end, mark.end)
    if (gap <= ATTACHED && (!nearest || gap < nearest.gap)) nearest = { state, gap }
  }
  return nearest?.state
}

function stateSomewhere(signals: ReadonlySet<SignalKind>): State | undefined {
  if (signals.has('live')) return 'live'
  if (signals.has('specimen')) return 'product'
  if (signals.has('meat') || signals.has('eat')) return 'meat'
  return signals.has('product') || signals.has('genuine-material') ? 'product' : undefined
}

export function offenceOf(facts: ListingFacts, firings: readonly Firing[], category: Category): Offence {
  if (category === 'none') return 'none'
  const ruled = proposed(firings, 'offence')
  if (GEAR.has(category)) return ruled === 'purchase' || ruled === 'advertise-tool' ? ruled : 'sell-tool'
  if (ruled) return ruled
  if (facts.signalKinds.has('purchase') && !facts.signalKinds.has('sale')) return 'purchase'
  return 'sale'
}

/** The proposal of the strongest firing rule, those that stand on a named good first; ties go to the lower id. */
function proposed<K extends 'category' | 'offence'>(firings: readonly Firing[], key: K): Rule[K] {
  const [best] = firings
    .filter(({ compiled: { rule } }) => rule.points > 0 && rule[key] !== undefined)
    .sort((a, b) => {
      const anchored = Number(standsOnGood(b)) - Number(standsOnGood(a))
      if (anchored !== 0) return anchored
      const points = b.compiled.rule.points - a.compiled.rule.points
      return points !== 0 ? points : a.compiled.rule.id < b.compiled.rule.id ? -1 : 1
    })
  return best?.compiled.rule[key]
}

function standsOnGood({ anchors }: Firing): boolean {
  return anchors.some(({ kind, weight }) => kind !== undefined && weight >= MIN_ANCHOR_WEIGHT)
}
