import { RE2JS } from 're2js'
import type { Condition, Rule } from '../domain/rule.ts'
import type { CompiledCondition, CompiledRule } from './policy.ts'

/** @throws {SyntaxError} from the pattern engine; load-rules reports it with file and line. */
export function compileRule(rule: Rule): CompiledRule {
  const { all, any, not } = rule.detection
  return {
    rule,
    all: cheapFirst(all.map(compileCondition)),
    any: cheapFirst(any.map(compileCondition)),
    not: cheapFirst(not.map(compileCondition)),
    excuses: rule.points < 0 || rule.ceiling === 'legal',
  }
}

export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(pattern)
}

function compileCondition(source: Condition): CompiledCondition {
  const terms = source.terms ?? []
  const ids = terms.filter((term) => !term.endsWith('.'))
  return {
    source,
    termIds: source.terms ? new Set(ids) : undefined,
    termPrefixes: terms.filter((term) => term.endsWith('.')),
    kinds: source.kinds && new Set(source.kinds),
    categories: source.categories && new Set(source.categories),
    signals: source.signals && new Set(source.signals),
    platforms: source.platforms && new Set(source.platforms),
    pattern: source.pattern === undefined ? undefined : compilePattern(source.pattern),
    readsMarks:
      source.terms !== undefined ||
      source.kinds !== undefined ||
      source.categories !== undefined ||
      source.signals !== undefined ||
      source.evasive !== undefined ||
      source.pattern !== undefined,
  }
}

/** The first condition anchors `within` and stays first; patterns cost most, so they go last. */
function cheapFirst(conditions: CompiledCondition[]): CompiledCondition[] {
  const [first, ...rest] = conditions
  if (!first) return []
  return [first, ...rest.filter(({ pattern }) => !pattern), ...rest.filter(({ pattern }) => pattern)]
}
