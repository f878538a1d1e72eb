import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { stringify } from 'yaml'

const page = (title: string, body: string) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><h1 class="t">${title}</h1>${body}`

/**
 * A small site on loopback, with one list and its items, that answers as far as the test lets it: what a test does in the middle
 * of a scan then does not depend on how fast the machine is.
 */
export class GatedSite {
  /** Paths in the order they were asked for. */
  readonly asked: string[] = []
  readonly #titles: readonly string[]
  readonly #server = createServer((request, response) => this.#answer(request.url ?? '/', response))
  #leave = Number.POSITIVE_INFINITY
  #held: (() => void)[] = []
  #whenHeld = Promise.withResolvers<void>()

  constructor(titles: readonly string[]) {
    this.#titles = titles
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** So many more items are answered; whoever asks for another waits. Resolves when somebody does. */
  async holdAfter(items: number): Promise<void> {
    this.#leave = items
    this.#whenHeld = Promise.withResolvers<void>()
    await this.#whenHeld.promise
  }

  release(): void {
    this.#leave = Number.POSITIVE_INFINITY
    for (const answer of this.#held.splice(0)) answer()
  }

  /** Puts the site into the catalogue of a home folder. */
  writeInto(home: string, id: string, lane: 'http' | 'browser' = 'http'): void {
    mkdirSync(path.join(home, 'sites'), { recursive: true })
    const site = {
      id,
      name: '演练小站',
      status: 'untested-live',
      platform: 'forum',
      origin: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      lane,
      seeds: ['/list'],
      pages: [
        { kind: 'listing', pattern: '^/item/\\d+' },
        { kind: 'list', pattern: '^/list' },
      ],
      itemKey: '/item/(\\d+)',
      listing: { title: '.t', price: '.p', body: '.b' },
      list: { card: '.card', title: '.t', url: '.t@href', price: '.p' },
      // One after the other: what is held back is then all that is not done.
      politeness: { delayMs: 0, concurrency: 1 },
    }
    writeFileSync(path.join(home, 'sites', `${id}.yml`), stringify(site))
  }

  close(): void {
    this.release()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(url: string, response: ServerResponse): void {
    this.asked.push(url)
    const item = /^\/item\/(\d+)/.exec(url)?.[1]
    if (item === undefined) this.#send(response, url === '/list' ? this.#list() : undefined)
    else this.#answerInTurn(() => this.#send(response, this.#item(Number(item))))
  }

  #answerInTurn(send: () => void): void {
    this.#leave -= 1
    if (this.#leave >= 0) {
      send()
    } else {
      this.#held.push(send)
      this.#whenHeld.resolve()
    }
  }

  #send(response: ServerResponse, html: string | undefined): void {
    response
      .writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
      .end(html)
  }

  #list(): string {
    const cards = this.#titles.map(
      (title, index) =>
        `<div class="card"><a class="t" href="/item/${index + 1}">${title}</a><p class="p">￥${index + 1}800</p></div>`,
    )
    return page('列表', cards.join(''))
  }

  #item(id: number): string {
    const title = this.#titles[id - 1] ?? ''
    return page(title, `<p class="p">￥${id}800</p><div class="b">${title}，出售，要的私聊。</div>`)
  }
}
