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
 * @throws {DefinitionError} with all problems of all files, a line each: `file:line: terms.3.weight: …`.
 */
export function loadLexicon(folders: readonly string[]): Term[] {
  const problems: string[] = []
  const terms = new Map<string, Term>()
  for (const folder of presentFolders(folders)) {
    for (const [id, { term }] of readFolder(folder, problems)) terms.set(id, term)
  }
  if (problems.length > 0) throw new DefinitionError(problems.join('\n'))
  return [...terms.values()].filter((term) => term.status !== 'deprecated')
}

interface PlacedTerm {
  readonly term: Term
  readonly place: string
}

function readFolder(folder: string, problems: string[]): Map<string, PlacedTerm> {
  const terms = new Map<string, PlacedTerm>()
  for (const file of listKeywordFiles(folder)) {
    for (const placed of readFile(file, problems)) {
      const first = terms.get(placed.term.id)
      if (first)
        problems.push(`${placed.place}.id: ${placed.term.id} is already at ${placeOnly(first.place)}`)
      else terms.set(placed.term.id, placed)
    }
  }
  return terms
}

function readFile(file: string, problems: string[]): PlacedTerm[] {
  try {
    const definition = openDefinition(file, readDefinitionText(file))
    const { defaults, terms } = checkDefinition(file, definition, LexiconFile)
    return terms.flatMap((fields, index) => {
      const path = ['terms', index]
      const parsed = Term.safeParse({ ...defaults, ...fields })
      if (parsed.success)
        return [{ term: parsed.data, place: `${file}:${definition.lineOf(path)}: ${path.join('.')}` }]
      problems.push(...problemLines(file, definition, parsed.error.issues, path))
      return []
    })
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    problems.push(error.message)
    return []
  }
}

function placeOnly(place: string): string {
  return place.slice(0, place.lastIndexOf(': '))
}
