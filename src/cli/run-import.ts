import path from 'node:path'
import type { IntakeSource } from '../domain/intake-source.ts'
import type { RunSummary } from '../domain/run.ts'
import { importListings } from '../jobs/import-feed.ts'
import type { Intake } from '../jobs/read-intake.ts'
import { type WrittenReport, writeReport } from '../jobs/write-report.ts'
import { newRunId } from './run-id.ts'
import type { Services } from './services.ts'

export interface ImportRun {
  readonly summary: RunSummary
  readonly report: WrittenReport
  /** Undefined: nothing was rejected. */
  readonly rejectsFile: string | undefined
}

/** Takes one file's listings in, writes the report, and keeps what was rejected. The home folder must be locked. */
export async function runImport(
  intake: Pick<Intake, 'listings' | 'rejects'>,
  { sourceId, file, signal }: { sourceId: string; file: string; signal: AbortSignal },
  services: Services,
): Promise<ImportRun> {
  const startedAt = services.clock.now()
  const runId = newRunId(startedAt)
  const { listings, rejects } = intake
  // First: what could not be read must be on record even where the rest fails.
  const rejectsFile = rejects.length === 0 ? undefined : path.join(services.home, 'rejects', `${runId}.jsonl`)
  if (rejectsFile !== undefined) {
    const head = { runId, sourceId, file: path.basename(file), at: startedAt, rejected: rejects.length }
    await services.writeFile(
      rejectsFile,
      [head, ...rejects].map((row) => `${JSON.stringify(row)}\n`).join(''),
    )
  }
  const summary = await importListings(
    { runId, startedAt, sourceId, listings, rejects, signal, onProgress: showProgress(services) },
    services.pipeline(),
  )
  return { summary, report: await writeReport(summary, services.reportPorts()), rejectsFile }
}

/** What is remembered of a source; a new one has nothing yet. */
export function sourceOf(id: string, services: Services): IntakeSource {
  return services.intakeSources().find(id) ?? { id }
}

function showProgress({ io, log }: Services): (done: number, total: number, flagged: number) => void {
  return (done, total, flagged) => {
    if (done % 1000 !== 0 && done !== total) return
    if (io.isTerminal) io.err(`已处理 ${done} / ${total}，标记 ${flagged}`)
    else log.info({ done, total, flagged }, 'import progress')
  }
}
