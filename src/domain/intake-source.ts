import { z } from 'zod'
import { LeadOrigin } from './listing.ts'
import { Platform } from './vocabulary.ts'

/** What a column of a table may be read as. */
export const FeedField = z.enum([
  'title',
  'body',
  'price',
  'seller',
  'region',
  'shopCategory',
  'observedOn',
  'url',
  'id',
  'platform',
  'images',
])
export type FeedField = z.infer<typeof FeedField>

/** Field → column names as the table writes them. Several columns make one body; of the other fields the first filled one counts. */
export const ColumnMapping = z.partialRecord(FeedField, z.array(z.string().min(1).max(200)).min(1).max(20))
export type ColumnMapping = z.infer<typeof ColumnMapping>

/** The name that listings of a source begin with. */
export const SourceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/)

/** A source that hands its listings over: `<home>/sources/<id>.yml`. */
export const IntakeSource = z.strictObject({
  id: SourceId,
  /** For rows that do not name one. */
  platform: Platform.optional(),
  columns: ColumnMapping.optional(),
  /** How the unit learns of what this source hands over. */
  origin: LeadOrigin.optional(),
  /** SHA-256 of the token with which the source pushes, in hex. Absent: it may not push. */
  tokenSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type IntakeSource = z.infer<typeof IntakeSource>
