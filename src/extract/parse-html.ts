import { type CheerioAPI, load } from 'cheerio/slim'
import { DomHandler, Parser } from 'htmlparser2'
import { LIMITS } from './limits.ts'

export type { CheerioAPI } from 'cheerio/slim'

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
  parser.end(markup)
  return load(handler.root)
}

class FlatteningHandler extends DomHandler {
  #depth = 0

  override onopentag(name: string, attributes: Record<string, string>): void {
    this.#depth += 1
    if (this.#depth <= LIMITS.htmlDepth) super.onopentag(name, attributes)
  }

  override onclosetag(): void {
    if (this.#depth <= LIMITS.htmlDepth) super.onclosetag()
    this.#depth -= 1
  }
}
