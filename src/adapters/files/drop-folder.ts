import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SourceId } from '../../domain/intake-source.ts'
import type { DropFolder, DroppedFile } from '../../jobs/import-dropped.ts'
import { syncFolder, withStorageErrors } from '../evidence/durable-write.ts'

const DONE = 'done'
const REJECTED = 'rejected'
/** Names that copying programs and browsers give to what is still on its way. */
const ON_ITS_WAY = /^[.~]|\.(?:part|partial|tmp|temp|crdownload|download|filepart|swp)$/i

interface Look {
  readonly size: number
  readonly mtimeMs: number
  readonly atMs: number
}

/**
 * `<folder>/<source>/<file>`: files that somebody lays down, one folder a source.
 *
 * A file is ready when neither size nor time changed between two looks that lie `settleMs` apart. What has been read is
 * moved into `done/`, what cannot be read into `rejected/` with the reason beside it.
 */
export class FileDropFolder implements DropFolder {
  readonly #folder: string
  readonly #settleMs: number
  readonly #nowMs: () => number
  readonly #looks = new Map<string, Look>()

  constructor(folder: string, settleMs: number, nowMs: () => number) {
    this.#folder = folder
    this.#settleMs = settleMs
    this.#nowMs = nowMs
  }

  look(): { ready: DroppedFile[]; waiting: DroppedFile[] } {
    const files = this.#files()
    const present = new Set(files.map(({ path: file }) => file))
    for (const file of this.#looks.keys()) if (!present.has(file)) this.#looks.delete(file)
    const settled = files.map((file) => ({ file, isReady: this.#isSettled(file.path) }))
    return {
      ready: settled.flatMap(({ file, isReady }) => (isReady ? [file] : [])),
      waiting: settled.flatMap(({ file, isReady }) => (isReady ? [] : [file])),
    }
  }

  ageMs({ path: file }: DroppedFile): number {
    return this.#nowMs() - lstatSync(file).mtimeMs
  }

  async accept(file: DroppedFile, stamp: string): Promise<void> {
    await this.#move(file, DONE, stamp)
  }

  async reject(file: DroppedFile, stamp: string, reason: string): Promise<void> {
    const target = await this.#move(file, REJECTED, stamp)
    await withStorageErrors(target, () => writeFile(`${target}.reason.txt`, `${reason}\n`))
  }

  #files(): DroppedFile[] {
    if (!existsSync(this.#folder)) return []
    return entries(this.#folder).flatMap((source) => {
      const folder = path.join(this.#folder, source)
      if (!SourceId.safeParse(source).success || !lstatSync(folder).isDirectory()) return []
      return entries(folder).flatMap((name) => {
        const file = path.join(folder, name)
        // A link could lead anywhere on the machine.
        return ON_ITS_WAY.test(name) || !isPlainFile(file) ? [] : [{ path: file, name, sourceId: source }]
      })
    })
  }

  #isSettled(file: string): boolean {
    const { size, mtimeMs } = lstatSync(file)
    const atMs = this.#nowMs()
    const before = this.#looks.get(file)
    if (before?.size === size && before.mtimeMs === mtimeMs) return atMs - before.atMs >= this.#settleMs
    this.#looks.set(file, { size, mtimeMs, atMs })
    return false
  }

  async #move(file: DroppedFile, kind: string, stamp: string): Promise<string> {
    const folder = path.join(path.dirname(file.path), kind)
    return await withStorageErrors(folder, async () => {
      await mkdir(folder, { recursive: true })
      const target = freeName(path.join(folder, `${stamp}-${file.name}`))
      await rename(file.path, target)
      await syncFolder(folder)
      this.#looks.delete(file.path)
      return target
    })
  }
}

function entries(folder: string): string[] {
  return readdirSync(folder).toSorted()
}

function isPlainFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}

function freeName(wanted: string): string {
  for (let number = 2, name = wanted; ; number += 1) {
    if (!existsSync(name)) return name
    name = `${wanted}.${number}`
  }
}
