import { z } from 'zod'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const ManifestFile = z.strictObject({
  /** Relative to the bundle, forward slashes. */
  path: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/),
  bytes: z.int().nonnegative(),
  mediaType: z.string(),
  sha256: Sha256,
  sm3: Sha256,
  /** How the file came to be, in Chinese. */
  madeBy: z.string(),
})
export type ManifestFile = z.infer<typeof ManifestFile>

/** manifest.json: what the bundle holds, sealed by the hash of this file. */
export const Manifest = z.strictObject({
  format: z.literal('qingshao-evidence/1'),
  evidenceId: z.string(),
  listingId: z.string(),
  url: z.string(),
  capturedAt: z.iso.datetime(),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** What the capture could and could not do, in Chinese; an empty list when nothing is amiss. */
  caveats: z.array(z.string()),
  files: z.array(ManifestFile).min(1),
})
export type Manifest = z.infer<typeof Manifest>

/** One act on evidence. `hash` covers the other fields in canonical JSON, `prev` included. */
export const CustodyEntry = z.strictObject({
  seq: z.int().nonnegative(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.enum(['captured', 'sealed', 'verified', 'packed', 'confirmed', 'dismissed', 'exported']),
  evidenceId: z.string(),
  /** SHA-256 of manifest.json once it exists. */
  manifestSha256: Sha256.optional(),
  detail: z.string(),
  /** Hash of the entry before; 64 zeros for the first. */
  prev: Sha256,
  hash: Sha256,
})
export type CustodyEntry = z.infer<typeof CustodyEntry>

/** Where a sealed bundle is and what it hashes to. */
export const EvidenceRef = z.strictObject({
  evidenceId: z.string(),
  listingId: z.string(),
  /** Folder of the bundle. */
  path: z.string(),
  capturedAt: z.iso.datetime(),
  manifestSha256: Sha256,
  manifestSm3: Sha256,
  custodyHead: Sha256,
  /** Relative path of the screenshot in the bundle, absent when Chromium could not draw the page. */
  screenshot: z.string().optional(),
  /** Relative path of a small picture of the same page, for lists. */
  thumbnail: z.string().optional(),
})
export type EvidenceRef = z.infer<typeof EvidenceRef>

export const VerifyProblem = z.strictObject({ path: z.string(), problem: z.string() })
export type VerifyProblem = z.infer<typeof VerifyProblem>

export const VerifyReport = z.strictObject({
  path: z.string(),
  kind: z.enum(['bundle', 'packet']),
  ok: z.boolean(),
  evidenceIds: z.array(z.string()),
  filesChecked: z.int(),
  custodyEntries: z.int(),
  problems: z.array(VerifyProblem),
})
export type VerifyReport = z.infer<typeof VerifyReport>
