// Runs in a thread of its own: reads, checks and compiles the keywords while the main thread goes on with listings.
import { isMarkedAsUntransferable, parentPort, type Transferable, workerData } from 'node:worker_threads'
import { OperationalError } from '../../domain/errors.ts'
import type { CompiledLexicon, CompiledTerm } from '../../match/compiled-lexicon.ts'
import { type LexiconSource, loadCompiledLexicon } from './lexicon-cache.ts'
import { keywordsHash, programFingerprint } from './lexicon-key.ts'
import type { WorkerReply, WorkerRequest } from './lexicon-messages.ts'
import type { KnownFiles } from './load-lexicon.ts'

/** So many are taken in by the main thread in about a millisecond. */
const TERMS_A_PART = 1000

const source = workerData as LexiconSource
const isSameProgram = programFingerprint() === source.program
const known: KnownFiles = new Map()
/** Keywords as last answered for, rightly or wrongly written. */
let answered: string | undefined
let answeredProblem: string | undefined
let unsent: readonly CompiledTerm[] = []

parentPort?.on('message', (request: WorkerRequest) => {
  if (request === 'check') check()
  else sendTerms()
})

function check(): void {
  const hash = keywordsHash(source.folders)
  const isKnown = hash !== undefined && hash === answered
  const found = isKnown ? undefined : load()
  // Saved while it was read: perhaps half of it was. Whatever saved it leads to one more check.
  if (found === undefined || keywordsHash(source.folders) !== hash) {
    reply({ kind: 'unchanged' })
    return
  }
  answered = hash
  if (typeof found === 'string') sendProblem(found)
  else sendTable(found)
}

interface Found {
  readonly lexicon: CompiledLexicon
  readonly fromCache: boolean
  readonly elapsedMs: number
}

/** What is wrong, in words, where something is. */
function load(): Found | string {
  // This thread loaded its code later than the main one: a table of another form would be misread there.
  if (!isSameProgram) return '程序已更新，词库要在重新启动后才能换用'
  const started = performance.now()
  try {
    const { lexicon, fromCache } = loadCompiledLexicon(source, { known })
    return { lexicon, fromCache, elapsedMs: performance.now() - started }
  } catch (error) {
    if (!isOfTheWorld(error)) throw error
    return error.message
  }
}

function sendTable({ lexicon, ...how }: Found): void {
  const { terms, ...table } = lexicon
  unsent = terms
  answeredProblem = undefined
  reply({ kind: 'table', table, termCount: terms.length, ...how }, buffersIn(table))
}

function sendTerms(): void {
  const terms = unsent.slice(0, TERMS_A_PART)
  unsent = unsent.slice(TERMS_A_PART)
  reply({ kind: 'terms', terms })
}

function sendProblem(message: string): void {
  // Files that cannot be read have no hash to tell whether they are still the same.
  const isKnown = answered === undefined && message === answeredProblem
  answeredProblem = message
  reply(isKnown ? { kind: 'unchanged' } : { kind: 'problem', message })
}

function reply(message: WorkerReply, transfer: readonly Transferable[] = []): void {
  parentPort?.postMessage(message, transfer)
}

/** Moved, not copied: a table has megabytes of them. Node keeps small arrays in a pool, which cannot be moved. */
function buffersIn(table: object): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      const { buffer } = value
      if (buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer)) buffers.add(buffer)
    } else if (isPlainObject(value)) Object.values(value).forEach(visit)
  }
  visit(table)
  return [...buffers]
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** A wrong keyword, or a file that went away while it was read. Anything else is a bug and ends the program. */
function isOfTheWorld(error: unknown): error is Error {
  return error instanceof OperationalError || (error instanceof Error && 'syscall' in error)
}
