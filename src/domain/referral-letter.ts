import { z } from 'zod'
import { Referral } from './referral.ts'

export const REFERRAL_FILES = {
  json: 'referral.json',
  manifest: 'manifest.json',
  note: '核验说明.txt',
  packets: '线索材料包/',
} as const

/** referral.json: the letter for programs. Published as data/schemas/referral.schema.json. */
export const ReferralDocument = z.strictObject({
  format: z.literal('qingshao-referral/1'),
  number: z.string(),
  recipient: z.string(),
  sender: z.strictObject({ name: z.string(), contact: z.string(), phone: z.string() }),
  approvedAt: z.iso.datetime(),
  referral: Referral,
  leads: z.array(
    z.strictObject({
      leadId: z.string(),
      title: z.string(),
      url: z.string().optional(),
      packet: z.strictObject({ file: z.string(), sha256: z.string(), sm3: z.string() }),
      evidenceId: z.string(),
      manifestSha256: z.string(),
    }),
  ),
})
export type ReferralDocument = z.infer<typeof ReferralDocument>

/** manifest.json: every other file of the zip, sorted by path. */
export const ReferralManifest = z.strictObject({
  format: z.literal('qingshao-referral-manifest/1'),
  files: z.array(
    z.strictObject({ path: z.string(), bytes: z.int().nonnegative(), sha256: z.string(), sm3: z.string() }),
  ),
})
export type ReferralManifest = z.infer<typeof ReferralManifest>
