import type { Measured } from './measure-engine.ts'

export interface Row {
  readonly engine: string
  readonly isPeer: boolean
  readonly size: number
  readonly measured?: Measured
  /** Why there is no measurement. */
  readonly note?: string
}

export interface Report {
  readonly date: string
  readonly command: string
  readonly machine: string
  readonly text: string
  readonly textMb: number
  readonly rows: readonly Row[]
}

export function printReport(report: Report): string {
  const sizes = [...new Set(report.rows.map(({ size }) => size))]
  const best = new Map(sizes.map((size) => [size, bestPeer(report.rows, size)]))
  return [
    `- date: ${report.date}`,
    `- command: \`${report.command}\``,
    `- machine: ${report.machine}`,
    `- text: ${report.text}`,
    '',
    'MB/s is MB (10^6 bytes) of UTF-8 per second of CPU time, user + system, best repeat; × is that over the best npm peer.',
    '',
    summary(report.rows, sizes, best),
    ...sizes.flatMap((size) => [
      '',
      `## ${size.toLocaleString('en')} terms`,
      '',
      details(report, size, best),
    ]),
  ].join('\n')
}

function bestPeer(rows: readonly Row[], size: number): number | undefined {
  const rates = rows.flatMap((row) =>
    row.isPeer && row.size === size && row.measured ? [row.measured.mbPerSecond] : [],
  )
  return rates.length === 0 ? undefined : Math.max(...rates)
}

type BestOf = ReadonlyMap<number, number | undefined>

function summary(rows: readonly Row[], sizes: readonly number[], best: BestOf): string {
  const engines = [...new Set(rows.map(({ engine }) => engine))]
  const head = ['engine', ...sizes.flatMap((size) => [`${size.toLocaleString('en')} terms MB/s`, '×'])]
  return table(
    head,
    engines.map((engine) => [
      engine,
      ...sizes.flatMap((size) => {
        const row = rows.find((each) => each.engine === engine && each.size === size)
        return [rate(row), ratio(row, best)]
      }),
    ]),
  )
}

function details(report: Report, size: number, best: BestOf): string {
  const head = [
    'engine',
    'MB/s',
    '× best npm peer',
    'build ms',
    'memory MB',
    'tables MB',
    'hits',
    'MB scanned',
    'literal pairs found',
    'extra',
  ]
  const rows = report.rows.filter((row) => row.size === size)
  const cells = rows.map((row) => [row.engine, rate(row), ratio(row, best), ...figures(row, report.textMb)])
  const differences = rows.flatMap(({ engine, measured }) =>
    measured && measured.samples.length > 0 ? [`- ${engine}: ${measured.samples.join(' · ')}`] : [],
  )
  if (differences.length === 0) return table(head, cells)
  return [table(head, cells), '', 'First differences from the plain search:', '', ...differences].join('\n')
}

function figures({ measured, note }: Row, textMb: number): string[] {
  if (!measured) return ['—', '—', '—', '—', note ?? '', '—', '—']
  const { buildMs, memoryMb, tableMb, hits, scannedMb, found, expected, extra } = measured
  const cut = scannedMb < textMb * 0.999 ? ' (cut)' : ''
  return [
    buildMs === 0 ? '—' : digits(buildMs),
    memoryMb === undefined ? '—' : digits(memoryMb),
    tableMb === undefined ? '—' : digits(tableMb),
    hits.toLocaleString('en'),
    digits(scannedMb) + cut,
    `${found.toLocaleString('en')} of ${expected.toLocaleString('en')}`,
    extra.toLocaleString('en'),
  ]
}

function rate(row: Row | undefined): string {
  return row?.measured ? digits(row.measured.mbPerSecond) : '—'
}

function ratio(row: Row | undefined, best: BestOf): string {
  const peer = row && best.get(row.size)
  return row?.measured && peer ? (row.measured.mbPerSecond / peer).toFixed(2) : '—'
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}
