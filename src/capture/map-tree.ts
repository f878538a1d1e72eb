import type { FileTree } from './file-tree.ts'

/** Files that are already in memory. */
export class MapTree implements FileTree {
  readonly #files: ReadonlyMap<string, Uint8Array>

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files
  }

  async list(): ReturnType<FileTree['list']> {
    return { paths: [...this.#files.keys()].sort(), problems: [] }
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.#files.get(path)
  }
}
