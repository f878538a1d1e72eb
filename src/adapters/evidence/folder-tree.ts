import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileTree } from '../../capture/file-tree.ts'

/** A bundle has a dozen files; these keep a wrong folder (a home, a disk) from being read whole. */
const MAX_FILES = 5_000
const MAX_FILE_BYTES = 512 * 1024 * 1024

interface Found {
  readonly paths: string[]
  readonly problems: { path: string; problem: string }[]
}

export class FolderTree implements FileTree {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async list(): ReturnType<FileTree['list']> {
    const found: Found = { paths: [], problems: [] }
    await this.#walk('', found)
    return { paths: found.paths.sort(), problems: found.problems }
  }

  async #walk(folder: string, found: Found): Promise<void> {
    for (const entry of await readdir(join(this.#root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (found.paths.length >= MAX_FILES) {
        found.problems.push({ path, problem: `文件超过 ${MAX_FILES} 个，其余未核验` })
        return
      }
      if (entry.isDirectory()) await this.#walk(path, found)
      else if (entry.isFile()) found.paths.push(path)
      else found.problems.push({ path, problem: '不是普通文件' })
    }
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const full = join(this.#root, path)
    try {
      const found = await lstat(full)
      return found.isFile() && found.size <= MAX_FILE_BYTES ? await readFile(full) : undefined
    } catch {
      return undefined
    }
  }
}
