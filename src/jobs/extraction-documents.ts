import { ARCHIVE_PATHS, EARLIER_WARC_PATH } from '../capture/archive-paths.ts'
import { readWarc } from '../capture/read-warc.ts'
import { timestampStateOf } from '../capture/timestamp-state.ts'
import type { DocumentPrinter } from '../refer/document-printer.ts'
import { layOutExtraction } from '../refer/extraction-record.ts'
import type { VerifiedEvidence } from '../refer/packet-ports.ts'

/**
 * 提取笔录 and 固定清单 of a bundle that has just been verified, by file name; as PDF too where there is a printer.
 * @throws {BrowserUnavailableError} @throws {FetchError} of the printer.
 */
export async function extractionDocuments(
  evidence: VerifiedEvidence,
  createdAt: string,
  printer?: DocumentPrinter,
): Promise<Map<string, Uint8Array>> {
  const warc = evidence.files.get(ARCHIVE_PATHS.warc) ?? evidence.files.get(EARLIER_WARC_PATH)
  const addresses = warc ? readWarc(warc).map(({ headers }) => headers.get('warc-ip-address')) : []
  const input = {
    evidence,
    createdAt,
    serverAddresses: [...new Set(addresses.filter((address) => address !== undefined))],
    timestampState: timestampStateOf(evidence.custody),
  }
  const documents = new Map<string, Uint8Array>()
  for (const { name, docx, html } of await layOutExtraction(input)) {
    documents.set(`${name}.docx`, docx)
    if (printer) documents.set(`${name}.pdf`, await printer.print(html))
  }
  return documents
}
