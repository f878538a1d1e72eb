// node clients/crawlee.ts ORIGIN CONCURRENCY FOLDER persist|memory
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { resourceUsage } from 'node:process'
import { CheerioCrawler, Configuration, log, RequestQueue } from '@crawlee/cheerio'

const [origin = '', concurrency = '8', folder = '', storage = 'memory'] = process.argv.slice(2)
log.setLevel(log.LEVELS.ERROR)
const config = new Configuration({
  persistStorage: storage === 'persist',
  storageClientOptions: { localDataDirectory: folder },
  availableMemoryRatio: 0.8,
})
const items: [number, string, number][] = []
const requestQueue = await RequestQueue.open(undefined, { config })
const crawler = new CheerioCrawler(
  {
    requestQueue,
    minConcurrency: Number(concurrency),
    maxConcurrency: Number(concurrency),
    useSessionPool: false,
    persistCookiesPerSession: false,
    maxRequestRetries: 1,
    requestHandler: async ({ $, request, enqueueLinks }) => {
      const number = Number(/\/item\/(\d+)/.exec(request.url)?.[1])
      items.push([number, $('h1.title').text(), Number($('b.price').text().replace('¥', ''))])
      await enqueueLinks({
        selector: 'a[href^="/item/"]',
        transformRequestFunction: (next) => ({ ...next, url: next.url.split('?')[0] ?? next.url }),
      })
    },
  },
  config,
)
await crawler.run([`${origin}/item/0.html`])
const { userCPUTime, systemCPUTime, maxRSS } = resourceUsage()
const result = { items, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 }
writeFileSync(path.join(folder, 'result.json'), JSON.stringify(result))
process.exit(0)
