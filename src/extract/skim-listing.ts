import { Parser } from 'htmlparser2'
import type { Site } from '../domain/site.ts'
import { type FieldSelectors, type FieldValues, listingOfFields } from './apply-site-selectors.ts'
import { plainText } from './found-listing.ts'
import { absoluteUrl } from './item-url.ts'
import { LIMITS } from './limits.ts'
import { unwrapComments } from './parse-html.ts'
import { listingsOfSchema, readScript, unfoldNodes } from './read-json-ld.ts'
import { linksOf, type MarkupReading, readMarkup } from './read-markup.ts'
import { openGraphListing } from './read-open-graph.ts'
import { compileSelector, type OpenElement, type StreamSelector } from './stream-selector.ts'
import { finishText, isBlock, isHiddenElement } from './visible-text.ts'

export interface SkimContext {
  readonly url: string
  readonly site: Site
  /** Of the page: links on a GBK page carry GBK. */
  readonly charset?: string
}

/**
 * Reads an item's own page in one pass, without building a document, where the site's selectors are plain ones.
 *
 * The answer is what `readMarkup` gives, text included, which is read from a document after all if somebody asks. Undefined
 * where that cannot be promised: then the page deserves the document.
 */
export function skimListing(source: string, context: SkimContext): MarkupReading | undefined {
  const plan = planOf(context.site)
  if (plan === undefined) return undefined
  const skim = new Skim(plan)
  const markup = `<page>${unwrapComments(source)}`
  const parser = new Parser(skim, {
    decodeEntities: true,
    lowerCaseTags: true,
    lowerCaseAttributeNames: true,
  })
  for (let at = 0; at < markup.length && !skim.gaveUp; at += CHUNK_CHARS) {
    parser.write(markup.slice(at, at + CHUNK_CHARS))
  }
  if (skim.gaveUp) return undefined
  parser.end()
  return skim.gaveUp ? undefined : toReading(skim, source, context)
}

const CHUNK_CHARS = 32_768
/** Beyond this the document's text is cut, and where is not worth repeating. */
const MAX_TEXT = LIMITS.bodyChars

function toReading(
  skim: Skim,
  source: string,
  { url, site, charset }: SkimContext,
): MarkupReading | undefined {
  const baseUrl = absoluteUrl(skim.base ?? '', url) ?? url
  const own = listingOfFields(skim.values(), baseUrl)
  if (own === undefined) return undefined
  const declared = [
    ...listingsOfSchema(unfoldNodes(skim.schemaScripts.map(readScript))),
    ...[openGraphListing((name) => skim.meta.get(name))].filter((found) => found !== undefined),
  ].slice(0, 1)
  return {
    title: plainText(skim.title ?? '').slice(0, 500),
    get text() {
      return readMarkup(source, { url, site, kind: 'listing' }).text
    },
    baseUrl,
    found: [own, ...declared.map((found) => ({ ...found, key: own.key, url: own.url }))],
    links: linksOf(skim.hrefs, { url: baseUrl, site, charset }),
  }
}

type FieldName = keyof FieldSelectors

interface Field {
  readonly name: FieldName
  readonly selector: StreamSelector
  /** Text of all that match in `blocks`; of the first that is not empty in `first`; of all in `all`. */
  readonly takes: 'first' | 'all' | 'blocks'
}

const plans = new WeakMap<Site, readonly Field[] | 'none'>()

/** Undefined when a selector of the site is none of the plain ones, or its listings come from data. */
function planOf(site: Site): readonly Field[] | undefined {
  const known = plans.get(site)
  if (known !== undefined) return known === 'none' ? undefined : known
  const plan = makePlan(site)
  plans.set(site, plan ?? 'none')
  return plan
}

function makePlan({ listing, json }: Site): readonly Field[] | undefined {
  if (listing?.title === undefined || json.length > 0) return undefined
  const given = Object.entries(listing).filter(([, selector]) => selector !== undefined)
  const fields = given.map(([name, selector]) => toField(name as FieldName, selector ?? ''))
  return fields.every((field) => field !== undefined) ? fields : undefined
}

function toField(name: FieldName, text: string): Field | undefined {
  const isImages = name === 'images'
  const selector = compileSelector(isImages && !text.includes('@') ? `${text}@src` : text)
  if (selector === undefined) return undefined
  const isBlocks = name === 'body' && selector.attribute === undefined
  return { name, selector, takes: isImages ? 'all' : isBlocks ? 'blocks' : 'first' }
}

interface Capture {
  readonly field: Field
  readonly depth: number
  /** First part of the text that is inside. */
  readonly from: number
}

/** What one pass over the markup keeps. */
class Skim {
  readonly #fields: readonly Field[]
  readonly #open: OpenElement[] = []
  readonly #captures: Capture[] = []
  readonly #values = new Map<FieldName, string[]>()
  /** Text of what is being captured. */
  #parts: string[] = []
  #chars = 0
  /** Depth of the outermost hidden element; 0 where nothing is hidden. */
  #hiddenAt = 0
  #raw: string[] | undefined
  readonly hrefs: string[] = []
  readonly meta = new Map<string, string>()
  readonly schemaScripts: string[] = []
  base: string | undefined
  title: string | undefined
  gaveUp = false

  constructor(fields: readonly Field[]) {
    this.#fields = fields
  }

  values(): FieldValues {
    const first = (name: FieldName) => this.#values.get(name)?.[0]
    const read = Object.fromEntries(this.#fields.map(({ name }) => [name, first(name)]))
    const isBlocks = this.#fields.some(({ takes }) => takes === 'blocks')
    const body = isBlocks ? finishText(this.#values.get('body') ?? [], MAX_TEXT) || undefined : first('body')
    return { ...read, body, images: (this.#values.get('images') ?? []).slice(0, LIMITS.images) }
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    this.#open.push({ name, attributes })
    const depth = this.#open.length
    if (depth > LIMITS.htmlDepth || 'itemscope' in attributes) this.gaveUp = true
    this.#noteHead(name, attributes)
    const hides = this.#hiddenAt === 0 && isHiddenElement(name, attributes)
    if (!hides) this.#edge(name)
    for (const field of this.#fields) if (field.selector.matches(this.#open)) this.#begin(field, depth)
    if (hides) this.#hiddenAt = depth
  }

  ontext(text: string): void {
    this.#raw?.push(text)
    if (this.#captures.length === 0 || this.#hiddenAt > 0) return
    this.#chars += text.length
    if (this.#chars > MAX_TEXT) this.gaveUp = true
    this.#parts.push(text.replace(/\s+/g, ' '))
  }

  onclosetag(name: string): void {
    const depth = this.#open.length
    if (this.#raw !== undefined) this.#endRaw(name)
    if (this.#hiddenAt === depth) this.#hiddenAt = 0
    else this.#edge(name)
    while (this.#captures.at(-1)?.depth === depth) this.#end()
    this.#open.pop()
  }

  #noteHead(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'a' && attributes.href !== undefined) this.hrefs.push(attributes.href)
    else if (name === 'base' && attributes.href !== undefined) this.base ??= attributes.href
    else if (name === 'meta') this.#noteMeta(attributes)
    else if (name === 'title' && this.title === undefined) this.#raw ??= []
    else if (name === 'script' && attributes.type?.includes('ld+json')) this.#raw = []
  }

  #noteMeta({ property, name, content }: Readonly<Record<string, string>>): void {
    // The first of a name counts, also when it says nothing.
    for (const key of [property, name])
      if (key !== undefined && !this.meta.has(key)) this.meta.set(key, content ?? '')
  }

  #endRaw(name: string): void {
    if (name === 'script') this.schemaScripts.push((this.#raw ?? []).join(''))
    else if (name === 'title') this.title ??= (this.#raw ?? []).join('')
    else return
    this.#raw = undefined
  }

  #edge(name: string): void {
    if (this.#captures.length > 0 && this.#hiddenAt === 0 && isBlock(name)) this.#parts.push('\n')
  }

  #begin(field: Field, depth: number): void {
    const { attribute } = field.selector
    if (field.takes === 'first' && (this.#values.get(field.name)?.length ?? 0) > 0) return
    if (attribute !== undefined) {
      this.#add(field, plainText(this.#open.at(-1)?.attributes[attribute] ?? ''))
      return
    }
    // Inside something hidden there is text all the same for who selects it, and of two that lie in one another the outer
    // comes first: both are for the document to tell.
    if (this.#hiddenAt > 0 || this.#captures.some((capture) => capture.field === field)) this.gaveUp = true
    this.#captures.push({ field, depth, from: this.#parts.length })
    this.#edge(this.#open.at(-1)?.name ?? '')
  }

  #end(): void {
    const { field, from } = this.#captures.pop() as Capture
    const parts = this.#parts.slice(from)
    if (field.takes === 'blocks')
      this.#values.set(field.name, [...(this.#values.get(field.name) ?? []), ...parts])
    else this.#add(field, plainText(finishText(parts, MAX_TEXT)))
    if (this.#captures.length > 0) return
    this.#parts = []
    this.#chars = 0
  }

  #add({ name, takes }: Field, value: string): void {
    const values = this.#values.get(name) ?? []
    if (value !== '' && (takes === 'all' || values.length === 0)) values.push(value)
    this.#values.set(name, values)
  }
}
