import { describe, expect, it } from 'vitest'
import { findCandidates } from '../../src/cluster/find-candidates.ts'
import { fingerprint } from '../../src/cluster/fingerprint.ts'
import { classifyTexts } from '../../src/cluster/text-class.ts'
import { aClusterLead } from './cluster-support.ts'

const COUNT = 2000
const TEXT = '家传老物件一批，都是早年山里收来的，懂的自然懂，诚心要的看图说话，不退不换'

function candidates(bodyOf: (at: number) => string): number {
  const prints = Array.from({ length: COUNT }, (_, at) =>
    fingerprint(aClusterLead(at, { body: bodyOf(at), seller: { name: `各家小店${at}` } })),
  )
  return findCandidates(prints, classifyTexts(prints).classes).length
}

describe('findCandidates', () => {
  it.each<[what: string, bodyOf: (at: number) => string, perLead: number]>([
    ['one text', () => TEXT, 2],
    ['one contact', (at) => `薇：demo_same1 ${'甲乙丙丁戊己庚辛'[at % 8]}`, 2],
    // Five before it and the first five, in up to 32 bands.
    ['texts that differ in a word', (at) => `${TEXT}${String.fromCodePoint(0x4e00 + at)}货`, 320],
  ])('compares each of many leads with %s with a few others only', (_, bodyOf, perLead) => {
    const pairs = candidates(bodyOf)
    expect(pairs).toBeGreaterThanOrEqual(COUNT - 1)
    expect(pairs).toBeLessThanOrEqual(COUNT * perLead)
  })
})
