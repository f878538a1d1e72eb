import { type CheerioAPI, load } from 'cheerio/slim'
import { DomHandler, Parser } from 'htmlparser2'
import { LIMITS } from './limits.ts'

export type { CheerioAPI } from 'cheerio/slim'

const CHUNK_CHARS = 32_768
const MAX_OPEN_TAGS = 5000

/**
 * Parses markup into a document no deeper than the limit: what is nested deeper becomes a sibling, its text is kept.
 * Selector engines and text readers recurse; a page of a million open tags must not overflow them.
 */
export function parseHtml(markup: string): CheerioAPI {
  const handler = new FlatteningHandler()
  const parser = new Parser(handler, {
    decodeEntities: true,
    lowerCaseTags: true,
    lowerCaseAttributeNames: true,
  })
  // One element around everything: selecting under a root of many children costs their number squared.
  const source = `<page>${unwrapComments(markup)}`
  // The parser's own stack costs its length at every tag: beyond this depth nothing readable follows.
  for (let at = 0; at < source.length && handler.depth <= MAX_OPEN_TAGS; at += CHUNK_CHARS) {
    parser.write(source.slice(at, at + CHUNK_CHARS))
  }
  parser.end()
  return load(handler.root)
}

class FlatteningHandler extends DomHandler {
  depth = 0

  override onopentag(name: string, attributes: Record<string, string>): void {
    this.depth += 1
    if (this.depth <= LIMITS.htmlDepth) super.onopentag(name, attributes)
  }

  override onclosetag(): void {
    if (this.depth <= LIMITS.htmlDepth) super.onclosetag()
    this.depth -= 1
  }
}

const WRAPPERS = ['<code', '<textarea'] as const
const MIN_WRAPPED = 300

/** Some sites ship parts of the page as comments inside `<code>` and show them by script; readers see them. */
export function unwrapComments(markup: string): string {
  if (!WRAPPERS.some((wrapper) => markup.includes(wrapper))) return markup
  const parts: string[] = []
  let from = 0
  for (let at = markup.indexOf('<!--'); at >= 0; at = markup.indexOf('<!--', from)) {
    const end = markup.indexOf('-->', at)
    if (end < 0) break
    const isWrapped =
      end - at >= MIN_WRAPPED &&
      /<(?:code|textarea)\b[^<>]{0,300}>\s{0,20}$/.test(markup.slice(Math.max(0, at - 340), at))
    parts.push(markup.slice(from, isWrapped ? at : end + 3), isWrapped ? markup.slice(at + 4, end) : '')
    from = end + 3
  }
  parts.push(markup.slice(from))
  return parts.join('')
}
