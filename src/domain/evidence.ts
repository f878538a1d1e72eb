import { z } from 'zod'

export const CUSTODY_ACTIONS = [
  'captured',
  'sealed',
  'timestamped',
  'timestamp-failed',
  'timestamp-requested',
  'verified',
  'packed',
  'confirmed',
  'dismissed',
  'exported',
  'captured-again',
  'opened',
  'held',
  'released',
  'deleted',
] as const

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

export const MANIFEST_FORMAT = 'qingshao-evidence/2'

/** manifest.json: what the bundle holds, sealed by the hash of this file. */
export const Manifest = z.strictObject({
  /** `/1`, of before, has no Merkle root, and its custody log no head line; it can still be verified. */
  format: z.enum(['qingshao-evidence/1', MANIFEST_FORMAT]),
  evidenceId: z.string(),
  listingId: z.string(),
  url: z.string(),
  capturedAt: z.iso.datetime(),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  /** What the capture could and could not do, in Chinese; an empty list when nothing is amiss. */
  caveats: z.array(z.string()),
  /** Over `files`, as capture/merkle.ts says; from format 2 on. */
  merkleRoot: Sha256.optional(),
  files: z.array(ManifestFile).min(1),
})
export type Manifest = z.infer<typeof Manifest>

const BundlePath = ManifestFile.shape.path

/** A file that joined a bundle after its manifest was sealed: a time-stamp token, a signature. */
export const AttachedFile = ManifestFile.pick({ path: true, bytes: true, sha256: true, sm3: true })
export type AttachedFile = z.infer<typeof AttachedFile>

/** One act on evidence. `hash` covers the other fields in canonical JSON, `prev` included. */
export const CustodyEntry = z.strictObject({
  seq: z.int().nonnegative(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.enum(CUSTODY_ACTIONS),
  evidenceId: z.string(),
  /** SHA-256 of manifest.json once it exists. */
  manifestSha256: Sha256.optional(),
  detail: z.string(),
  /** Files that this act added to the bundle. */
  files: z.array(AttachedFile).optional(),
  /** Files that a later act will add: until then the bundle says by itself what it still lacks. */
  awaits: z.array(z.strictObject({ path: BundlePath, sha256: Sha256.optional() })).optional(),
  /** The hold that this act ends, by its `seq`. */
  releases: z.int().nonnegative().optional(),
  /** Hash of the entry before; 64 zeros for the first. */
  prev: Sha256,
  hash: Sha256,
})
export type CustodyEntry = z.infer<typeof CustodyEntry>

/** The last line of a custody log: without it, a log cut short would still be a chain. */
export const CustodyHead = z.strictObject({ entries: z.int().positive(), head: Sha256 })
export type CustodyHead = z.infer<typeof CustodyHead>

/** What third parties have said of the time of a bundle. */
export const TimestampState = z.enum(['timestamped', 'partly-timestamped', 'untimestamped', 'not-configured'])
export type TimestampState = z.infer<typeof TimestampState>
export const TIMESTAMP_STATE_LABEL: Record<TimestampState, string> = {
  timestamped: '已取得时间戳',
  'partly-timestamped': '部分时间戳服务尚未答复（将重试）',
  untimestamped: '未取得时间戳（将重试）',
  'not-configured': '未配置时间戳服务',
}

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
  /** Absent in references of before there were time stamps. State as of the last attempt. */
  timestampState: TimestampState.optional(),
  /** Its files were deleted, the custody log is still there. The hash is of what the listing said before that was masked. */
  deleted: z.strictObject({ at: z.iso.datetime(), listingSha256: Sha256 }).optional(),
  /** Relative path of the screenshot in the bundle, absent when Chromium could not draw the page. */
  screenshot: z.string().optional(),
  /** Relative path of a small picture of the same page, for lists. */
  thumbnail: z.string().optional(),
})
export type EvidenceRef = z.infer<typeof EvidenceRef>

export const VerifyProblem = z.strictObject({ path: z.string(), problem: z.string() })
export type VerifyProblem = z.infer<typeof VerifyProblem>

/** What a time-stamp token says, as far as it could be read. */
export const TokenReport = z.strictObject({
  path: z.string(),
  /** Subject of the signing certificate. */
  authority: z.string().optional(),
  /** ISO 8601 UTC, by the authority's clock. */
  genTime: z.string().optional(),
  imprint: z.enum(['sha256', 'sm3']).optional(),
  /** genTime − capturedAt. Negative when this machine's clock was ahead. */
  secondsAfterCapture: z.number().optional(),
  /** Which roots the chain was checked against: those the verifier gave, or those that lie in the bundle. */
  roots: z.enum(['given', 'bundled', 'none']),
  /** SHA-256 of the root that the chain ends in: to be compared with what the authority publishes. */
  rootSha256: z.string().optional(),
  /** By a list that the verifier gave or the bundle holds; by the responder's answer that lies beside the token. */
  revocation: z.enum(['crl', 'ocsp', 'not-checked']),
})
export type TokenReport = z.infer<typeof TokenReport>

export const SignatureReport = z.strictObject({
  path: z.string(),
  algorithm: z.string().optional(),
  signer: z.string().optional(),
  /** SHA-256 of the public key (SubjectPublicKeyInfo): to be compared with what the unit publishes. */
  keySha256: z.string().optional(),
})
export type SignatureReport = z.infer<typeof SignatureReport>

export const VerifyReport = z.strictObject({
  path: z.string(),
  /** `tombstone`: of a bundle that was deleted, its custody log is left. */
  kind: z.enum(['bundle', 'packet', 'wacz', 'export', 'referral', 'tombstone']),
  ok: z.boolean(),
  evidenceIds: z.array(z.string()),
  filesChecked: z.int(),
  custodyEntries: z.int(),
  merkleRoot: z.string().optional(),
  timestampState: TimestampState,
  tokens: z.array(TokenReport),
  signatures: z.array(SignatureReport),
  problems: z.array(VerifyProblem),
  /** What a reader must know and what is no fault, in Chinese. */
  notes: z.array(z.string()),
})
export type VerifyReport = z.infer<typeof VerifyReport>
