import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { LOCK_WAIT_MS, withBundleLock } from '../evidence/bundle-lock.ts'
import { errorCode } from '../evidence/durable-write.ts'

/** Belongs to a process, or is a second name. */
const LEFT_OUT = /^(?:\.blobs|\.tmp-.*|\.lock-.*)$|\.db-(?:wal|shm|journal)$/
/** Of the home itself: what can be made again, the home of the practice market among it. */
const LEFT_OUT_OF_HOME = /^(?:cache|demo|run\.lock\.db)$/

/** Each database is copied after those that refer to it, and all files after the databases (ADR 17). */
const DATABASE_ORDER = ['evidence.db', 'memory.db', 'frontier.db', 'case.db']

/** The databases of a home, in the order in which they must be copied. */
export async function databasesOf(home: string): Promise<string[]> {
  const names = (await entriesOf(home)).flatMap((entry) =>
    entry.isFile() && entry.name.endsWith('.db') && !LEFT_OUT_OF_HOME.test(entry.name) ? [entry.name] : [],
  )
  return names.toSorted((a, b) => DATABASE_ORDER.indexOf(a) - DATABASE_ORDER.indexOf(b))
}

export interface HomeVisitor {
  /** `file` is relative, with forward slashes. */
  file(file: string): Promise<void>
  /** No file and no folder. */
  skipped(file: string): void
}

/** Every file of a home but its databases and what can be made again. Nobody chains onto a bundle while it is visited. */
export async function visitHome(home: string, visitor: HomeVisitor): Promise<void> {
  for (const entry of await entriesOf(home)) {
    if (LEFT_OUT_OF_HOME.test(entry.name)) continue
    if (entry.name === 'evidence' && entry.isDirectory()) await visitEvidence(home, visitor)
    else if (!(entry.isFile() && entry.name.endsWith('.db')))
      await visitEntry(home, entry.name, entry, visitor)
  }
}

async function visitEvidence(home: string, visitor: HomeVisitor): Promise<void> {
  for (const entry of await entriesOf(path.join(home, 'evidence'))) {
    const visit = () => visitEntry(home, `evidence/${entry.name}`, entry, visitor)
    if (entry.isDirectory() && !LEFT_OUT.test(entry.name))
      await withBundleLock(path.join(home, 'evidence', entry.name), LOCK_WAIT_MS, visit)
    else await visit()
  }
}

async function visitEntry(home: string, at: string, entry: Dirent, visitor: HomeVisitor): Promise<void> {
  if (LEFT_OUT.test(entry.name)) return
  if (entry.isFile()) return visitor.file(at)
  if (!entry.isDirectory()) return visitor.skipped(at)
  for (const inner of await entriesOf(path.join(home, at)))
    await visitEntry(home, `${at}/${inner.name}`, inner, visitor)
}

/** A folder that went away meanwhile has nothing in it. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}
