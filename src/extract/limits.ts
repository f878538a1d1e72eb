/** Bounds on what one page may cost. Pages are written by strangers; some are written to hurt. */
export const LIMITS = {
  /** Bytes of a body that are read; the largest real page seen is 1 MB. */
  bodyBytes: 8_000_000,
  /** Characters of visible text that are kept. */
  textChars: 100_000,
  /** Deeper elements are flattened, so that no later step can run out of stack. */
  htmlDepth: 300,
  /** Nesting and number of values read from one page's JSON. */
  jsonDepth: 80,
  jsonNodes: 600_000,
  listings: 500,
  links: 3000,
  titleChars: 2000,
  bodyChars: 20_000,
  images: 50,
} as const
