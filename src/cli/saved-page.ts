import type { FetchedPage } from '../domain/page.ts'
import type { Services } from './services.ts'

/** A file as if it had just been fetched from `url`. @throws {InputError} when it cannot be read. */
export function savedPage(
  file: string,
  { siteId, url }: { readonly siteId: string; readonly url: string },
  services: Pick<Services, 'clock' | 'readBytes'>,
): FetchedPage {
  return {
    siteId,
    url,
    finalUrl: url,
    status: 200,
    contentType: undefined,
    lane: 'http',
    fetchedAt: services.clock.now(),
    body: services.readBytes(file),
    bodyIsUtf8: false,
    exchanges: [],
  }
}
