import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DefinitionError } from '../../domain/errors.ts'

/** Files under a folder with one of the endings, at any depth, in an order that does not depend on the disk. */
export function listDefinitionFiles(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .sort()
}

/** Files named `*.cases.yml` are not keywords. */
export function listKeywordFiles(folder: string): string[] {
  return listDefinitionFiles(folder, '.yml').filter((file) => !file.endsWith('.cases.yml'))
}

/**
 * The folders that are there. The first is what the program ships and must exist, because a run without it would
 * find nothing and look healthy; the others are a unit's own overlays, which most units do not have.
 */
export function presentFolders(folders: readonly string[]): string[] {
  const [shipped] = folders
  if (shipped !== undefined && !existsSync(shipped)) {
    throw new DefinitionError(`${shipped}:1: folder: does not exist`)
  }
  return folders.filter((folder) => existsSync(folder))
}

/** Text of a definition file. A file in another encoding is refused: half-read keywords miss without a word. */
export function readDefinitionText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (cause) {
    const reason = cause instanceof TypeError ? 'is not UTF-8; save it as UTF-8' : 'cannot be read'
    throw new DefinitionError(`${file}:1: file: ${reason}`, { cause })
  }
}
