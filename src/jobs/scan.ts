import { availableParallelism } from 'node:os'
import PQueue from 'p-queue'
import type { RunSummary } from '../domain/run.ts'
import type { ScanOptions, ScanPorts } from './scan-ports.ts'
import { SiteScan } from './site-scan.ts'

/**
 * One night: every site is crawled at its own pace side by side; what is flagged is captured as soon as its site is done.
 * Stops cleanly when the signal aborts, and goes on when called again with the same run id.
 */
export async function runScan(options: ScanOptions, ports: ScanPorts): Promise<RunSummary> {
  const { runId, startedAt, sites, signal } = options
  const { cases, clock } = ports.pipeline
  await cases.startRun(runId, startedAt, 'scan', options.campaign)
  // Chromium saturates the cores but one; that one is for sealing and packing what was drawn before.
  const captures = new PQueue({ concurrency: Math.max(2, availableParallelism()) })
  const scans = sites.map((site) => new SiteScan(site, options, ports, captures))
  const failures = (await Promise.allSettled(scans.map((scan) => scan.run()))).filter(
    (result) => result.status === 'rejected',
  )

  const { listings, flagged } = await cases.countListings(runId)
  const summary: RunSummary = {
    runId,
    startedAt,
    finishedAt: clock.now(),
    status: failures.length > 0 ? 'failed' : signal.aborted ? 'stopped' : 'finished',
    sites: await Promise.all(scans.map((scan) => scan.counts())),
    listings,
    flagged,
    changes: await cases.changesOf(runId),
    searches: scans.flatMap((scan) => scan.searches ?? []),
  }
  await cases.finishRun(summary)
  if (failures[0]) throw failures[0].reason
  return summary
}
