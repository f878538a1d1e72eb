import { beijingTime } from '../domain/beijing-time.ts'

/** `R20261122-020509-123`: Beijing time to the millisecond, so that runs sort by name. */
export function newRunId(startedAt: string): string {
  const [date = '', clock = ''] = beijingTime(startedAt).split(' ')
  const millis = /\.(\d{3})/.exec(startedAt)?.[1] ?? '000'
  return `R${date.replaceAll('-', '')}-${clock.replaceAll(':', '')}-${millis}`
}
