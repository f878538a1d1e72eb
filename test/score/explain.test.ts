import { describe, expect, it } from 'vitest'
import { explainAssessment } from '../../src/score/explain.ts'
import { aListing, anAssessment } from '../support/builders.ts'

describe('explainAssessment', () => {
  it('says verdict, points, law and bodies in Chinese, and that a person decides', () => {
    const text = explainAssessment(anAssessment(), aListing())
    expect(text).toContain('研判建议：涉嫌违法  80 分')
    expect(text).toContain('+80  货品：穿山甲片')
    expect(text).toContain('《野生动物保护法》第二十八条')
    expect(text).toContain('林业和草原主管部门')
    expect(text).toContain('须由人复核')
  })
})
