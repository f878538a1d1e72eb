import { createHash, randomBytes } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Term } from '../../domain/lexicon.ts'
import { type CompiledLexicon, compileLexicon } from '../../match/compile-lexicon.ts'
import { keywordsHash, programFingerprint } from './lexicon-key.ts'
import { type KnownFiles, loadLexicon } from './load-lexicon.ts'

export interface LexiconSource {
  /** Of keyword files: what the program ships, then what the unit laid over it. */
  readonly folders: readonly string[]
  /** Where tables are looked for; a new one is kept in the first. */
  readonly cacheFolders: readonly string[]
  /** As it was when this process began: see `programFingerprint`. Undefined: nothing is kept. */
  readonly program: string | undefined
}

export interface LoadedLexicon {
  readonly terms: readonly Term[]
  readonly lexicon: CompiledLexicon
  readonly fromCache: boolean
}

export interface CacheOptions {
  /** For one who loads again and again: see `loadLexicon`. */
  readonly known?: KnownFiles
  /** Hears why a table could not be kept. Never an error: the next start is slower, that is all. */
  readonly onNotKept?: (reason: string) => void
  /** A table is kept only where this much stays free: evidence needs the disk more. */
  readonly spareBytes?: number
}

const SPARE_BYTES = 500e6
/** Raised when what is stored changes without any of the sources of `programFingerprint`. */
const MAGIC = Buffer.from('qingshao lexicon 001\n   ')
const HASH_BYTES = 32
const HEADER_BYTES = MAGIC.length + 2 * HASH_BYTES
/** Somebody who tries out words goes to and fro between a few states. */
const KEPT_TABLES = 3
const TABLE_NAME = /^lexicon-[0-9a-f]{16}\.bin$/
const TEMP_NAME = /^lexicon-[0-9a-f]{16}\.[0-9a-f]{12}\.tmp$/
/** A temporary file this old is what a killed process left. */
const STALE_TEMP_MS = 3_600_000

/**
 * The keywords and their compiled table, from the cache where one of the folders has the table of just these files.
 *
 * A table that is damaged, cut short or foreign is built anew; one that cannot be kept is used all the same.
 *
 * @throws {DefinitionError} as `loadLexicon`. Keywords with problems are never kept.
 */
export function loadCompiledLexicon(source: LexiconSource, options: CacheOptions = {}): LoadedLexicon {
  const key = tableKey(source)
  const kept = key && readTable(source.cacheFolders, key)
  if (kept) return { ...kept, fromCache: true }
  const terms = loadLexicon(source.folders, options.known)
  const table = { terms, lexicon: compileLexicon(terms) }
  const [folder] = source.cacheFolders
  // A file saved while it was read, or a program replaced while it ran: the table may not be that of the key.
  const keyNow = tableKey({ ...source, program: programFingerprint() })
  if (folder !== undefined && key && keyNow?.equals(key)) keepTable(folder, key, table, options)
  return { ...table, fromCache: false }
}

type Table = Pick<LoadedLexicon, 'terms' | 'lexicon'>

function tableKey({ program, folders }: LexiconSource): Buffer | undefined {
  const keywords = program && keywordsHash(folders)
  return keywords ? sha256(Buffer.from(`${program} ${keywords}`)) : undefined
}

function readTable(folders: readonly string[], key: Buffer): Table | undefined {
  for (const folder of folders) {
    try {
      const table = openTable(readFileSync(path.join(folder, tableName(key))), key)
      if (table) return table
    } catch {
      // Not there, not readable, or of a form V8 does not know: the next folder, or a new table.
    }
  }
  return undefined
}

/** The header holds the whole key: a file name has only its beginning. */
function openTable(file: Buffer, key: Buffer): Table | undefined {
  const payload = file.subarray(HEADER_BYTES)
  const header = file.subarray(0, HEADER_BYTES)
  return header.equals(headerOf(key, payload)) ? (deserialize(payload) as Table) : undefined
}

function keepTable(folder: string, key: Buffer, table: Table, options: CacheOptions): void {
  const temp = path.join(folder, `${baseName(key)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    // A table decides what is found: on a shared machine only its owner may write it.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const payload = serialize(table)
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize < payload.length + (options.spareBytes ?? SPARE_BYTES)) {
      options.onNotKept?.(`${folder}: little space left`)
      return
    }
    // Not synced: after a power cut a half-written table fails its hash and is built anew.
    writeFileSync(temp, Buffer.concat([headerOf(key, payload), payload]), { mode: 0o600, flag: 'wx' })
    renameSync(temp, path.join(folder, tableName(key)))
    removeOld(folder)
  } catch (error) {
    options.onNotKept?.(error instanceof Error ? error.message : String(error))
    removeQuietly(temp)
  }
}

function removeOld(folder: string): void {
  const files = readdirSync(folder).map((name) => ({ name, at: modifiedAt(path.join(folder, name)) }))
  const tables = files.filter(({ name }) => TABLE_NAME.test(name)).sort((a, b) => b.at - a.at)
  const newest = tables[0]?.at ?? 0
  const left = files.filter(({ name, at }) => TEMP_NAME.test(name) && at < newest - STALE_TEMP_MS)
  for (const { name } of [...tables.slice(KEPT_TABLES), ...left]) removeQuietly(path.join(folder, name))
}

function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Another program holds it; the next start tries again.
  }
}

function headerOf(key: Buffer, payload: Buffer): Buffer {
  return Buffer.concat([MAGIC, key, sha256(payload)])
}

function baseName(key: Buffer): string {
  return `lexicon-${key.toString('hex').slice(0, 16)}`
}

function tableName(key: Buffer): string {
  return `${baseName(key)}.bin`
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
