import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { DefinitionError } from '../../domain/errors.ts'

/** Definitions are written by people in a text editor: a megabyte is far beyond any of them. */
const MAX_CHARS = 4_000_000

/**
 * Reads one YAML definition file (a rule, a site, keywords, a table) and checks it against its schema.
 *
 * @throws {DefinitionError} one line per problem, each `file:line: field: what is wrong`.
 */
export function parseDefinition<T extends z.ZodType>(
  file: string,
  text: string,
  schema: T,
  wording?: Wording,
): z.output<T> {
  return checkDefinition(file, openDefinition(file, text), schema, wording)
}

/** Says in another language what the schema found wrong. */
export type Wording = z.core.$ZodErrorMap

export interface OpenDefinition {
  readonly value: unknown
  /** 1-based line at which a path starts; the nearest parent that exists where the path does not. */
  lineOf(path: readonly PropertyKey[]): number
}

export function openDefinition(file: string, text: string): OpenDefinition {
  if (text.length > MAX_CHARS)
    throw new DefinitionError(`${file}:1: file: larger than ${MAX_CHARS} characters`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const [error] = document.errors
  if (error) throw new DefinitionError(`${file}:${lines.linePos(error.pos[0]).line}: YAML: ${error.message}`)
  return {
    value: document.toJS({ maxAliasCount: 100 }) as unknown,
    lineOf: (path) => lineOfPath(document, lines, path),
  }
}

export function checkDefinition<T extends z.ZodType>(
  file: string,
  definition: OpenDefinition,
  schema: T,
  wording?: Wording,
): z.output<T> {
  const parsed = schema.safeParse(definition.value, wording && { error: wording })
  if (parsed.success) return parsed.data
  throw new DefinitionError(problemLines(file, definition, parsed.error.issues).join('\n'))
}

export function problemLines(
  file: string,
  definition: OpenDefinition,
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): string[] {
  return issues.map((issue) => {
    const path = [...prefix, ...issue.path]
    return `${file}:${definition.lineOf(path)}: ${path.join('.') || 'file'}: ${issue.message}`
  })
}

function lineOfPath(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node =
      length === 0 ? document.contents : document.getIn(path.slice(0, length) as (string | number)[], true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
