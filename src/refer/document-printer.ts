/** Makes a PDF of an HTML document that loads nothing. Implemented in adapters/browser. */
export interface DocumentPrinter {
  /** @throws {BrowserUnavailableError} when there is no browser. @throws {FetchError} when it hangs. */
  print(html: string): Promise<Uint8Array>
}
