import { z } from 'zod'

/** Relative, forward slashes, no step up: what a manifest names must stay inside the home. */
const HomePath = z
  .string()
  .min(1)
  .max(1000)
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'))
  .refine((path) => !/[\\\0]/.test(path))

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const BackupFile = z.strictObject({
  path: HomePath,
  bytes: z.int().nonnegative(),
  sha256: Sha256,
  /** Permission bits. */
  mode: z.int().min(0).max(0o777),
  /** Of the file when it was read: unchanged with its size, it is not read again. */
  mtimeMs: z.number(),
  /** A database was copied by its own engine; it is opened and checked after a restore. */
  kind: z.enum(['file', 'database']),
})
export type BackupFile = z.infer<typeof BackupFile>

/** One snapshot of a home: which file had which content. */
export const BackupManifest = z.strictObject({
  format: z.literal('qingshao-backup/1'),
  createdAt: z.iso.datetime(),
  /** Version of the program that wrote it. */
  version: z.string(),
  /** Folder of the home: paths in the case store begin with it. */
  home: z.string(),
  files: z.array(BackupFile).refine((files) => new Set(files.map(({ path }) => path)).size === files.length),
})
export type BackupManifest = z.infer<typeof BackupManifest>

export interface BackupResult {
  /** Name of the snapshot; absent in a dry run. */
  readonly snapshot?: string
  readonly files: number
  readonly bytes: number
  /** Files that were read, and of these the bytes that the backup did not have yet. In a dry run: what would be read. */
  readonly read: number
  readonly addedBytes: number
  /** Links and other things that are no files; they are not in the backup. */
  readonly skipped: readonly string[]
  /** Older snapshots that were taken away, and contents that only they had. */
  readonly removedSnapshots: readonly string[]
  readonly removedObjects: number
}

export interface RestoreResult {
  readonly snapshot: string
  readonly files: number
  readonly bytes: number
  readonly bundles: number
  /** Bundles that do not verify and leads whose evidence is not there, in Chinese. The home is restored all the same. */
  readonly problems: readonly string[]
}
