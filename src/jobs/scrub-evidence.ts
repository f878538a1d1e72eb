import type { EvidenceHoldings, Holding, ScrubLog, ScrubRecord } from '../capture/evidence-holdings.ts'
import type { Clock } from '../domain/clock.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface ScrubPorts {
  readonly holdings: EvidenceHoldings
  readonly scrubLog: ScrubLog
  readonly cases: Pick<CaseRepository, 'listLeads'>
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface ScrubBudget {
  readonly bytes: number
  readonly durationMs: number
}

export interface ScrubResult {
  readonly checked: readonly ScrubRecord[]
  /** Bundles that were there at an earlier check or are named by a lead, and are not there. */
  readonly missing: readonly string[]
  /** Bundles that this run did not come to. */
  readonly left: number
}

/**
 * Checks the bundles that were not checked for the longest time, until the budget is spent; at least one, so that one bundle
 * larger than the budget does not hold up the rest for ever. Each result is stored before the next bundle is read.
 *
 * @throws {StorageError}
 */
export async function scrubEvidence(budget: ScrubBudget, ports: ScrubPorts): Promise<ScrubResult> {
  const { holdings, scrubLog, clock } = ports
  const startedAt = clock.now()
  const known = new Map((await scrubLog.records()).map((each) => [each.evidenceId, each]))
  const heads = await headsByEvidence(ports)
  const due = byAge(await holdings.names(), known)
  const checked: ScrubRecord[] = []
  const spent = (bytes: number) =>
    bytes >= budget.bytes ||
    Date.parse(clock.now()) - Date.parse(startedAt) >= budget.durationMs ||
    ports.signal.aborted
  let bytes = 0
  for (const evidenceId of due) {
    if (checked.length > 0 && spent(bytes)) break
    const record = await checkOne(evidenceId, { before: known.get(evidenceId), heads }, ports)
    await scrubLog.record(record)
    checked.push(record)
    bytes += record.bytes
  }
  const damaged = checked.filter(({ problems }) => problems.length > 0).length
  await scrubLog.recordRun({
    startedAt,
    finishedAt: clock.now(),
    checked: checked.length,
    damaged,
    bytes,
  })
  return { checked, missing: missingOf(due, known, heads), left: due.length - checked.length }
}

/** Never checked before checked long ago. */
export function byAge(names: readonly string[], known: ReadonlyMap<string, ScrubRecord>): string[] {
  const at = (name: string) => known.get(name)?.checkedAt ?? ''
  return names.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a < b ? -1 : 1))
}

export function missingOf(
  present: readonly string[],
  known: ReadonlyMap<string, unknown>,
  named: ReadonlyMap<string, unknown>,
): string[] {
  const here = new Set(present)
  return [...new Set([...known.keys(), ...named.keys()])].filter((each) => !here.has(each)).toSorted()
}

/** What the case store says of the custody logs: each must have the entry that it names. */
export async function headsByEvidence({
  cases,
}: Pick<ScrubPorts, 'cases'>): Promise<ReadonlyMap<string, string>> {
  const leads = await cases.listLeads()
  return new Map(
    leads.flatMap(({ evidence }) => (evidence ? [[evidence.evidenceId, evidence.custodyHead] as const] : [])),
  )
}

async function checkOne(
  evidenceId: string,
  told: { before: ScrubRecord | undefined; heads: ReadonlyMap<string, string> },
  { holdings, clock }: ScrubPorts,
): Promise<ScrubRecord> {
  const holding = await holdings.look(evidenceId)
  const report = await holdings.verify(evidenceId)
  const cut = headProblems(holding, [told.before?.custodyHead, told.heads.get(evidenceId)])
  const problems = [...report.problems.map(({ path, problem }) => `${path}：${problem}`), ...cut]
  // Of a broken log, or one that was cut, the last sound state stays on record for the next check to compare with.
  const last = cut.length > 0 ? undefined : holding.custody.at(-1)
  return {
    evidenceId,
    checkedAt: clock.now(),
    bytes: holding.bytes,
    problems,
    custodyEntries: last ? last.seq + 1 : (told.before?.custodyEntries ?? 0),
    custodyHead: last?.hash ?? told.before?.custodyHead ?? '',
  }
}

/** A log whose end was cut off, head line and all, is a sound chain by itself; only a record elsewhere shows it. */
function headProblems({ custody }: Holding, heads: readonly (string | undefined)[]): string[] {
  if (custody.length === 0) return []
  const hashes = new Set(custody.map(({ hash }) => hash))
  const lost = heads.some((head) => head !== undefined && head !== '' && !hashes.has(head))
  return lost ? ['custody.jsonl：比以前登记的短，或已被改写'] : []
}
