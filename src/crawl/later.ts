/** A moment so many ms after another; both ISO 8601 UTC. */
export function later(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString()
}
