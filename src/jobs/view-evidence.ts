import { describeListing } from '../capture/describe-listing.ts'
import { Assessment } from '../domain/assessment.ts'
import type { Clock } from '../domain/clock.ts'
import { EvidenceError, InputError } from '../domain/errors.ts'
import type { CustodyEntry } from '../domain/evidence.ts'
import { Listing } from '../domain/listing.ts'
import { contactTexts, maskerFor, maskListing } from '../domain/mask-contacts.ts'
import type { EvidenceVault, VerifiedEvidence } from '../refer/packet-ports.ts'
import type { CaseRepository } from '../review/case-repository.ts'

export interface ViewPorts {
  readonly evidence: EvidenceVault
  readonly cases: Pick<CaseRepository, 'findLeadOfListing' | 'attachEvidence'>
  readonly clock: Clock
  readonly actor: string
}

/**
 * What a bundle says of its listing, contacts masked. Pictures and pages cannot be masked and are not shown.
 *
 * @throws {EvidenceError} the bundle does not verify.
 */
export async function viewMasked(bundlePath: string, { evidence }: Pick<ViewPorts, 'evidence'>) {
  const opened = await evidence.openVerified(bundlePath)
  const listing = parsed(opened, 'text/listing.json', Listing)
  const mask = maskerFor(listing, contactTexts(parsed(opened, 'assessment.json', Assessment)))
  const masked = maskListing(listing, mask)
  return {
    evidenceId: opened.manifest.evidenceId,
    listing: masked,
    text: describeListing(masked, opened.manifest),
    originals: [...opened.files.keys()].toSorted(),
  }
}

/**
 * Hands out originals. Who, when, which and why go on the custody log before anything is shown, and the lead remembers the
 * head of the log, so that an entry cannot be cut off again unseen.
 *
 * @throws {EvidenceError} the bundle does not verify. @throws {InputError} it has no such file. @throws {StorageError}
 */
export async function openOriginal(
  bundlePath: string,
  { reason, path }: { readonly reason: string; readonly path: string | undefined },
  ports: ViewPorts,
): Promise<{ entry: CustodyEntry; files: ReadonlyMap<string, Uint8Array> }> {
  const { manifest, manifestSha256, files } = await ports.evidence.openVerified(bundlePath)
  const chosen = new Map([...files].filter(([name]) => path === undefined || name === path))
  if (chosen.size === 0) throw new InputError(`证据 ${manifest.evidenceId} 中没有 ${path}`)
  const entry = await ports.evidence.record(bundlePath, {
    at: ports.clock.now(),
    actor: ports.actor,
    action: 'opened',
    detail: `查看原件 ${path ?? '全部文件'}：${reason}`,
    manifestSha256,
  })
  const lead = await ports.cases.findLeadOfListing(manifest.listingId)
  if (lead?.evidence?.evidenceId === manifest.evidenceId)
    await ports.cases.attachEvidence(lead.id, { ...lead.evidence, custodyHead: entry.hash })
  return { entry, files: chosen }
}

function parsed<T>({ files }: VerifiedEvidence, path: string, schema: { parse(value: unknown): T }): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(files.get(path))))
  } catch (cause) {
    throw new EvidenceError(`证据中的 ${path} 缺失或由另一版本写成`, { cause })
  }
}
