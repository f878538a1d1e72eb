import { createHash, type Hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { listDefinitionFiles, listKeywordFiles, presentFolders } from './definition-files.ts'

const SOURCE_FOLDER = fileURLToPath(new URL('../../', import.meta.url))

/** Folders under src/ with every file that has a say in what a table holds or how it is read. */
export const LEXICON_SOURCES = ['domain', 'match', 'adapters/files'] as const

/**
 * Changes with whatever a table depends on besides the keywords: the sources themselves (nobody has to think of a
 * version number), package.json with its exact versions (YAML, zod and pinyin have a say too), and Node, whose V8
 * defines the form on disk. Undefined where the sources cannot be read.
 */
export function programFingerprint(): string | undefined {
  return unlessUnreadable(() => {
    const hash = createHash('sha256')
    const { node, v8 } = process.versions
    hash.update(`${node} ${v8} ${process.platform} ${process.arch}\n`)
    addFile(hash, 'package.json', path.join(SOURCE_FOLDER, '..', 'package.json'))
    for (const folder of LEXICON_SOURCES) {
      addFiles(hash, SOURCE_FOLDER, listDefinitionFiles(path.join(SOURCE_FOLDER, folder), '.ts'))
    }
    return hash.digest('hex')
  })
}

/** Changes with the name or the content of any keyword file. Undefined where one cannot be read. */
export function keywordsHash(folders: readonly string[]): string | undefined {
  return unlessUnreadable(() => {
    const hash = createHash('sha256')
    for (const folder of presentFolders(folders)) {
      hash.update(`folder ${folders.indexOf(folder)}\n`)
      addFiles(hash, folder, listKeywordFiles(folder))
    }
    return hash.digest('hex')
  })
}

function addFiles(hash: Hash, folder: string, files: readonly string[]): void {
  for (const file of files) addFile(hash, path.relative(folder, file), file)
}

/** The length keeps what one file ends with apart from what the next begins with. */
function addFile(hash: Hash, name: string, file: string): void {
  const bytes = readFileSync(file)
  hash.update(`${JSON.stringify(name)} ${bytes.length}\n`).update(bytes)
}

/** What is wrong with a file is for `loadLexicon` to say, in words; here it only means that there is no key. */
function unlessUnreadable(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
