import type { z } from 'zod'
import { InputError } from '../domain/errors.ts'
import { LabelledLead, LabelledListing } from '../domain/labelled-listing.ts'

export interface LabelledRow {
  readonly line: number
  readonly truth: LabelledListing
}

/**
 * One labelled listing a line. A figure over part of a file would mislead, so one bad line refuses the file.
 * @throws {InputError} with file and line.
 */
export function parseLabelled(text: string, file: string): LabelledRow[] {
  return parseRows(text, file, LabelledListing)
}

/** The same of leads whose sellers are known. @throws {InputError} with file and line. */
export function parseLabelledLeads(text: string, file: string): LabelledLead[] {
  return parseRows(text, file, LabelledLead).map(({ truth }) => truth)
}

function parseRows<T>(text: string, file: string, schema: z.ZodType<T>): { line: number; truth: T }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((source, index) => {
      const line = index + 1
      if (source.trim() === '') return []
      const parsed = schema.safeParse(parseLine(source, file, line))
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

/**
 * Whether each line of a file should be flagged, by line from 1. Lines without a label, and those that two careful people
 * would argue about, are left out.
 */
export function readLabels(text: string): ReadonlyMap<number, boolean> {
  const labels = new Map<number, boolean>()
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const label = labelOf(line)
    if (label !== undefined) labels.set(index + 1, label)
  }
  return labels
}

function labelOf(line: string): boolean | undefined {
  try {
    const parsed = Label.safeParse(JSON.parse(line.replace(/^\uFEFF/, '')))
    return parsed.success && !parsed.data.ambiguous ? parsed.data.label !== 'legal' : undefined
  } catch {
    return undefined
  }
}

const Label = LabelledListing.pick({ label: true, ambiguous: true })
