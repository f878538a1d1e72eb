import {
  AGENCY_LABEL,
  CATEGORY_LABEL,
  EVASION_LABEL,
  OFFENCE_LABEL,
  SIGNAL_LABEL,
  VERDICT_LABEL,
} from '../domain/vocabulary.ts'
import { explainAssessment } from '../score/explain.ts'
import { findMistakes, MISTAKE_KINDS, type MistakeKind } from '../score/find-mistakes.ts'
import { compareRouting } from '../score/routing-accuracy.ts'
import type { JudgedListing } from './judge-labelled.ts'

const KIND_LABEL: Record<MistakeKind, string> = {
  missed: '漏报',
  'false-alarm': '误报',
  verdict: '轻重不符',
  category: '类别不符',
  offence: '行为不符',
  agencies: '去向不符',
}

const MAX_SIGNALS = 12

/** Every listing judged other than labelled, with place, label and the whole explanation; the costliest kind first. */
export function describeMistakes(judged: readonly JudgedListing[]): string {
  const wrong = judged.flatMap((one) => {
    const kinds = findMistakes(one)
    return kinds[0] === undefined ? [] : [{ one, kinds, first: kinds[0] }]
  })
  const parts = MISTAKE_KINDS.flatMap((kind) => {
    const group = wrong.filter(({ first }) => first === kind)
    if (group.length === 0) return []
    const texts = group.map(({ one, kinds }, index) => `${index + 1}. ${describeOne(one, kinds)}`)
    return [`== ${KIND_LABEL[kind]} ${group.length} 条`, ...texts]
  })
  return [`判错 ${wrong.length} 条，按第一个不符之处归类`, ...parts].join('\n\n')
}

/** For machines: the same listings, in the order of the files. */
export function listMistakes(judged: readonly JudgedListing[]) {
  return judged.flatMap((one) => {
    const kinds = findMistakes(one)
    const { file, line, truth, assessment, listing } = one
    if (kinds.length === 0) return []
    return [{ file, line, kinds, truth, assessment, explanation: explainAssessment(assessment, listing) }]
  })
}

function describeOne(one: JudgedListing, kinds: readonly MistakeKind[]): string {
  const { file, line, truth, assessment, listing } = one
  return [
    `【${kinds.map((kind) => KIND_LABEL[kind]).join('、')}】${truth.id}（${file}:${line}）`,
    `标注：${labelOf(one)}`,
    ...(truth.note ? [`标注备注：${truth.note}`] : []),
    ...(kinds.includes('agencies') ? [`去向：${routingOf(one)}`] : []),
    explainAssessment(assessment, listing),
    `读到的用语：${signalsOf(one)}`,
  ].join('\n')
}

function labelOf({ truth }: JudgedListing): string {
  if (truth.label === 'legal') return VERDICT_LABEL.legal
  return [
    VERDICT_LABEL[truth.label],
    `类别：${CATEGORY_LABEL[truth.category]}`,
    `行为：${OFFENCE_LABEL[truth.offence]}`,
    `应送：${namesOf(truth.expected_agencies)}`,
    ...(truth.evasion.length === 0
      ? []
      : [`规避手法：${truth.evasion.map((evasion) => EVASION_LABEL[evasion]).join('、')}`]),
  ].join('  ')
}

function routingOf(one: JudgedListing): string {
  const { missing, extra } = compareRouting(one)
  return [
    ...(missing.length > 0 ? [`少送 ${namesOf(missing)}`] : []),
    ...(extra.length > 0 ? [`多送 ${namesOf(extra)}`] : []),
  ].join('；')
}

function namesOf(agencies: readonly (keyof typeof AGENCY_LABEL)[]): string {
  return agencies.map((agency) => AGENCY_LABEL[agency]).join('、') || '无'
}

/** What the program read around the goods: with a miss, often all there is to see. */
function signalsOf({ assessment }: JudgedListing): string {
  const read = [...new Set(assessment.signals.map(({ kind, text }) => `${SIGNAL_LABEL[kind]}“${text}”`))]
  if (read.length === 0) return '无'
  const shown = read.slice(0, MAX_SIGNALS).join('、')
  return read.length > MAX_SIGNALS ? `${shown}等 ${read.length} 处` : shown
}
