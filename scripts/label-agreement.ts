import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Prints how often two labellers agree on data/labelled: the share, Cohen's kappa (agreement beyond what chance would give)
 * and the table, for the three labels and for flagged against legal.
 */
const FOLDER = path.resolve(import.meta.dirname, '../data/labelled')
const LABELS = ['illegal', 'suspect', 'legal'] as const

interface Labelled {
  readonly id: string
  readonly label: string
  readonly category: string
}

const first = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.startsWith('batch-'))
    .flatMap((name) => read(name).map((each) => [each.id, each] as const)),
)
const pairs = read('agreement/second-labels.jsonl').flatMap((second) => {
  const known = first.get(second.id)
  return known === undefined ? [] : [{ first: known, second }]
})
const isFlagged = (label: string): string => (label === 'legal' ? 'legal' : 'flagged')

console.log(`${pairs.length} listings labelled twice\n`)
report('three labels', (each) => each.label)
report('flagged or legal', (each) => isFlagged(each.label))
const flagged = pairs.filter(({ first: a, second: b }) => a.label !== 'legal' && b.label !== 'legal')
const same = flagged.filter(({ first: a, second: b }) => a.category === b.category).length
console.log(
  `category, where both flag: ${((100 * same) / flagged.length).toFixed(1)}% of ${flagged.length}\n`,
)
console.log(`| first \\ second | ${LABELS.join(' | ')} |\n| --- | ---: | ---: | ---: |`)
for (const row of LABELS) {
  const cells = LABELS.map(
    (column) => pairs.filter(({ first: a, second: b }) => a.label === row && b.label === column).length,
  )
  console.log(`| ${row} | ${cells.join(' | ')} |`)
}

function report(name: string, labelOf: (each: Labelled) => string): void {
  const agreed = pairs.filter(({ first: a, second: b }) => labelOf(a) === labelOf(b)).length / pairs.length
  const values = [...new Set(pairs.flatMap(({ first: a, second: b }) => [labelOf(a), labelOf(b)]))]
  const share = (side: 'first' | 'second', value: string): number =>
    pairs.filter((pair) => labelOf(pair[side]) === value).length / pairs.length
  const chance = values.reduce((sum, value) => sum + share('first', value) * share('second', value), 0)
  const kappa = (agreed - chance) / (1 - chance)
  console.log(`${name}: ${(100 * agreed).toFixed(1)}% agree, kappa ${kappa.toFixed(2)}`)
}

function read(name: string): Labelled[] {
  return readFileSync(path.join(FOLDER, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled)
}
