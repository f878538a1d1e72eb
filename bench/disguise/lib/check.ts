import type { Term } from '../../../src/domain/lexicon.ts'
import { Evasion } from '../../../src/domain/vocabulary.ts'
import { allPieces } from './carrier.ts'
import { KINDS } from './kinds.ts'
import type { Line } from './lines.ts'
import { misreadHomophones } from './readings.ts'
import { plainFinder } from './terms.ts'

/** What is wrong with the stored lines and with the tables behind them. */
export function problemsOf(lines: readonly Line[], terms: readonly Term[]): string[] {
  const findPlain = plainFinder(terms)
  const known = new Map(terms.map((term) => [term.id, term.text]))
  return [
    ...misreadHomophones().map((entry) => `homophone table: ${entry}`),
    ...allPieces()
      .filter(findPlain)
      .map((piece) => `carrier names a good: ${piece}`),
    ...lines.flatMap((line) =>
      lineProblems(line, known, findPlain).map((problem) => `${line.id}: ${problem}`),
    ),
    ...countProblems(lines),
  ]
}

function lineProblems(
  line: Line,
  known: ReadonlyMap<string, string>,
  findPlain: (text: string) => string | undefined,
): string[] {
  const problems: string[] = []
  const rest = `${line.text.slice(0, line.start)}\u0000${line.text.slice(line.end)}`
  if (line.text.slice(line.start, line.end) !== line.disguised)
    problems.push('offsets do not hold the disguise')
  if (known.get(line.termId) !== line.term) problems.push('term is not in the lexicon')
  if (line.text.includes(line.term)) problems.push('text holds the plain term')
  if (findPlain(rest)) problems.push('carrier holds a goods term')
  if (!line.evasions.every((evasion) => Evasion.safeParse(evasion).success)) problems.push('unknown evasion')
  if (!line.text.isWellFormed()) problems.push('text is cut inside a character')
  return problems
}

function countProblems(lines: readonly Line[]): string[] {
  const problems = KINDS.flatMap((kind) => {
    const own = lines.filter((line) => line.kind === kind.name)
    const held = own.filter((line) => line.heldOut).length
    return own.length === kind.lines && held * 2 === own.length
      ? []
      : [`${kind.name}: ${own.length} lines, ${held} held out`]
  })
  if (new Set(lines.map((line) => line.id)).size !== lines.length) problems.push('an id stands twice')
  if (new Set(lines.map((line) => line.text)).size !== lines.length) problems.push('a text stands twice')
  return problems
}
