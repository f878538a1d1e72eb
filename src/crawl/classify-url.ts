import { RE2JS } from 're2js'
import { DefinitionError } from '../domain/errors.ts'
import type { Site } from '../domain/site.ts'

export type UrlKind = 'seed' | 'search' | 'listing' | 'list'

/** Undefined means "not followed": off the site, marked `skip`, or matched by no pattern. */
export type UrlClassifier = (url: string) => 'listing' | 'list' | undefined

/** Patterns run on a linear-time engine: site files are written by many hands. */
export function compileUrlClassifier(site: Pick<Site, 'id' | 'origin' | 'pages'>): UrlClassifier {
  const origin = new URL(site.origin).origin
  const pages = site.pages.map(({ kind, pattern }) => ({ kind, regex: compilePattern(site.id, pattern) }))

  return (raw) => {
    const url = URL.parse(raw)
    if (url === null || url.origin !== origin) return undefined
    const subject = url.pathname + url.search
    const kind = pages.find(({ regex }) => regex.matcher(subject).find())?.kind
    return kind === 'skip' ? undefined : kind
  }
}

/** @throws {DefinitionError} */
export function compilePattern(siteId: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (cause) {
    throw new DefinitionError(`sites/${siteId}: cannot use "${pattern}" as a pattern`, {
      cause,
    })
  }
}
