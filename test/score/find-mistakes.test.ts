import { describe, expect, it } from 'vitest'
import { findMistakes } from '../../src/score/find-mistakes.ts'
import { aPair } from './labelled-pair.ts'

describe('findMistakes', () => {
  it('calls a miss a miss and a false alarm a false alarm, and nothing more', () => {
    expect(findMistakes(aPair('illegal', 'legal', { category: 'wild-meat' }))).toEqual(['missed'])
    expect(findMistakes(aPair('legal', 'suspect'))).toEqual(['false-alarm'])
  })

  it('names all that differs where both sides flagged', () => {
    const pair = aPair(
      'suspect',
      'illegal',
      { category: 'wild-meat', offence: 'eat', expected_agencies: ['forestry', 'customs'] },
      { agencies: ['forestry'] },
    )
    expect(findMistakes(pair)).toEqual(['verdict', 'category', 'offence', 'agencies'])
  })

  it('counts a body too many as a mistake of routing', () => {
    expect(findMistakes(aPair('illegal', 'illegal', { expected_agencies: ['forestry'] }))).toEqual([
      'agencies',
    ])
  })

  it('is empty where all agrees and where people would argue', () => {
    expect(findMistakes(aPair('illegal', 'illegal'))).toEqual([])
    expect(findMistakes(aPair('legal', 'legal'))).toEqual([])
    expect(findMistakes(aPair('illegal', 'legal', { ambiguous: true }))).toEqual([])
  })
})
