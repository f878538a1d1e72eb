import type { CustodyEntry } from '../domain/evidence.ts'

/** The holds that nobody has ended: while there is one, nothing of the bundle may be deleted. */
export function openHolds(custody: readonly CustodyEntry[]): CustodyEntry[] {
  const ended = new Set(custody.flatMap(({ action, releases }) => (action === 'released' ? releases : [])))
  return custody.filter(({ action, seq }) => action === 'held' && !ended.has(seq))
}

export function deletionOf(custody: readonly CustodyEntry[]): CustodyEntry | undefined {
  return custody.find(({ action }) => action === 'deleted')
}
