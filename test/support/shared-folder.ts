import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Real data that is not part of the repository; QINGSHAO_SHARED names its folder. */
export const SHARED = resolve(process.env.QINGSHAO_SHARED ?? '../shared')

export const hasRealPages = existsSync(resolve(SHARED, 'real/pages/manifest.jsonl'))
export const hasSuites = existsSync(resolve(SHARED, 'real/suites/price_parser.jsonl'))

/** Part of the name of a skipped test, so that a reader sees why. */
export function unless(present: boolean): string {
  return present ? '' : ` [skipped: no real data at ${SHARED}; set QINGSHAO_SHARED]`
}
