import { readdirSync } from 'node:fs'

/** The bundles of an evidence folder, without what the store keeps beside them. */
export function bundlesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.'))
}
