import { existsSync } from 'node:fs'
import { link, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import type { BackupFile, BackupManifest, RestoreResult } from '../../domain/backup.ts'
import { InputError } from '../../domain/errors.ts'
import { syncFolder, tempName, withStorageErrors } from '../evidence/durable-write.ts'
import { BLOBS_FOLDER } from '../evidence/linked-blobs.ts'
import { verifyPath } from '../evidence/verify-path.ts'
import { checkDatabase } from '../sqlite/copy-database.ts'
import { evidencePaths, moveCasePaths } from '../sqlite/move-case-paths.ts'
import { BackupFolder } from './backup-folder.ts'
import { copyHashed } from './copy-hashed.ts'

export interface RestoreOptions {
  readonly from: string
  /** The newest when absent. */
  readonly snapshot: string | undefined
  readonly home: string
}

/** Files named in a message; more of them say nothing new. */
const NAMED = 5
const CASE_DB = 'case.db'
/** Each bundle's own; see `FolderBundleStore`. */
const UNSHARED = /\/(?:manifest\.json|custody\.jsonl)$/

/** Reads a snapshot and every content it names. @throws {InputError} when any of it is damaged. */
export async function checkBackup(options: Omit<RestoreOptions, 'home'>): Promise<RestoreResult> {
  const folder = new BackupFolder(options.from)
  const { snapshot, manifest } = await chosen(folder, options.snapshot)
  const damaged: string[] = []
  const checked = new Map<string, boolean>()
  for (const file of manifest.files) {
    const sound = checked.get(file.sha256) ?? (await folder.isSound(file))
    checked.set(file.sha256, sound)
    if (!sound) damaged.push(file.path)
  }
  refuse(damaged)
  return { snapshot, ...sizeOf(manifest), bundles: bundlesOf(manifest).length, problems: [] }
}

/**
 * Puts a home down as a snapshot has it, where there is none. Every content is hashed as it is copied, every database and
 * every bundle is checked, and only then the folder gets its name.
 *
 * @throws {InputError} the home is not empty, or the backup is damaged: nothing is left behind. @throws {StorageError}
 */
export async function restoreHome({ from, snapshot: wanted, home }: RestoreOptions): Promise<RestoreResult> {
  await assertEmpty(home)
  const folder = new BackupFolder(from)
  const { snapshot, manifest } = await chosen(folder, wanted)
  const temp = path.join(path.dirname(home), tempName())
  return withStorageErrors(home, async () => {
    try {
      await mkdir(temp, { recursive: true, mode: 0o700 })
      await putFiles(folder, manifest, temp)
      for (const { path: file, kind } of manifest.files)
        if (kind === 'database') checkDatabase(path.join(temp, file))
      moveCasePaths(path.join(temp, CASE_DB), manifest.home, home)
      const problems = await findProblems(manifest, temp, home)
      await syncFolder(temp)
      if (existsSync(home)) await rmdir(home)
      await rename(temp, home)
      await syncFolder(path.dirname(home))
      return { snapshot, ...sizeOf(manifest), bundles: bundlesOf(manifest).length, problems }
    } catch (error) {
      await rm(temp, { recursive: true, force: true })
      throw error
    }
  })
}

async function chosen(folder: BackupFolder, wanted: string | undefined) {
  const snapshots = await folder.snapshots()
  const snapshot = wanted ?? snapshots.at(-1)
  if (snapshot === undefined) throw new InputError(`${folder.root} 中没有备份`)
  if (!snapshots.includes(snapshot))
    throw new InputError(`没有名为 ${snapshot} 的备份；现有：${snapshots.join('、')}`)
  return { snapshot, manifest: await folder.read(snapshot) }
}

async function putFiles(folder: BackupFolder, manifest: BackupManifest, root: string): Promise<void> {
  const damaged: string[] = []
  const folders = new Set<string>([root])
  for (const file of manifest.files) {
    const target = path.join(root, file.path)
    const parent = path.dirname(target)
    if (!folders.has(parent)) await mkdir(parent, { recursive: true })
    folders.add(parent)
    if (!(await putFile(folder, file, root))) damaged.push(file.path)
  }
  refuse(damaged)
  for (const each of folders) await syncFolder(each)
}

async function putFile(folder: BackupFolder, file: BackupFile, root: string): Promise<boolean> {
  const target = path.join(root, file.path)
  const shared = file.path.startsWith('evidence/') && !UNSHARED.test(file.path)
  const blob = path.join(root, 'evidence', BLOBS_FOLDER, file.sha256.slice(0, 2), file.sha256)
  if (shared && (await linked(blob, target))) return true
  const copied = await copyHashed(folder.objectPath(file.sha256), target, file.mode).catch(() => undefined)
  if (copied?.sha256 !== file.sha256 || copied.bytes !== file.bytes) return false
  if (shared) {
    await mkdir(path.dirname(blob), { recursive: true })
    await linked(target, blob)
  }
  return true
}

/** Without links each bundle has its own copy, as in `LinkedBlobs`. */
async function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  )
}

function refuse(damaged: readonly string[]): void {
  if (damaged.length === 0) return
  const named = damaged.slice(0, NAMED).join('、')
  throw new InputError(`备份中有 ${damaged.length} 个文件缺失或损坏（${named}）：换用另一份备份`)
}

async function findProblems(manifest: BackupManifest, temp: string, home: string): Promise<string[]> {
  const problems: string[] = []
  const bundles = bundlesOf(manifest)
  for (const name of bundles) {
    const report = await verifyPath(path.join(temp, 'evidence', name))
    if (!report.ok)
      problems.push(`证据 ${name} 未通过核验：${report.problems[0]?.path} ${report.problems[0]?.problem}`)
  }
  const here = new Set(bundles.map((name) => path.join(home, 'evidence', name)))
  for (const { leadId, path: bundle } of evidencePaths(path.join(temp, CASE_DB)))
    if (!here.has(bundle)) problems.push(`线索 ${leadId} 的证据不在备份中：${bundle}`)
  return problems
}

function bundlesOf({ files }: BackupManifest): string[] {
  const names = files.flatMap(({ path: file }) => /^evidence\/([^/]+)\//.exec(file)?.[1] ?? [])
  return [...new Set(names)]
}

function sizeOf({ files }: BackupManifest): { files: number; bytes: number } {
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}

async function assertEmpty(home: string): Promise<void> {
  const names = await readdir(home).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new InputError(`${home} 不能用作主目录（${error.code}）`, { cause: error })
  })
  if (names.length > 0) throw new InputError(`${home} 不是空的：恢复只写入新的或空的主目录，用 --home 指定`)
}
