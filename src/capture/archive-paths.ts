/** Named and placed as WACZ wants it, so that an export is the bundle itself, zipped. */
export const ARCHIVE_PATHS = {
  warc: 'archive/exchange.warc.gz',
  index: 'indexes/index.cdxj',
  pages: 'pages/pages.jsonl',
} as const

/** Where format 1 had its WARC. */
export const EARLIER_WARC_PATH = 'raw/exchange.warc.gz'
