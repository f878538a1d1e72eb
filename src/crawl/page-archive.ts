import type { FetchedPage } from '../domain/page.ts'

/** Where the raw page lies: WARC records from `offset`, `length` bytes of whole gzip members. */
export interface ArchivedPage {
  /** Relative to the folder of page archives. */
  readonly file: string
  readonly offset: number
  readonly length: number
  /** SHA-256 of the document's body as received, in hex. */
  readonly bodySha256: string
}

/** The raw pages of a run, kept before anything is made of them. Implemented in adapters/warc. */
export interface PageArchive {
  /**
   * Takes every hop of the page. The bytes are on disk only after `sync`.
   * @throws {StorageError}
   */
  append(page: FetchedPage): Promise<ArchivedPage>
  /** All that was appended is on disk when it resolves. @throws {StorageError} */
  sync(): Promise<void>
}
