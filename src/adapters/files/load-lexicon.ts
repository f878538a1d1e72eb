import { DefinitionError } from '../../domain/errors.ts'
import { LexiconFile, Term } from '../../domain/lexicon.ts'
import { listKeywordFiles, presentFolders, readDefinitionText } from './definition-files.ts'
import { checkDefinition, openDefinition, problemLines } from './parse-definition.ts'

/**
 * Reads every keyword file under the folders.
 *
 * A later folder replaces a term of an earlier one by id, and switches it off with `status: deprecated`; terms that
 * are switched off are not returned. Files named `*.cases.yml` are not keywords.
 *
 * @param known files as they were last time; one whose text is the same is not parsed again.
 * @throws {DefinitionError} with all problems of all files, a line each: `file:line: terms.3.weight: …`.
 */
export function loadLexicon(folders: readonly string[], known: KnownFiles = new Map()): Term[] {
  const problems: string[] = []
  const terms = new Map<string, Term>()
  for (const folder of presentFolders(folders)) {
    for (const [id, { term }] of readFolder(folder, known, problems)) terms.set(id, term)
  }
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return [...terms.values()].filter((term) => term.status !== 'deprecated')
}

/** By id: `file:line` of each term, where it is written last. Files with problems give what can be read of them. */
export function findTermPlaces(folders: readonly string[]): Map<string, string> {
  const places = new Map<string, string>()
  for (const folder of presentFolders(folders)) {
    for (const [id, { place }] of readFolder(folder, new Map(), [])) places.set(id, placeOnly(place))
  }
  return places
}

/** By path. Held by whoever reads the same folders again and again; nearly all the time goes into parsing. */
export type KnownFiles = Map<string, KnownFile>

interface KnownFile {
  readonly text: string
  readonly terms: readonly PlacedTerm[]
  readonly problems: readonly string[]
}

interface PlacedTerm {
  readonly term: Term
  readonly place: string
}

function readFolder(folder: string, known: KnownFiles, problems: string[]): Map<string, PlacedTerm> {
  const terms = new Map<string, PlacedTerm>()
  for (const file of listKeywordFiles(folder)) {
    const read = readFile(file, known)
    problems.push(...read.problems)
    for (const placed of read.terms) {
      const first = terms.get(placed.term.id)
      if (first)
        problems.push(`${placed.place}.id: ${placed.term.id} is already at ${placeOnly(first.place)}`)
      else terms.set(placed.term.id, placed)
    }
  }
  return terms
}

function readFile(file: string, known: KnownFiles): Omit<KnownFile, 'text'> {
  const problems: string[] = []
  try {
    const text = readDefinitionText(file)
    const last = known.get(file)
    if (last?.text === text) return last
    const read = { text, terms: parseTerms(file, text, problems), problems }
    known.set(file, read)
    return read
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    return { terms: [], problems: [error.message] }
  }
}

function parseTerms(file: string, text: string, problems: string[]): PlacedTerm[] {
  const definition = openDefinition(file, text)
  const { defaults, terms } = checkDefinition(file, definition, LexiconFile)
  return terms.flatMap((fields, index) => {
    const path = ['terms', index]
    const parsed = Term.safeParse({ ...defaults, ...fields })
    if (parsed.success)
      return [{ term: parsed.data, place: `${file}:${definition.lineOf(path)}: ${path.join('.')}` }]
    problems.push(...problemLines(file, definition, parsed.error.issues, path))
    return []
  })
}

function placeOnly(place: string): string {
  return place.slice(0, place.lastIndexOf(': '))
}
