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
    for (const entry of await this.#entries(folder, found)) {
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

  /** A folder that cannot be opened is a finding, like a file that cannot. */
  async #entries(folder: string, found: Found) {
    try {
      return await readdir(join(this.#root, folder), { withFileTypes: true })
    } catch {
      found.problems.push({ path: folder || '.', problem: '文件夹缺失或无法读取' })
      return []
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
