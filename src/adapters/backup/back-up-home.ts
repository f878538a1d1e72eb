import { lstat, rm } from 'node:fs/promises'
import path from 'node:path'
import type { BackupFile, BackupManifest, BackupResult } from '../../domain/backup.ts'
import type { Clock } from '../../domain/clock.ts'
import { InputError } from '../../domain/errors.ts'
import { errorCode, withStorageErrors } from '../evidence/durable-write.ts'
import { lockFolder } from '../files/lock-folder.ts'
import { copyDatabase } from '../sqlite/copy-database.ts'
import { BackupFolder } from './backup-folder.ts'
import { databasesOf, visitHome } from './home-files.ts'

export interface BackupOptions {
  readonly home: string
  readonly out: string
  readonly clock: Clock
  readonly version: string
  /** So many snapshots stay, this one among them; undefined: all. */
  readonly keep: number | undefined
  readonly dryRun: boolean
}

interface Tally {
  readonly files: BackupFile[]
  readonly skipped: string[]
  read: number
  addedBytes: number
}

/**
 * Adds a snapshot of a home to a backup folder, while a scan may be writing to the home. Databases come first, each after
 * those that refer to it, then the files: what a database names is there by then.
 *
 * @throws {InputError} @throws {StorageError} @throws {BusyError} somebody else is writing to the backup folder.
 */
export async function backUpHome(options: BackupOptions): Promise<BackupResult> {
  const { home, out, dryRun } = options
  await assertApart(home, out)
  const folder = new BackupFolder(out)
  if (dryRun) return plan(folder, options)
  return withStorageErrors(out, async () => {
    await folder.prepare()
    const unlock = lockFolder(out)
    try {
      return await write(folder, options)
    } finally {
      unlock()
    }
  })
}

async function write(folder: BackupFolder, options: BackupOptions): Promise<BackupResult> {
  const { home, clock, version, keep } = options
  const createdAt = clock.now()
  const known = await knownFiles(folder)
  const tally: Tally = { files: [], skipped: [], read: 0, addedBytes: 0 }
  for (const name of await databasesOf(home)) await addDatabase(folder, home, name, tally)
  await visitHome(home, {
    file: (file) => addFile(folder, path.join(home, file), { file, before: known.get(file) }, tally),
    skipped: (file) => tally.skipped.push(file),
  })
  const manifest: BackupManifest = {
    format: 'qingshao-backup/1',
    createdAt,
    version,
    home,
    files: tally.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  }
  const snapshot = await folder.commit(manifest)
  const removedSnapshots = outdated(await folder.snapshots(), keep)
  await folder.removeSnapshots(removedSnapshots)
  const removedObjects = removedSnapshots.length > 0 ? await folder.pruneObjects() : 0
  return { snapshot, ...counts(tally), removedSnapshots, removedObjects }
}

/** Nothing is written: what would be read, and which snapshots would go. */
async function plan(folder: BackupFolder, { home, keep }: BackupOptions): Promise<BackupResult> {
  const known = await knownFiles(folder)
  const tally: Tally = { files: [], skipped: [], read: 0, addedBytes: 0 }
  const look = async (file: string) => {
    const { size, mtimeMs, mode } = await lstat(path.join(home, file))
    const before = known.get(file)
    const same = before?.kind === 'file' && before.bytes === size && before.mtimeMs === mtimeMs
    if (!same) {
      tally.read += 1
      tally.addedBytes += size
    }
    tally.files.push({ path: file, bytes: size, sha256: '', mode: mode & 0o777, mtimeMs, kind: 'file' })
  }
  for (const name of await databasesOf(home)) await look(name)
  await visitHome(home, { file: look, skipped: (file) => tally.skipped.push(file) })
  const removedSnapshots = outdated([...(await folder.snapshots()), '~'], keep).filter((name) => name !== '~')
  return { ...counts(tally), removedSnapshots, removedObjects: 0 }
}

function counts({ files, skipped, read, addedBytes }: Tally) {
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    read,
    addedBytes,
    skipped,
  }
}

function outdated(snapshots: readonly string[], keep: number | undefined): string[] {
  return keep === undefined ? [] : snapshots.slice(0, Math.max(0, snapshots.length - keep))
}

async function addDatabase(folder: BackupFolder, home: string, name: string, tally: Tally): Promise<void> {
  const source = path.join(home, name)
  const temp = folder.tempPath()
  try {
    await copyDatabase(source, temp)
    const { added, ...hashed } = await folder.adopt(temp)
    const { mode, mtimeMs } = await lstat(source)
    tally.read += 1
    tally.addedBytes += added ? hashed.bytes : 0
    tally.files.push({ path: name, ...hashed, mode: mode & 0o777, mtimeMs, kind: 'database' })
  } finally {
    await rm(temp, { force: true })
  }
}

async function addFile(
  folder: BackupFolder,
  source: string,
  { file, before }: { file: string; before: BackupFile | undefined },
  tally: Tally,
): Promise<void> {
  try {
    const { size, mtimeMs, mode } = await lstat(source)
    const as = { path: file, mode: mode & 0o777, mtimeMs, kind: 'file' } as const
    if (before?.bytes === size && before.mtimeMs === mtimeMs && (await folder.has(before))) {
      tally.files.push({ ...as, bytes: before.bytes, sha256: before.sha256 })
      return
    }
    const { added, ...hashed } = await folder.add(source)
    tally.read += 1
    tally.addedBytes += added ? hashed.bytes : 0
    tally.files.push({ ...as, ...hashed })
  } catch (error) {
    // Reports and packets come and go while a scan runs; the list of a moment ago is not wrong for it.
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

async function knownFiles(folder: BackupFolder): Promise<ReadonlyMap<string, BackupFile>> {
  const last = (await folder.snapshots()).at(-1)
  if (last === undefined) return new Map()
  try {
    return new Map((await folder.read(last)).files.map((each) => [each.path, each]))
  } catch (error) {
    // A damaged list costs the time to read everything again.
    if (error instanceof InputError) return new Map()
    throw error
  }
}

async function assertApart(home: string, out: string): Promise<void> {
  const found = await lstat(home).catch(() => undefined)
  if (!found?.isDirectory()) throw new InputError(`没有主目录 ${home}`)
  const inside = (inner: string, outer: string) => `${inner}${path.sep}`.startsWith(`${outer}${path.sep}`)
  if (inside(out, home) || inside(home, out))
    throw new InputError(`备份文件夹 ${out} 与主目录 ${home} 不能互相包含`)
}
