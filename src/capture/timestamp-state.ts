import type { CustodyEntry, TimestampState } from '../domain/evidence.ts'
import { isTokenPath } from './seal-ports.ts'

/** Read off the custody log: what was awaited, and what came. */
export function timestampStateOf(custody: readonly CustodyEntry[]): TimestampState {
  const paths = (list: readonly { readonly path: string }[]) =>
    list.map(({ path }) => path).filter(isTokenPath)
  const held = new Set(custody.flatMap(({ files }) => paths(files ?? [])))
  const missing = custody.flatMap(({ awaits }) => paths(awaits ?? [])).filter((path) => !held.has(path))
  if (missing.length > 0) return held.size > 0 ? 'partly-timestamped' : 'untimestamped'
  return held.size > 0 ? 'timestamped' : 'not-configured'
}
