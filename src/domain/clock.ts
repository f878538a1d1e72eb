/** The only source of time. ISO 8601 UTC with milliseconds. */
export interface Clock {
  now(): string
}
