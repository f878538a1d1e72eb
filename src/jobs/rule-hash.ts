import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import type { Rule } from '../domain/rule.ts'

/**
 * Over what decides which leads a rule makes and what a reviewer must do about them. Words for the reader and the
 * status are left out: a rule must not need a new back-test because it passed one.
 */
export function ruleHash(rule: Rule): string {
  const { detection, points, group, category, offence, ceiling, floor, level, tunes } = rule
  const decides = { detection, points, group, category, offence, ceiling, floor, level, tunes }
  return createHash('sha256').update(stringify(decides)).digest('hex')
}
