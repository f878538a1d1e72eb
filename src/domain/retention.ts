import { z } from 'zod'

/** What a term of keeping can be set for. The first three are states of the lead that evidence belongs to. */
export const RetentionSubject = z.enum([
  'dismissed',
  'pending',
  'confirmed',
  'no-lead',
  'unflagged-listing',
  'sighting',
  'raw-page',
])
export type RetentionSubject = z.infer<typeof RetentionSubject>

export const RETENTION_LABEL: Record<RetentionSubject, string> = {
  dismissed: '已排除线索的证据',
  pending: '待研判线索的证据',
  confirmed: '已确认线索的证据',
  'no-lead': '没有线索的证据',
  'unflagged-listing': '未标记信息的联系方式',
  sighting: '扫描的逐页记录',
  'raw-page': '原始页面',
}

export const RetentionRow = z
  .strictObject({
    of: RetentionSubject,
    /** Null: kept until a person decides. */
    days: z.int().positive().nullable(),
    why: z.string().min(1),
    source: z.string().min(1),
  })
  .refine(({ of, days }) => of !== 'pending' || days === null, {
    path: ['days'],
    message: 'evidence of a lead that nobody has decided is kept: null',
  })
export type RetentionRow = z.infer<typeof RetentionRow>

export const RetentionTable = z.strictObject({
  rows: z
    .array(RetentionRow)
    .refine((rows) => new Set(rows.map((row) => row.of)).size === rows.length, 'each `of` once'),
})

export type RetentionSchedule = ReadonlyMap<RetentionSubject, RetentionRow>
