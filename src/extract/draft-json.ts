import type { Site } from '../domain/site.ts'
import { findEmbeddedJson } from './find-embedded-json.ts'
import type { Role } from './json-roles.ts'
import { isAside, normaliseKey } from './json-roles.ts'
import type { CheerioAPI } from './parse-html.ts'
import { isObject, type Json, pickRoles, readJsonRecord } from './read-json-record.ts'
import { readScripts } from './read-scripts.ts'

type Shape = Site['json'][number]

const DEPTH = 7
const MAX_NODES = 50_000
const FIELDS: readonly (readonly [field: keyof Shape['fields'], role: Role])[] = [
  ['key', 'id'],
  ['title', 'title'],
  ['body', 'text'],
  ['price', 'price'],
  ['seller', 'seller'],
  ['sellerId', 'sellerId'],
  ['region', 'region'],
  ['images', 'image'],
  ['publishedAt', 'time'],
]

interface Found {
  readonly path: readonly string[]
  readonly records: readonly Json[]
}

/** Paths into the largest array of offers or posts that a page's state or a JSON response holds. */
export function draftJson(source: string, $: CheerioAPI): Shape | undefined {
  const scripts = readScripts($)
  const roots = scripts.length > 0 ? scripts : findEmbeddedJson(source)
  const arrays = roots.flatMap(findArrays)
  const best = arrays.reduce<Found | undefined>(
    (most, next) => (next.records.length > (most?.records.length ?? 1) ? next : most),
    undefined,
  )
  const fields = best === undefined ? undefined : fieldsOf(best.records[0] as Json)
  if (best === undefined || fields === undefined) return undefined
  return { pattern: '^/', items: [...best.path, '*'].join('.'), fields, url: '/item/{key}' }
}

interface Place {
  readonly value: unknown
  readonly path: readonly string[]
}

function findArrays(root: unknown): Found[] {
  const found: Found[] = []
  const stack: Place[] = [{ value: root, path: [] }]
  for (let nodes = 0; nodes < MAX_NODES && stack.length > 0; nodes += 1) {
    const place = stack.pop() as Place
    const records = readableRecords(place.value)
    if (records.length > 0) found.push({ path: place.path, records })
    else stack.push(...placesIn(place))
  }
  return found
}

/** The elements of a list most of which read as offers or posts. */
function readableRecords(value: unknown): Json[] {
  const records = Array.isArray(value) ? value.filter(isObject) : []
  const readable = records.filter((record) => readJsonRecord(record, DEPTH, () => false) !== undefined)
  return readable.length >= 2 && readable.length >= records.length / 2 ? readable : []
}

function placesIn({ value, path }: Place): Place[] {
  if (typeof value !== 'object' || value === null || path.length > 20) return []
  return Object.entries(value)
    .slice(0, 500)
    .filter(([key]) => !isAside(normaliseKey(key)))
    .map(([key, inner]) => ({ value: inner, path: [...path, key] }))
}

function fieldsOf(record: Json): Shape['fields'] | undefined {
  const picks = pickRoles(record, DEPTH)
  const paths = FIELDS.map(([field, role]) => {
    const pick = picks.get(role)
    return [field, pick === undefined ? undefined : pathTo(record, pick.node, pick.key, pick.value)] as const
  })
  const fields = Object.fromEntries(paths.filter(([, path]) => path !== undefined)) as Partial<
    Shape['fields']
  >
  return fields.key === undefined || fields.title === undefined ? undefined : (fields as Shape['fields'])
}

/** The dotted path to a key of an object inside the record, by the object's identity. */
function pathTo(record: Json, node: Json, key: string, value: unknown): string | undefined {
  const path = pathOfNode(record, node)
  const name = Object.keys(node).find((one) => normaliseKey(one) === key && node[one] === value)
  return path === undefined || name === undefined ? undefined : [...path, name, ...innerPath(value)].join('.')
}

function pathOfNode(record: Json, node: Json): readonly string[] | undefined {
  const queue: { value: Json; path: readonly string[] }[] = [{ value: record, path: [] }]
  for (const { value, path } of queue) {
    if (value === node) return path
    if (path.length >= DEPTH || queue.length > 2000) continue
    for (const [name, inner] of Object.entries(value))
      if (isObject(inner)) queue.push({ value: inner, path: [...path, name] })
  }
  return undefined
}

/** Into a value that is itself an object or a list: prices in parts, lists of pictures. */
function innerPath(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [first] = value
    return isObject(first) ? ['*', textKey(first) ?? 'url'] : ['*']
  }
  return isObject(value) ? [textKey(value) ?? 'text'] : []
}

function textKey(value: Json): string | undefined {
  return [
    'text',
    'url',
    'value',
    'amount',
    'priceText',
    'formatted_amount',
    'url_default',
    'uri',
    'price',
    'name',
  ].find((name) => typeof value[name] === 'string' || typeof value[name] === 'number')
}
