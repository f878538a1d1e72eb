import { EVASION_LABEL, VERDICT_LABEL, Verdict } from '../../src/domain/vocabulary.ts'
import type { CategoryFigures, DetectorFigures, Evaluation, SliceFigures } from '../../src/score/evaluate.ts'
import { GOODS } from '../../src/score/settle-matches.ts'
import type { FlaggedLine, RealLines } from './read-real-lines.ts'

export interface EvaluatedFile {
  readonly name: string
  /** What must be known before the figures are believed. */
  readonly about: string
  readonly evaluation: Evaluation
}

export interface EvaluationReport {
  readonly date: string
  readonly files: readonly EvaluatedFile[]
  readonly real: readonly RealLines[]
  /** What could not be measured here, and why. */
  readonly absent: readonly string[]
  /** By the key of a line. */
  readonly explained: Readonly<Record<string, string>>
}

type Row = readonly string[]

/** The whole of docs/EVALUATION.md. */
export function renderEvaluation(report: EvaluationReport): string {
  const { date, files, real, absent } = report
  return [
    '# Evaluation',
    `Written by \`npm run eval\` on ${date}; do not edit. The column "explained" comes from [real-lines-explained.yml](real-lines-explained.yml).`,
    ...(absent.length === 0 ? [] : [`Not measured:\n\n${absent.map((line) => `- ${line}`).join('\n')}`]),
    DEFINITIONS,
    '## Labelled sets',
    files.map(({ name, about }) => `- \`${name}\`: ${about}`).join('\n'),
    ...summary(files),
    ...files.flatMap(fileSection),
    ...(real.length === 0 ? [] : ['## Real lines', REAL_NOTE, realSummary(report)]),
    ...real.flatMap((lines) => realSection(lines, report)),
  ]
    .join('\n\n')
    .concat('\n')
}

const DEFINITIONS = `## What the figures are

- **Flagged**: proposed as illegal or suspect. **Wanted**: labelled illegal or suspect. Ambiguous listings are left out.
- **Keywords alone**: flags whatever holds a goods term of the same lexicon, its evasions undone, whatever stands around it.
- **First 50, 100, 200**: precision of what is reviewed when the flagged listings are looked at by score and the night ends there; n
  where fewer are flagged. Equal scores count by their share. Keywords alone: by the number of different terms.
- **Bodies**, on listings that are both flagged and wanted. *Exact*: the same set. *Primary* is the first expected body; labels and
  proposals are both in the order of the vocabulary, so it is the forestry or agriculture department wherever one is expected.
  *Reached*: of all wanted listings, missed ones included, those whose primary body would be told. The labels are minimum sets, so a
  body too many need not be wrong.
- **Calibration error**: the score read as a probability that the listing is wanted, against the share that is, over ten bins, weighted
  by their listings. 0 is best. Scores are points with thresholds at 35 and 60 and were never fitted to be probabilities.
- A dash: nothing to divide by. Slices of fewer than some thirty listings are anecdote.`

const REAL_NOTE =
  'Nearly every line is innocent, so what is flagged shows the false alarms of a real night. What is real and doubtful is said in the column "explained"; an empty one has not been looked at.'

function summary(files: readonly EvaluatedFile[]): string[] {
  const both = (toRow: (figures: DetectorFigures) => Row) =>
    files.flatMap(({ name, evaluation }) => [
      [code(name), 'qingshao', ...toRow(evaluation)],
      ['', 'keywords alone', ...toRow(evaluation.baseline)],
    ])
  return [
    table(
      ['set', '', 'precision', 'recall', 'F1', 'illegal found', 'legal flagged'],
      both((figures) => [
        percent(figures.precision),
        percent(figures.recall),
        percent(figures.f1),
        percent(figures.recallOnIllegal),
        percent(figures.falseAlarmRate),
      ]),
    ),
    table(
      ['precision of', '', 'first 50', 'first 100', 'first 200'],
      both(({ reviewed }) => reviewed.map(reviewedCell)),
    ),
    table(
      [
        'set',
        'category right',
        'offence right',
        'bodies exact',
        'primary proposed',
        'primary first',
        'expected covered',
        'extras a listing',
        'primary reached',
        'calibration error',
      ],
      files.map(({ name, evaluation: { agencies, ...evaluation } }) => [
        code(name),
        percent(evaluation.categoryAccuracy),
        percent(evaluation.offenceAccuracy),
        percent(agencies.exact),
        percent(agencies.primaryProposed),
        percent(agencies.primaryFirst),
        percent(agencies.covered),
        agencies.meanExtras?.toFixed(2) ?? '—',
        percent(agencies.primaryReached),
        percent(evaluation.calibration.error),
      ]),
    ),
  ]
}

function reviewedCell({ capacity, reviewed, precision }: DetectorFigures['reviewed'][number]): string {
  return percent(precision) + (reviewed < capacity ? ` (n = ${reviewed})` : '')
}

function fileSection({ name, evaluation }: EvaluatedFile): string[] {
  const { listings, ambiguous, confusion, byCategory, byPlatform, byEvasion, calibration } = evaluation
  return [
    `### ${code(name)}`,
    `${listings} listings, ${ambiguous} more left out as ambiguous.`,
    table(
      ['labelled, down; proposed, across', ...Verdict.options],
      Verdict.options.map((truth) => [
        truth,
        ...Verdict.options.map((verdict) => String(confusion[truth][verdict])),
      ]),
    ),
    'Keywords alone in brackets.',
    table(
      [...SLICE_HEADING('category'), 'proposed', 'of them right'],
      sliceRows(byCategory, (figures: CategoryFigures) => [
        String(figures.proposed),
        percent(figures.proposedRight),
      ]),
    ),
    table(
      [...SLICE_HEADING('platform'), 'precision', 'calibration error'],
      sliceRows(byPlatform, mixedCells),
    ),
    table([...SLICE_HEADING('evasion'), 'precision', 'calibration error'], sliceRows(byEvasion, mixedCells)),
    table(
      ['score', 'listings', 'claimed', 'wanted'],
      calibration.bins.map(({ from, to, listings: inBin, claimed, observed }) => [
        `${from}–${to === 100 ? 100 : to - 1}`,
        String(inBin),
        percent(claimed),
        percent(observed),
      ]),
    ),
  ]
}

const SLICE_HEADING = (name: string): Row => [
  name,
  'listings',
  'flagged',
  'recall',
  'legal flagged',
  'category right',
  'bodies exact',
  'primary proposed',
]

function sliceRows<T extends SliceFigures>(
  slices: Readonly<Record<string, T>>,
  more: (figures: T) => Row,
): Row[] {
  return Object.entries(slices).map(([key, figures]) => {
    const { listings, flagged, recall, falseAlarmRate, baseline, categoryAccuracy, routing } = figures
    return [
      key,
      String(listings),
      `${flagged} (${baseline.flagged})`,
      beside(recall, baseline.recall),
      beside(falseAlarmRate, baseline.falseAlarmRate),
      percent(categoryAccuracy),
      percent(routing.exact),
      percent(routing.primaryProposed),
      ...more(figures),
    ]
  })
}

/** In a slice where all are wanted, precision is always 1. */
function mixedCells({ precision, baseline, calibrationError }: SliceFigures): Row {
  if (calibrationError === null) return ['—', '—']
  return [beside(precision, baseline.precision), percent(calibrationError)]
}

function beside(own: number | null, baseline: number | null): string {
  return own === null && baseline === null ? '—' : `${percent(own)} (${percent(baseline)})`
}

function realSummary({ real, explained }: EvaluationReport): string {
  return table(
    ['lines', 'read', 'flagged', 'per 10,000', 'explained'],
    real.map(({ source, lines, flagged }) => [
      `${source.name} (${source.files.join(', ')})`,
      lines.toLocaleString('en'),
      String(flagged.length),
      lines === 0 ? '—' : ((flagged.length / lines) * 10_000).toFixed(1),
      String(flagged.filter(({ key }) => explained[key]).length),
    ]),
  )
}

function realSection({ source, flagged }: RealLines, { explained }: EvaluationReport): string[] {
  if (flagged.length === 0) return [`### Flagged ${source.name}`, 'None.']
  return [
    `### Flagged ${source.name}`,
    table(
      ['key', 'score', 'line', 'terms', 'rules that fired', 'explained'],
      flagged.map((line) => [
        code(line.key),
        `${line.assessment.score} ${VERDICT_LABEL[line.assessment.verdict]}`,
        quote(line),
        termsOf(line),
        rulesOf(line),
        explained[line.key] ?? '',
      ]),
    ),
  ]
}

/** On both sides of what was found; a review can be a page long. */
const REACH = 40
const MAX_QUOTE = 160

function quote({ text, mask, assessment: { matches } }: FlaggedLine): string {
  const masked = mask(text)
  if (masked.length <= MAX_QUOTE) return masked
  const [first] = matches.toSorted((a, b) => Number(GOODS.has(b.kind)) - Number(GOODS.has(a.kind)))
  const start = Math.max(0, (first?.start ?? 0) - REACH)
  const end = start + MAX_QUOTE
  return `${start > 0 ? '…' : ''}${masked.slice(start, end)}${end < masked.length ? '…' : ''}`
}

function termsOf({ mask, assessment: { matches } }: FlaggedLine): string {
  const terms = matches
    .filter(({ kind }) => GOODS.has(kind))
    .map(({ text, termId, evasions }) => {
      const how = evasions.map((evasion) => EVASION_LABEL[evasion]).join('、')
      return `${mask(text)} ${code(termId)}${how && `（${how}）`}`
    })
  return [...new Set(terms)].join('<br>') || '—'
}

/** With the words that fired each; what a group had counted already is named only. */
function rulesOf({ mask, assessment: { findings } }: FlaggedLine): string {
  return findings
    .map(({ points, title, why }) => {
      const sum = `${points >= 0 ? '+' : '−'}${Math.abs(points)} ${title}`
      return points === 0 ? sum : `${sum}: ${mask(why)}`
    })
    .join('<br>')
}

function table(heading: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map(cell).join(' | ')} |`
  return [line(heading), `|${' --- |'.repeat(heading.length)}`, ...rows.map(line)].join('\n')
}

function cell(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll('|', '\\|')
}

function code(text: string): string {
  return `\`${text}\``
}

function percent(share: number | null): string {
  return share === null ? '—' : `${(share * 100).toFixed(1)}%`
}
