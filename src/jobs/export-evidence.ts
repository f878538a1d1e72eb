import { exportFiles } from '../capture/export-files.ts'
import type { Clock } from '../domain/clock.ts'
import { BrowserUnavailableError, FetchError, InputError } from '../domain/errors.ts'
import type { DocumentPrinter } from '../refer/document-printer.ts'
import type { EvidenceVault, VerifiedEvidence } from '../refer/packet-ports.ts'
import { extractionDocuments } from './extraction-documents.ts'

export interface ExportPorts {
  readonly evidence: EvidenceVault
  readonly clock: Clock
  /** Who exports: goes on the custody log. */
  readonly actor: string
  /** Makes the documents PDF as well. */
  readonly printer?: DocumentPrinter
  /** There is no PDF then; told why. */
  readonly onNotPrinted?: (reason: string) => void
  /** Why, in the exporter's words; goes on the custody log. */
  readonly reason?: string | undefined
  /** Writes one new folder, all or nothing; gives its path. @throws {StorageError} */
  readonly writeFolder: (name: string, files: ReadonlyMap<string, Uint8Array>) => Promise<string>
}

/**
 * Writes a bundle as a WACZ with tokens, signature, documents, lists of hashes and VERIFY.txt beside it. The act goes on
 * the custody log first, so that the exported log has it.
 *
 * @throws {EvidenceError} when the bundle does not verify. @throws {InputError} when it has no WARC. @throws {StorageError}
 */
export async function exportEvidence(bundlePath: string, ports: ExportPorts): Promise<string> {
  const before = await ports.evidence.openVerified(bundlePath)
  const act = {
    at: ports.clock.now(),
    actor: ports.actor,
    action: 'exported',
    detail: `导出为 WACZ：${ports.reason ?? '未说明理由'}`,
  } as const
  await ports.evidence.record(bundlePath, { ...act, manifestSha256: before.manifestSha256 })
  const evidence = await ports.evidence.openVerified(bundlePath)
  const documents = await documentsOf(evidence, act.at, ports)
  try {
    const files = exportFiles({ ...evidence, createdAt: act.at, documents })
    return await ports.writeFolder(evidence.manifest.evidenceId, files)
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(error.message, { cause: error })
    throw error
  }
}

/** Without a browser the DOCX must do: an export is not to fail for that. */
async function documentsOf(
  evidence: VerifiedEvidence,
  at: string,
  { printer, onNotPrinted }: ExportPorts,
): Promise<Map<string, Uint8Array>> {
  try {
    return await extractionDocuments(evidence, at, printer)
  } catch (error) {
    if (!(error instanceof BrowserUnavailableError) && !(error instanceof FetchError)) throw error
    onNotPrinted?.(error.message)
    return await extractionDocuments(evidence, at)
  }
}
