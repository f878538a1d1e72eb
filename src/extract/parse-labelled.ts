import { InputError } from '../domain/errors.ts'
import { LabelledListing } from '../domain/labelled-listing.ts'

export interface LabelledRow {
  readonly line: number
  readonly truth: LabelledListing
}

/**
 * One labelled listing a line. A figure over part of a file would mislead, so one bad line refuses the file.
 * @throws {InputError} with file and line.
 */
export function parseLabelled(text: string, file: string): LabelledRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((source, index) => {
      const line = index + 1
      if (source.trim() === '') return []
      const parsed = LabelledListing.safeParse(parseLine(source, file, line))
      if (parsed.success) return [{ line, truth: parsed.data }]
      const [issue] = parsed.error.issues
      throw new InputError(`${file}:${line}: ${issue?.path.join('.')}: ${issue?.message}`)
    })
}

function parseLine(source: string, file: string, line: number): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    throw new InputError(`${file}:${line}: 不是有效的 JSON`, { cause: error })
  }
}
