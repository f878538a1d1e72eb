import type { Finding } from '../domain/assessment.ts'
import {
  LEVEL_LABEL,
  type Level,
  PROTECTION_LABEL,
  type Protection,
  type Verdict,
} from '../domain/vocabulary.ts'
import type { Firing } from './apply-rule.ts'
import { OVERRIDES } from './overrides.ts'
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
  const excuse = firings.find(({ compiled }) => compiled.excuses)
  const asked = strictest(firings.filter(isStrong), 'floor', (a, b) => RANK[a] > RANK[b])
  const floor = excuse ? undefined : asked
  const ceiling = strictest(firings, 'ceiling', (a, b) => RANK[a] < RANK[b])
  const raised = floor ? Math.max(sum, LOWEST[floor.verdict]) : sum
  const limited = ceiling ? Math.min(raised, HIGHEST[ceiling.verdict]) : raised
  const limits: Finding[] = []
  if (floor && raised !== sum) limits.push(limitFinding('base.floor', raised - sum, floor.by))
  if (excuse && asked && sum < LOWEST[asked.verdict])
    limits.push(voidFinding(asked.by, excuse.compiled.rule.title))
  if (ceiling && limited !== raised) limits.push(limitFinding('base.ceiling', limited - raised, ceiling.by))
  return { score: limited, verdict: verdictOf(limited), findings: [...findings, ...limits] }
}

export function verdictOf(points: number): Verdict {
  if (points >= ILLEGAL_FROM) return 'illegal'
  return points >= SUSPECT_FROM ? 'suspect' : 'legal'
}

export interface Leveled {
  readonly level: Level
  /** Where something other than the score lifted the level. */
  readonly override: Finding | undefined
}

/** What the reviewer must do first: the strength of the sign and the worth of the animal. */
export function levelOf(scored: Scored, protection: Protection, dangerous: boolean): Leveled {
  const level = levelFor(scored, protection, dangerous)
  const plain = levelFor(scored, 'unknown', false)
  if (level === plain) return { level, override: undefined }
  const reasons = [dangerous && '可致人伤亡的工具', protection !== 'unknown' && PROTECTION_LABEL[protection]]
  const why = `${reasons.filter(Boolean).join('、')}：由${LEVEL_LABEL[plain]}上调为${LEVEL_LABEL[level]}`
  return { level, override: { ruleId: 'base.level', title: OVERRIDES['base.level'], points: 0, why } }
}

function levelFor({ score: points, verdict }: Scored, protection: Protection, dangerous: boolean): Level {
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

function limitFinding(ruleId: 'base.floor' | 'base.ceiling', points: number, by: string): Finding {
  const word = ruleId === 'base.floor' ? '下限' : '上限'
  return { ruleId, title: OVERRIDES[ruleId], points, why: `规则“${by}”规定结论${word}` }
}

function voidFinding(by: string, excuse: string): Finding {
  const why = `规则“${by}”的下限不适用：“${excuse}”找到了无害的解释`
  return { ruleId: 'base.floor-void', title: OVERRIDES['base.floor-void'], points: 0, why }
}

function clamp(points: number): number {
  return Math.max(0, Math.min(100, points))
}
