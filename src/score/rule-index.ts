import type { CompiledCondition, CompiledRule, ListingOutline, RuleIndex } from './policy.ts'
import { requiredLiterals } from './required-literals.ts'

/**
 * Puts rules aside before any of them is tried. What a rule cannot do without (one of some kinds, signals,
 * platforms or strings) is a need, shared by all rules that have it; a rule is a candidate when its needs are met.
 * The cost of a listing grows with what stands in it, hardly with the number of rules.
 */
export function buildRuleIndex(rules: readonly CompiledRule[]): RuleIndex {
  const needs = new NeedTable()
  const rows = rules.map((compiled) => ({ compiled, needs: needs.numbersOf(compiled.all) }))
  return {
    candidatesFor(outline) {
      const met = needs.metBy(outline)
      const candidates: CompiledRule[] = []
      for (const row of rows) if (isMet(row.needs, met)) candidates.push(row.compiled)
      return candidates
    },
  }
}

function isMet(needs: readonly number[], met: Uint8Array): boolean {
  for (const need of needs) if (met[need] === 0) return false
  return true
}

interface Literal {
  readonly text: string
  readonly needs: number[]
}

class NeedTable {
  readonly #numbers = new Map<string, number>()
  /** Needs that one kind, signal or platform meets; their names do not overlap within a map. */
  readonly #byKind = new Map<string, number[]>()
  readonly #bySignal = new Map<string, number[]>()
  readonly #byPlatform = new Map<string, number[]>()
  /** By first UTF-16 unit. */
  readonly #literals = new Map<number, Literal[]>()

  numbersOf(conditions: readonly CompiledCondition[]): number[] {
    const numbers = conditions.flatMap(({ kinds, signals, platforms, source: { pattern } }) => [
      ...this.#add('kind', kinds, (kind) => listIn(this.#byKind, kind)),
      ...this.#add('signal', signals, (signal) => listIn(this.#bySignal, signal)),
      ...this.#add('platform', platforms, (platform) => listIn(this.#byPlatform, platform)),
      ...this.#add('literal', pattern === undefined ? undefined : requiredLiterals(pattern), (text) =>
        this.#needsOfLiteral(text),
      ),
    ])
    return [...new Set(numbers)]
  }

  metBy({ listing, kinds, signalKinds }: ListingOutline): Uint8Array {
    const met = new Uint8Array(this.#numbers.size)
    for (const kind of kinds) mark(met, this.#byKind.get(kind))
    for (const signal of signalKinds) mark(met, this.#bySignal.get(signal))
    mark(met, this.#byPlatform.get(listing.platform))
    this.#markLiterals(met, listing.title)
    this.#markLiterals(met, listing.body)
    return met
  }

  #add(
    what: string,
    wanted: Iterable<string> | undefined,
    placeOf: (value: string) => number[],
  ): readonly number[] {
    if (!wanted) return []
    const values = [...new Set(wanted)].sort()
    const key = JSON.stringify([what, values])
    const known = this.#numbers.get(key)
    if (known !== undefined) return [known]
    const number = this.#numbers.size
    this.#numbers.set(key, number)
    for (const value of values) placeOf(value).push(number)
    return [number]
  }

  #needsOfLiteral(text: string): number[] {
    const literals = listIn(this.#literals, text.charCodeAt(0))
    const known = literals.find((literal) => literal.text === text)
    if (known) return known.needs
    const literal = { text, needs: [] }
    literals.push(literal)
    return literal.needs
  }

  #markLiterals(met: Uint8Array, text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const literals = this.#literals.get(text.charCodeAt(at))
      if (!literals) continue
      for (const { text: literal, needs } of literals) if (text.startsWith(literal, at)) mark(met, needs)
    }
  }
}

function mark(met: Uint8Array, needs: readonly number[] | undefined): void {
  if (needs) for (const need of needs) met[need] = 1
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key)
  if (known) return known
  const list: V[] = []
  lists.set(key, list)
  return list
}
