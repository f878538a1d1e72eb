import type { Finding } from '../domain/assessment.ts'
import type { Level, Protection, Verdict } from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import { strengthOf } from './rule-findings.ts'

export const ILLEGAL_FROM = 60
export const SUSPECT_FROM = 35
const MIN_FLOOR_STRENGTH = 0.6

const RANK: Record<Verdict, number> = { legal: 0, suspect: 1, illegal: 2 }
const HIGHEST: Record<Verdict, number> = { legal: SUSPECT_FROM - 1, suspect: ILLEGAL_FROM - 1, illegal: 100 }
const LOWEST: Record<Verdict, number> = { legal: 0, suspect: SUSPECT_FROM, illegal: ILLEGAL_FROM }

export interface Scored {
  readonly score: number
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

/**
 * Adds up the findings and keeps the sum inside what the rules allow. A limit that moves the score is a
 * finding of its own, so that the score stays the sum of what is shown. A ceiling beats a floor, and a floor
 * gives way where another rule found an innocent reading.
 */
export function score(findings: readonly Finding[], firings: readonly Firing[]): Scored {
  const sum = clamp(findings.reduce((total, { points }) => total + points, 0))
  const excused = firings.some(({ compiled }) => compiled.excuses)
  const floor = excused
    ? undefined
    : strictest(firings.filter(isStrong), 'floor', (a, b) => RANK[a] > RANK[b])
  const ceiling = strictest(firings, 'ceiling', (a, b) => RANK[a] < RANK[b])
  const raised = floor ? Math.max(sum, LOWEST[floor.verdict]) : sum
  const limited = ceiling ? Math.min(raised, HIGHEST[ceiling.verdict]) : raised
  const limits: Finding[] = []
  if (floor && raised !== sum) limits.push(limitFinding('base.floor', '下限', raised - sum, floor.by))
  if (ceiling && limited !== raised)
    limits.push(limitFinding('base.ceiling', '上限', limited - raised, ceiling.by))
  return { score: limited, verdict: verdictOf(limited), findings: [...findings, ...limits] }
}

export function verdictOf(points: number): Verdict {
  if (points >= ILLEGAL_FROM) return 'illegal'
  return points >= SUSPECT_FROM ? 'suspect' : 'legal'
}

/** What the reviewer must do first: the strength of the sign and the worth of the animal. */
export function levelOf(
  { score: points, verdict }: Scored,
  protection: Protection,
  dangerous: boolean,
): Level {
  if (verdict === 'legal') return 'none'
  if (verdict === 'suspect') return points >= 50 || protection === 'state-1' ? 'medium' : 'low'
  if (points >= 85 && (protection === 'state-1' || dangerous)) return 'critical'
  const key = protection === 'state-1' || protection === 'state-2' || protection === 'cites'
  return key || dangerous || points >= 90 ? 'high' : 'medium'
}

/** An ambiguous word raises no floor. */
function isStrong({ anchors }: Firing): boolean {
  return strengthOf(anchors) >= MIN_FLOOR_STRENGTH
}

function strictest(
  firings: readonly Firing[],
  key: 'floor' | 'ceiling',
  beats: (a: Verdict, b: Verdict) => boolean,
): { verdict: Verdict; by: string } | undefined {
  let best: { verdict: Verdict; by: string } | undefined
  for (const { compiled } of firings) {
    const verdict = compiled.rule[key]
    if (verdict && (!best || beats(verdict, best.verdict))) best = { verdict, by: compiled.rule.title }
  }
  return best
}

function limitFinding(ruleId: string, word: string, points: number, by: string): Finding {
  return { ruleId, title: `研判结论${word}`, points, why: `规则“${by}”规定结论${word}` }
}

function clamp(points: number): number {
  return Math.max(0, Math.min(100, points))
}
