import type { CheerioAPI } from './parse-html.ts'
import { visibleText } from './visible-text.ts'

type Scope = Record<string, unknown>

const MAX_SCOPES = 1000

/** Microdata as schema.org objects of the shape that JSON-LD has. */
export function readMicrodata($: CheerioAPI): Scope[] {
  const scopes = new Map<unknown, Scope>()
  for (const element of $('[itemscope]').toArray().slice(0, MAX_SCOPES)) {
    scopes.set(element, { '@type': ($(element).attr('itemtype') ?? '').trim().split(/\s+/)[0] })
  }
  for (const element of $('[itemprop]')
    .toArray()
    .slice(0, MAX_SCOPES * 20)) {
    const owner = scopes.get($(element).parent().closest('[itemscope]').get(0))
    if (owner === undefined) continue
    const value = scopes.get(element) ?? propertyValue($, element)
    for (const name of ($(element).attr('itemprop') ?? '').split(/\s+/)) addValue(owner, name, value)
  }
  return [...scopes.values()]
}

type Element = Parameters<CheerioAPI>[0]

function propertyValue($: CheerioAPI, element: Element): string {
  const node = $(element)
  const named = node.attr('content') ?? node.attr('datetime') ?? node.attr('src') ?? node.attr('href')
  return named ?? visibleText(node.toArray(), 20_000)
}

function addValue(owner: Scope, name: string, value: unknown): void {
  if (name === '' || name === '__proto__') return
  const before = owner[name]
  if (before === undefined) owner[name] = value
  else if (Array.isArray(before)) before.push(value)
  else owner[name] = [before, value]
}
