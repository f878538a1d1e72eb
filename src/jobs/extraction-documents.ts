import { ARCHIVE_PATHS, EARLIER_WARC_PATH } from '../capture/archive-paths.ts'
import { readWarc } from '../capture/read-warc.ts'
import { timestampStateOf } from '../capture/timestamp-state.ts'
import { EXTRACTION_DOCUMENTS, extractionList, extractionRecord } from '../refer/extraction-record.ts'
import type { VerifiedEvidence } from '../refer/packet-ports.ts'

/** 提取笔录 and 固定清单 of a bundle that has just been verified, by file name. */
export async function extractionDocuments(
  evidence: VerifiedEvidence,
  createdAt: string,
): Promise<Map<string, Uint8Array>> {
  const warc = evidence.files.get(ARCHIVE_PATHS.warc) ?? evidence.files.get(EARLIER_WARC_PATH)
  const addresses = warc ? readWarc(warc).map(({ headers }) => headers.get('warc-ip-address')) : []
  const input = {
    evidence,
    createdAt,
    serverAddresses: [...new Set(addresses.filter((address) => address !== undefined))],
    timestampState: timestampStateOf(evidence.custody),
  }
  return new Map<string, Uint8Array>([
    [EXTRACTION_DOCUMENTS.record, await extractionRecord(input)],
    [EXTRACTION_DOCUMENTS.list, await extractionList(input)],
  ])
}
