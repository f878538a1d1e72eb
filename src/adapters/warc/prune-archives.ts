import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { errorCode, withStorageErrors } from '../evidence/durable-write.ts'

/**
 * Takes away the page archives of runs whose last file was written before `before` (ISO 8601 UTC). The record of what was fetched
 * stays. Answers with what was, or with `dryRun` would be, taken away.
 * @throws {StorageError}
 */
export async function pruneArchives(
  folder: string,
  before: string,
  dryRun: boolean,
): Promise<{ runId: string; bytes: number }[]> {
  return await withStorageErrors(folder, async () => {
    const pruned: { runId: string; bytes: number }[] = []
    for (const runId of await runsIn(folder)) {
      const { bytes, writtenAt } = await measure(path.join(folder, runId))
      if (writtenAt >= before) continue
      if (!dryRun) await rm(path.join(folder, runId), { recursive: true })
      pruned.push({ runId, bytes })
    }
    return pruned
  })
}

async function runsIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).toSorted()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

async function measure(folder: string): Promise<{ bytes: number; writtenAt: string }> {
  let bytes = 0
  let newest = (await stat(folder)).mtime
  for (const name of await readdir(folder)) {
    const { size, mtime } = await stat(path.join(folder, name))
    bytes += size
    if (mtime > newest) newest = mtime
  }
  return { bytes, writtenAt: newest.toISOString() }
}
