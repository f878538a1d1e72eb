import { HAN } from './sample-lexicons.ts'

export interface Correctness {
  /** Pairs of a line and a term that stands in it literally. */
  readonly expected: number
  readonly found: number
  /** Pairs that an engine reports and that do not stand there. */
  readonly extra: number
  /** The first of both kinds of difference. */
  readonly samples: readonly string[]
}

const SAMPLES = 3

/**
 * What a plain search finds: each term that shares two adjoining units with the line is looked for with `includes`.
 *
 * Only terms of Han characters: engines differ on purpose about letters (case, word boundaries).
 */
export function findReference(lines: readonly string[], terms: readonly string[]): Set<string>[] {
  const byHead = new Map<string, string[]>()
  for (const term of terms.filter((each) => HAN.test(each))) {
    const head = term.slice(0, 2)
    const known = byHead.get(head)
    if (known) known.push(term)
    else byHead.set(head, [term])
  }
  return lines.map((line) => {
    const found = new Set<string>()
    for (let at = 0; at + 1 < line.length; at += 1) {
      for (const term of byHead.get(line.slice(at, at + 2)) ?? []) if (line.includes(term)) found.add(term)
    }
    return found
  })
}

export function compare(
  reference: readonly Set<string>[],
  lines: readonly string[],
  find: (line: number) => readonly string[],
): Correctness {
  const checked = reference.map((standing, index) => ({
    line: lines[index] ?? '',
    standing,
    reported: new Set(find(index).filter((term) => HAN.test(term))),
  }))
  const missed = checked.flatMap(({ line, standing, reported }) =>
    [...standing.difference(reported)].map((term) => `missed ${quote(line, term)}`),
  )
  const added = checked.flatMap(({ line, standing, reported }) =>
    [...reported.difference(standing)].map((term) => `extra ${term} in ${line.slice(0, 40)}`),
  )
  const expected = reference.reduce((sum, { size }) => sum + size, 0)
  return {
    expected,
    found: expected - missed.length,
    extra: added.length,
    samples: [...missed.slice(0, SAMPLES), ...added.slice(0, SAMPLES)],
  }
}

/** The term in brackets amid its neighbours. */
function quote(line: string, term: string): string {
  const at = line.indexOf(term)
  const end = at + term.length
  return `${line.slice(Math.max(0, at - 5), at)}[${term}]${line.slice(end, end + 5)}`
}
