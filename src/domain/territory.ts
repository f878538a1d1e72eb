import { z } from 'zod'

/** Six digits of GB/T 2260; `000000` stands for the whole country, which the standard gives no number. */
export const DivisionCode = z.string().regex(/^\d{6}$/)
export type DivisionCode = z.infer<typeof DivisionCode>
export const NATION: DivisionCode = '000000'

/** A row of data/territory/divisions.csv. */
export const Division = z.strictObject({
  code: DivisionCode,
  name: z.string().min(2),
  /** A name out of use: its code says where the place lies today. */
  former: z.boolean(),
})
export type Division = z.infer<typeof Division>

export const DivisionLevel = z.enum(['national', 'province', 'city', 'county'])
export type DivisionLevel = z.infer<typeof DivisionLevel>
export const DIVISION_LEVEL_LABEL: Record<DivisionLevel, string> = {
  national: '国家级',
  province: '省级',
  city: '市级',
  county: '县级',
}

/** Which fact the territory of a lead was taken from. */
export const TerritorySource = z.enum(['seller', 'platform', 'unit'])
export type TerritorySource = z.infer<typeof TerritorySource>
export const TERRITORY_SOURCE_LABEL: Record<TerritorySource, string> = {
  seller: '卖家所写地区',
  platform: '平台所在地',
  unit: '本单位辖区',
}

/** `certain`: one reading. `likely`: the plainest of several. `ambiguous`: only what they have in common. */
export const Confidence = z.enum(['certain', 'likely', 'ambiguous'])
export type Confidence = z.infer<typeof Confidence>
export const CONFIDENCE_LABEL: Record<Confidence, string> = {
  certain: '明确',
  likely: '较可能',
  ambiguous: '有歧义',
}

/** Where a lead belongs. Without a code nothing said where, and `note` says why. */
export const Territory = z.strictObject({
  code: DivisionCode.optional(),
  /** 浙江省金华市义乌市. */
  name: z.string().optional(),
  source: TerritorySource.optional(),
  confidence: Confidence.optional(),
  /** Other places the words may mean. */
  candidates: z.array(z.strictObject({ code: DivisionCode, name: z.string() })).optional(),
  /** In Chinese, for the reviewer: what was passed over, and why. */
  note: z.string().optional(),
})
export type Territory = z.infer<typeof Territory>

export function levelOfCode(code: DivisionCode): DivisionLevel {
  if (code === NATION) return 'national'
  if (code.endsWith('0000')) return 'province'
  return code.endsWith('00') ? 'city' : 'county'
}

/** The code itself, then what it lies in, up to the nation: 330782, 330700, 330000, 000000. */
export function upwards(code: DivisionCode): DivisionCode[] {
  return [...new Set([code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`, NATION])]
}

export function liesIn(code: DivisionCode, other: DivisionCode): boolean {
  return upwards(code).includes(other)
}

/** 浙江省金华市义乌市（330782，据卖家所写地区，明确）. */
export function describeTerritory({ code, name, source, confidence, note }: Territory): string {
  if (code === undefined) return `不明（${note ?? '没有线索'}）`
  const basis = [
    code,
    source ? `据${TERRITORY_SOURCE_LABEL[source]}` : '',
    confidence ? CONFIDENCE_LABEL[confidence] : '',
  ].filter((part) => part !== '')
  return `${name ?? code}（${basis.join('，')}）${note ? `；${note}` : ''}`
}
