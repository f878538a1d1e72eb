import { findEmbeddedJson } from './find-embedded-json.ts'
import type { CheerioAPI } from './parse-html.ts'
import { parseLooseArguments, parseLooseJson, parseLooseString } from './parse-loose-json.ts'
import { isObject } from './read-json-record.ts'

const MAX_SCRIPTS = 300
const MIN_SCRIPT_CHARS = 60

/** The data that a page carries for its own scripts: state literals, wrapped, numbered and streamed ones, attributes. */
export function readScripts($: CheerioAPI): unknown[] {
  const scripts = $('script:not([src])')
    .toArray()
    .slice(0, MAX_SCRIPTS)
    .filter((script) => !/ld\+json|template|html/.test($(script).attr('type') ?? ''))
    .map((script) => $(script).text())
    .filter((text) => text.length >= MIN_SCRIPT_CHARS)
  return [...scripts.flatMap(readScript), ...readStream(scripts), ...readAttributes($)]
}

function readScript(text: string): unknown[] {
  if (STREAM.test(text)) return []
  const called = readCalledState(text)
  if (called !== undefined) return [called]
  return findEmbeddedJson(text).flatMap((value) => [unfoldNumbered(value) ?? value, ...pageProps(value)])
}

/** `props` names a product's properties everywhere but here. */
function pageProps(value: unknown): unknown[] {
  return isObject(value) && isObject(value.props) && isObject(value.props.pageProps)
    ? [value.props.pageProps]
    : []
}

const CALLED = /=\s{0,5}\(?function\s?\(([\w$,\s]{0,40000})\)\s?\{\s?return\s?(?=\{)/

/** `=(function(a,b){return {…a…}}("x",1))`: repeated values stand in the arguments. */
function readCalledState(text: string): unknown {
  const head = CALLED.exec(text)
  if (head === null) return undefined
  const start = head.index + head[0].length
  const { end } = parseLooseJson(text, start)
  const call = /^\s{0,5};?\s{0,5}\}\s{0,5}\)?\s{0,5}\(/.exec(text.slice(end, end + 40))
  const values = call === null ? [] : parseLooseArguments(text, end + call[0].length)
  const names = (head[1] as string).split(',').map((name) => name.trim())
  return parseLooseJson(text, start, new Map(names.map((name, at) => [name, values[at]]))).value
}

const STREAM = /self\.__next_f\b/
const STREAMED = /self\.__next_f\.push\(\[1,\s?(?=")/g

/** Pieces of one text of `number:value` lines, cut anywhere. */
function readStream(scripts: readonly string[]): unknown[] {
  const pieces = scripts
    .filter((text) => STREAM.test(text))
    .flatMap((text) =>
      [...text.matchAll(STREAMED)].map(
        (match) => parseLooseString(text, match.index + match[0].length).value,
      ),
    )
  return pieces.length === 0 ? [] : findEmbeddedJson(pieces.join(''))
}

const MAX_NUMBERED = 200_000
const MAX_DEPTH = 40

/** A list in which every value inside an object or list is the place of the real one: `[["Reactive",1],{"data":2},…]`. */
function unfoldNumbered(value: unknown): unknown {
  if (!Array.isArray(value) || value.length < 3 || value.length > MAX_NUMBERED) return undefined
  const [first] = value
  if (!isWrapper(first) && !(isObject(first) && Object.values(first).every(Number.isInteger)))
    return undefined
  return new NumberedValues(value).at(0)
}

function isWrapper(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && WRAPPER.test(value[0])
}

const WRAPPER = /^(?:Shallow)?(?:Reactive|Ref)$/

class NumberedValues {
  readonly #values: readonly unknown[]
  #left = MAX_NUMBERED

  constructor(values: readonly unknown[]) {
    this.#values = values
  }

  at(place: unknown, depth = 0): unknown {
    this.#left -= 1
    if (typeof place !== 'number' || place < 0 || depth > MAX_DEPTH || this.#left < 0) return undefined
    const value = this.#values[place]
    if (isWrapper(value)) return this.at((value as unknown[])[1], depth + 1)
    if (Array.isArray(value)) return value.map((inner) => this.at(inner, depth + 1))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.at(inner, depth + 1)]))
  }
}

const MIN_ATTRIBUTE_CHARS = 80
const MAX_ATTRIBUTE_CHARS = 2_000_000
const DATA_ATTRIBUTE = /^(?:data-|:|v-bind:|initial|props$|state$)/

/** Some pages hand their state over in an attribute: `data-obj='{…}'`, `data-page`, `:goods`. */
function readAttributes($: CheerioAPI): unknown[] {
  const texts: string[] = []
  let left = MAX_ATTRIBUTE_CHARS
  for (const element of $('*').toArray()) {
    for (const [name, text] of Object.entries(
      (element as { attribs?: Record<string, string> }).attribs ?? {},
    )) {
      if (text.length < MIN_ATTRIBUTE_CHARS || !DATA_ATTRIBUTE.test(name) || !/^\s?[{[]/.test(text)) continue
      left -= text.length
      if (left > 0) texts.push(text)
    }
  }
  return texts.flatMap(findEmbeddedJson)
}
