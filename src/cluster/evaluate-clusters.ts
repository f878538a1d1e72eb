export interface PairCounts {
  readonly leads: number
  /** Labelled clusters of at least two leads. */
  readonly sellers: number
  /** Pairs put together that belong together. */
  readonly right: number
  /** Pairs put together. */
  readonly joined: number
  /** Pairs that belong together. */
  readonly labelled: number
  /** Undefined where there is nothing to divide by. */
  readonly precision: number | undefined
  readonly recall: number | undefined
}

/** Pairs of leads, counted by the table of groups and labels: no pair is looked at by itself. */
export function evaluateClusters(
  leads: readonly { readonly label: string; readonly found: string }[],
): PairCounts {
  const labelled = countsOf(leads.map(({ label }) => label))
  const pairsIn = (counts: readonly number[]) =>
    counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  const right = pairsIn(countsOf(leads.map(({ label, found }) => JSON.stringify([label, found]))))
  const joined = pairsIn(countsOf(leads.map(({ found }) => found)))
  const wanted = pairsIn(labelled)
  return {
    leads: leads.length,
    sellers: labelled.filter((count) => count >= 2).length,
    right,
    joined,
    labelled: wanted,
    precision: joined === 0 ? undefined : right / joined,
    recall: wanted === 0 ? undefined : right / wanted,
  }
}

function countsOf(keys: readonly string[]): number[] {
  return [...Map.groupBy(keys, (key) => key).values()].map(({ length }) => length)
}
