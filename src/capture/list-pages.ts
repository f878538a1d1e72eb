import { canonicalJson } from './custody.ts'
import { sha256Hex } from './hashing.ts'
import type { CdxEntry } from './index-warc.ts'

const HEADER = { format: 'json-pages-1.0', id: 'pages', title: '网页' }

/** pages/pages.jsonl of WACZ: every HTML document that was answered with success, in the order of the WARC. */
export function listPages(entries: readonly CdxEntry[], title: string): string {
  const pages = entries
    .filter(
      ({ mime, status }) => /^(text\/html|application\/xhtml\+xml)$/i.test(mime) && /^2\d\d$/.test(status),
    )
    .map(({ url, date }) => ({ id: sha256Hex(`${url}\n${date}`).slice(0, 20), url, ts: date, title }))
  return [HEADER, ...pages].map((line) => `${canonicalJson(line)}\n`).join('')
}
