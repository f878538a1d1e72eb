// Pages for capture-cost.ts: an item of the practice market, and a long page of photographs.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { startPracticeMarket } from '../../src/adapters/practice-market/start-practice-market.ts'

const PHOTOS = 12
const EDGE = 800

/** A picture that packs no better than a photograph: noise in a few greys. */
function photo(seed: number): Buffer {
  const rows = Buffer.alloc((EDGE + 1) * EDGE)
  let state = seed + 1
  for (let at = 0; at < rows.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    rows[at] = at % (EDGE + 1) === 0 ? 0 : 96 + ((state >>> 16) & 15) + ((at / 4000) & 63)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(EDGE, 0)
  header.writeUInt32BE(EDGE, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const framed = Buffer.alloc(data.length + 12)
  framed.writeUInt32BE(data.length, 0)
  framed.write(type, 4, 'latin1')
  data.copy(framed, 8)
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8)
  return framed
}

const photos = Array.from({ length: PHOTOS }, (_, index) => photo(index))
const paragraph = '<p>老料手串，一百零八颗，祖上传下来的，包浆温润，顺丰包邮，支持验货，喜欢的直接拍。</p>'
const long = `<!doctype html><meta charset="utf-8"><title>手串</title><link rel="stylesheet" href="/style.css">
<h1>老料手串 一百零八颗</h1><b class="price">¥2,800</b>${paragraph.repeat(30)}
${photos.map((_, index) => `<img src="/photo/${index}.png">`).join('')}${paragraph.repeat(20)}`
const style =
  'body { font: 16px sans-serif; width: 1000px; margin: auto } img { display: block; width: 600px; margin: 8px }'

const dataFolder = path.join(import.meta.dirname, '../../data/practice-market')
const clock = { now: () => new Date().toISOString() }
const market = await startPracticeMarket({ day: 1, dataFolder, clock, ports: 0 })
const shop = market.sites.find(({ id }) => id === 'practice-shop')?.origin ?? ''
const list = await (await fetch(`${shop}/category/1`)).text()
const item = /\/item\/\d+\.html/.exec(list)?.[0] ?? ''

const server = createServer(async ({ url = '' }, response) => {
  const number = Number(/^\/photo\/(\d+)\.png$/.exec(url)?.[1] ?? Number.NaN)
  if (photos[number]) return void response.writeHead(200, { 'content-type': 'image/png' }).end(photos[number])
  if (url === '/style.css') return void response.writeHead(200, { 'content-type': 'text/css' }).end(style)
  if (url === '/long') return void response.writeHead(200, { 'content-type': 'text/html' }).end(long)
  if (url === '/pages')
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify([
        { name: 'an item of the practice market', path: item, pictures: [] },
        {
          name: 'a long page of twelve photographs',
          path: '/long',
          pictures: photos.map((_, at) => `/photo/${at}.png`),
        },
      ]),
    )
  // Anything else is the market's.
  const answer = await fetch(shop + url)
  const type = answer.headers.get('content-type') ?? 'text/plain'
  response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()))
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
