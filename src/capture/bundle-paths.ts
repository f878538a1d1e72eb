/** Files of a bundle that others read back. */
export const ENVIRONMENT_PATH = 'environment.json'
export const COMPARISON_PATH = 'comparison.json'
export const TEXT_PATHS = {
  fields: 'text/listing.json',
  readableFields: 'text/listing.txt',
  page: 'text/page.txt',
} as const
