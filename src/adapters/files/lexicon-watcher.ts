import { type FSWatcher, readdirSync, watch } from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CompiledLexicon, CompiledTerm } from '../../match/compiled-lexicon.ts'
import type { LexiconSource } from './lexicon-cache.ts'
import type { WorkerReply, WorkerRequest } from './lexicon-messages.ts'

export interface LexiconListener {
  /** Called for the keywords as they are at the start, then after each change. Swap one reference, and it is done. */
  onSwap(lexicon: CompiledLexicon, how: { readonly elapsedMs: number; readonly fromCache: boolean }): void
  /** The files are wrong, and why, as DefinitionError says it. The lexicon in service stays. */
  onProblem(message: string): void
}

export interface WatchTiming {
  /** Editors write a file in several steps: what happens within this time is one change. */
  readonly debounceMs: number
  /** Network folders report nothing, and an overlay may be laid only later: the files are looked at anyway. */
  readonly pollMs: number
}

const TIMING: WatchTiming = { debounceMs: 200, pollMs: 5000 }

/**
 * Watches the keyword folders and hands over a new lexicon whenever they change.
 *
 * Reading, hashing and compiling happen in a worker thread; this thread only takes in the result, in parts, so that
 * it never stands still for longer than a part takes. Changes during a build lead to one more build.
 */
export class LexiconWatcher {
  readonly #folders: readonly string[]
  readonly #listener: LexiconListener
  readonly #debounceMs: number
  readonly #worker: Worker
  readonly #watched = new Map<string, FSWatcher>()
  readonly #poll: NodeJS.Timeout
  #debounce: NodeJS.Timeout | undefined
  #isBusy = false
  #isAskedAgain = false
  #isClosed = false
  #arriving: Arrival | undefined

  constructor(source: LexiconSource, listener: LexiconListener, { debounceMs, pollMs } = TIMING) {
    this.#folders = source.folders
    this.#listener = listener
    this.#debounceMs = debounceMs
    // A bug in the worker is not caught: its error event ends the program, as a bug in this thread would.
    this.#worker = new Worker(new URL('./lexicon-worker.ts', import.meta.url), {
      workerData: source,
    })
    this.#worker.on('message', (reply: WorkerReply) => this.#take(reply))
    this.#poll = setInterval(() => this.#look(), pollMs)
    this.#look()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#poll)
    clearTimeout(this.#debounce)
    for (const watcher of this.#watched.values()) watcher.close()
    this.#watched.clear()
    await this.#worker.terminate()
  }

  #look(): void {
    this.#watchFolders()
    this.#check()
  }

  /** Each folder by itself: watching a whole tree at once misses deletions on Linux. */
  #watchFolders(): void {
    const present = new Set(this.#folders.flatMap(withSubfolders))
    for (const folder of this.#watched.keys()) if (!present.has(folder)) this.#unwatch(folder)
    for (const folder of present) if (!this.#watched.has(folder)) this.#watch(folder)
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#changed())
      this.#watched.set(folder, watcher)
      watcher.on('error', () => this.#unwatch(folder))
    } catch {
      // No leave, or no watches left: the poll remains.
    }
  }

  #unwatch(folder: string): void {
    this.#watched.get(folder)?.close()
    this.#watched.delete(folder)
  }

  #changed(): void {
    if (this.#isClosed) return
    clearTimeout(this.#debounce)
    this.#debounce = setTimeout(() => this.#look(), this.#debounceMs)
  }

  #check(): void {
    this.#isAskedAgain = this.#isBusy
    if (this.#isBusy) return
    this.#isBusy = true
    this.#ask('check')
  }

  #ask(request: WorkerRequest): void {
    if (!this.#isClosed) this.#worker.postMessage(request)
  }

  #take(reply: WorkerReply): void {
    if (this.#isClosed) return
    if (reply.kind === 'table') this.#arriving = { ...reply, terms: [] }
    if (reply.kind === 'terms') this.#arriving?.terms.push(...reply.terms)
    if (this.#arriving && this.#arriving.terms.length < this.#arriving.termCount) {
      // Asked for in a turn of its own: the port hands over all that lies in it at once.
      setImmediate(() => this.#ask('more'))
      return
    }
    this.#finish(reply)
  }

  #finish(reply: WorkerReply): void {
    const arrived = this.#arriving
    this.#arriving = undefined
    this.#isBusy = false
    if (this.#isAskedAgain) this.#check()
    if (reply.kind === 'problem') this.#listener.onProblem(reply.message)
    if (!arrived) return
    const { table, terms, elapsedMs, fromCache } = arrived
    this.#listener.onSwap({ ...table, terms }, { elapsedMs, fromCache })
  }
}

type Arrival = Extract<WorkerReply, { kind: 'table' }> & { readonly terms: CompiledTerm[] }

function withSubfolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    const subfolders = entries.filter((entry) => entry.isDirectory())
    return [folder, ...subfolders.map(({ parentPath, name }) => path.join(parentPath, name))]
  } catch {
    return []
  }
}
