import { createHash } from 'node:crypto'
import type { Condition, Rule } from '../../src/domain/rule.ts'

/**
 * So many rules: the shipped ones, in the order of their random ids, and beyond their number copies of them with new
 * ids and slightly other conditions, as a unit would write its own variants.
 */
export function makeRules(shipped: readonly Rule[], count: number): Rule[] {
  const active = shipped
    .filter(({ status }) => status !== 'deprecated')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return Array.from({ length: count }, (_, index) => {
    const rule = active[index % active.length] as Rule
    const round = Math.floor(index / active.length)
    return round === 0 ? rule : varyRule(rule, round)
  })
}

function varyRule(rule: Rule, round: number): Rule {
  const { all, any, not } = rule.detection
  return {
    ...rule,
    id: idOf(`${rule.id} ${round}`),
    title: `${rule.title}（变体 ${round}）`,
    detection: {
      all: all.map((condition) => varyCondition(condition, round)),
      any: any.map((condition) => varyCondition(condition, round)),
      not,
    },
  }
}

/** Nothing a program could share between the copies: another pattern, another distance, other signals. */
function varyCondition(condition: Condition, round: number): Condition {
  const { pattern, within, signals } = condition
  return {
    ...condition,
    ...(pattern !== undefined && { pattern: `(?:${pattern})|样货${'甲乙丙丁戊己庚辛壬癸'[round % 10]}` }),
    ...(within !== undefined && { within: within + round }),
    ...(signals !== undefined && signals.length > 1 && { signals: without(signals, round) }),
  }
}

function without<T>(values: readonly T[], round: number): T[] {
  return values.filter((_, index) => index !== round % values.length)
}

function idOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
