import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DefinitionError } from '../../domain/errors.ts'
import { Ranker } from '../../domain/ranker.ts'
import { readDefinitionText } from './definition-files.ts'

/**
 * Reads `ranker.json` of the last folder that has one: a unit's own replaces the shipped one, it is not laid over it.
 * None anywhere: undefined, and the rules order alone.
 *
 * @throws {DefinitionError}
 */
export function loadRanker(folders: readonly string[]): Ranker | undefined {
  const file = folders.map((folder) => join(folder, 'ranker.json')).findLast((path) => existsSync(path))
  if (file === undefined) return undefined
  const parsed = Ranker.safeParse(readJson(file))
  if (parsed.success) return parsed.data
  throw new DefinitionError(
    parsed.error.issues
      .map(({ path, message }) => `${file}:1: ${path.join('.') || '(root)'}: ${message}`)
      .join('\n'),
  )
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readDefinitionText(file))
  } catch (error) {
    if (error instanceof DefinitionError) throw error
    throw new DefinitionError(`${file}:1: (root): is not JSON`, { cause: error })
  }
}
