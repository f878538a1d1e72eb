import { z } from 'zod'

/** What a body made of a referral. */
export const OutcomeKind = z.enum([
  'case-filed',
  'not-filed',
  'correction-ordered',
  'taken-down',
  'administrative-penalty',
  'criminal-case-filed',
  'nothing-found',
  'transferred-on',
])
export type OutcomeKind = z.infer<typeof OutcomeKind>
export const OUTCOME_LABEL: Record<OutcomeKind, string> = {
  'case-filed': '立案',
  'not-filed': '不予立案',
  'correction-ordered': '责令改正',
  'taken-down': '下架',
  'administrative-penalty': '行政处罚',
  'criminal-case-filed': '刑事立案',
  'nothing-found': '查无实据',
  'transferred-on': '转其他机关',
}

/** Whether the lead was worth the hand-over: what precision by outcome counts. Undefined where it does not say. */
export const OUTCOME_CONFIRMS: Record<OutcomeKind, boolean | undefined> = {
  'case-filed': true,
  'not-filed': false,
  'correction-ordered': true,
  'taken-down': true,
  'administrative-penalty': true,
  'criminal-case-filed': true,
  'nothing-found': false,
  'transferred-on': undefined,
}

const count = z.int().nonnegative().max(10_000_000)
const amount = z.number().nonnegative().max(1e9)

/** One seizure, as the results table counts it. */
export const Seizure = z
  .strictObject({
    animals: count.optional(),
    plants: count.optional(),
    productsPieces: count.optional(),
    productsKg: amount.optional(),
    gear: count.optional(),
  })
  .refine(
    ({ productsPieces, productsKg }) => productsPieces === undefined || productsKg === undefined,
    '同一批制品只按件或者只按千克计，不能两者都填',
  )
export type Seizure = z.infer<typeof Seizure>

/** In the words and units of the campaigns' results tables; money in 万元. */
export const Outcome = z.strictObject({
  kind: OutcomeKind,
  /** The receiving body's own number of the case or reply. */
  number: z.string().max(100).optional(),
  /** Of which leads; all of the referral where none is named. */
  leadIds: z.array(z.string()).optional(),
  persons: count.optional(),
  gangs: count.optional(),
  illegalIncomeWan: amount.optional(),
  finesWan: amount.optional(),
  seizures: z.array(Seizure).max(100).default([]),
  remarks: z.string().max(2000).default(''),
})
export type Outcome = z.infer<typeof Outcome>
