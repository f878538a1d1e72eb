import path from 'node:path'
import { byUrgency } from '../domain/assessment.ts'
import type { Clock } from '../domain/clock.ts'
import type { Lead } from '../domain/lead.ts'
import { maskerFor } from '../domain/mask-contacts.ts'
import type { RunSummary } from '../domain/run.ts'
import { reportCsv } from '../insight/report-csv.ts'
import { reportHtml } from '../insight/report-html.ts'
import type { ReportInput, ReportLead } from '../insight/report-input.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface ReportPorts {
  readonly cases: CaseRepository
  readonly clock: Clock
  readonly folder: string
  /** Site id → name. */
  readonly siteNames: ReadonlyMap<string, string>
  readThumbnail(lead: Lead): Promise<Uint8Array | undefined>
  /** All or nothing. @throws {StorageError} */
  writeFile(file: string, content: string): Promise<void>
}

export interface WrittenReport {
  readonly html: string
  readonly csv: string
}

/** The flagged-listings report of one run: `<folder>/<runId>.html` and `.csv`. */
export async function writeReport(run: RunSummary, ports: ReportPorts): Promise<WrittenReport> {
  const input: ReportInput = {
    generatedAt: ports.clock.now(),
    run,
    leads: await reportLeads(run, ports),
    changedTitles: await changedTitles(run, ports),
    referred: await referredOf(run, ports),
  }
  const html = path.join(ports.folder, `${run.runId}.html`)
  const csv = path.join(ports.folder, `${run.runId}.csv`)
  await ports.writeFile(html, reportHtml(input))
  await ports.writeFile(csv, reportCsv(input))
  return { html, csv }
}

/** Leads of the run's sites whose listing this run saw, flagged or found gone. */
async function reportLeads(run: RunSummary, ports: ReportPorts): Promise<ReportLead[]> {
  const changes = new Map(run.changes.map(({ listingId, change }) => [listingId, change]))
  const entries: ReportLead[] = []
  for (const lead of await ports.cases.listLeads()) {
    const stored = await ports.cases.findListing(lead.listing.id)
    if (stored?.lastRunId !== run.runId) continue
    entries.push({
      lead,
      siteName: siteName(lead.listing.siteId, ports),
      packets: await ports.cases.packetsOf(lead.id),
      thumbnail: await ports.readThumbnail(lead),
      evidenceHref:
        lead.evidence && path.relative(ports.folder, lead.evidence.path).split(path.sep).join('/'),
      change: changes.get(lead.listing.id) ?? 'known',
    })
  }
  return entries.toSorted((a, b) => byUrgency(a.lead.assessment, b.lead.assessment))
}

async function changedTitles(run: RunSummary, ports: ReportPorts): Promise<ReportInput['changedTitles']> {
  const titles = new Map<string, { title: string; siteName: string; flagged: boolean }>()
  for (const { listingId } of run.changes) {
    const stored = await ports.cases.findListing(listingId)
    if (!stored) continue
    const { title, siteId } = stored.listing
    // Sellers put numbers into titles, and a report is printed and passed around.
    titles.set(listingId, {
      title: maskerFor(stored.listing)(title),
      siteName: siteName(siteId, ports),
      flagged: stored.verdict !== 'legal',
    })
  }
  return titles
}

async function referredOf(run: RunSummary, { cases }: ReportPorts): Promise<ReportInput['referred']> {
  const sites = new Set(run.sites.map(({ siteId }) => siteId))
  const referred = await cases.referredListings()
  const here = referred.filter(({ siteId }) => siteId !== undefined && sites.has(siteId))
  return Promise.all(
    here.map(async (entry) => {
      const stored = await cases.findListing(entry.listingId)
      return stored ? { ...entry, title: maskerFor(stored.listing)(entry.title) } : entry
    }),
  )
}

function siteName(siteId: string | undefined, { siteNames }: ReportPorts): string {
  return (siteId && siteNames.get(siteId)) || siteId || '未知来源'
}
