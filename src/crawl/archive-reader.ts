import type { FetchedPage } from '../domain/page.ts'

/** Raw pages of earlier runs. Implemented in adapters/warc. */
export interface ArchiveReader {
  /**
   * The latest archived page at this address, as it was fetched. Undefined when there is none, or its file is gone.
   * @throws {StorageError} when the archive cannot be read. @throws {EvidenceError} when its bytes are not what was recorded.
   */
  read(siteId: string, url: string): Promise<FetchedPage | undefined>
}
