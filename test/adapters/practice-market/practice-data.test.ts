import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPracticeListings } from '../../../src/adapters/practice-market/load-practice-listings.ts'
import { practiceTruthLines } from '../../../src/adapters/practice-market/practice-truth.ts'
import { LabelledListing } from '../../../src/domain/labelled-listing.ts'
import { REAL_DATA } from './practice-support.ts'

const { offers } = loadPracticeListings(REAL_DATA)
const pictured = offers.filter(({ picture }) => picture !== undefined)
const folder = join(REAL_DATA, 'pictures')

describe('practiceTruthLines', () => {
  it('is what truth.jsonl holds; run scripts/build-practice-truth.ts after a change', () => {
    const file = readFileSync(join(REAL_DATA, 'truth.jsonl'), 'utf8')
    expect(file.split('\n')).toEqual(practiceTruthLines(offers).split('\n'))
  })

  it('has a line for every listing, none of them twice', () => {
    const truths = practiceTruthLines(offers)
      .trimEnd()
      .split('\n')
      .map((line) => LabelledListing.parse(JSON.parse(line)))
    expect(truths).toHaveLength(offers.length)
    expect(new Set(truths.map(({ id }) => id)).size).toBe(offers.length)
    expect(truths.filter(({ label, category }) => (label === 'legal') !== (category === 'none'))).toEqual([])
  })
})

describe('pictures of the practice market', () => {
  it('exist for every listing whose text stands in its picture, and for no other', () => {
    const drawn = readdirSync(folder).filter((name) => name.endsWith('.png'))
    expect(drawn.sort()).toEqual(pictured.map(({ site, key }) => `${site}-${key}.png`).sort())
  })

  it('show the text that the listings have now; run scripts/build-practice-pictures.ts after a change', () => {
    const index = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8'))
    expect(index).toEqual(
      Object.fromEntries(pictured.map(({ site, key, picture }) => [`${site}-${key}`, picture])),
    )
  })

  it('are small PNG files', () => {
    for (const { site, key } of pictured) {
      const file = join(folder, `${site}-${key}.png`)
      expect(statSync(file).size, file).toBeLessThanOrEqual(25_000)
      expect([...readFileSync(file).subarray(1, 4)], file).toEqual([...Buffer.from('PNG')])
    }
  })
})
