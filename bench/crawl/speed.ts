// A whole site, every client in turn in the same run, all held to the same checks.
//   npm run --prefix bench/crawl speed [-- --pages 5000 --rounds 3 --only ours]
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { makeSite, type SiteTruth, titleOf } from './make-site.ts'

const PORT = 18_790
const CONCURRENCY = 8

interface Client {
  readonly name: string
  readonly command: readonly string[]
  /** What was on while it crawled. */
  readonly on: string
}

const node = process.execPath
const here = (file: string) => path.join(import.meta.dirname, 'clients', file)
const CLIENTS: readonly Client[] = [
  {
    name: 'qingshao',
    // As scripts/qingshao.mjs starts the program.
    command: ['/usr/bin/env', 'MALLOC_ARENA_MAX=2', node, '--max-semi-space-size=8', here('ours.ts')],
    on: 'robots, pace of the host, WARC with SHA-256 on disk before each commit, durable frontier, listings in a database',
  },
  {
    name: '@crawlee/cheerio, in memory',
    command: [node, here('crawlee.ts'), 'memory'],
    on: 'its own queue in memory; no robots, nothing kept',
  },
  {
    name: '@crawlee/cheerio, as it comes',
    command: [node, here('crawlee.ts'), 'persist'],
    on: 'its own queue on disk; no robots, no raw pages',
  },
  {
    name: 'Scrapy, in memory',
    command: ['/usr/bin/python3', here('scrapy_client.py'), 'memory'],
    on: 'robots; queue in memory, nothing kept',
  },
  {
    name: 'Scrapy, JOBDIR',
    command: ['/usr/bin/python3', here('scrapy_client.py'), 'persist'],
    on: 'robots; queue on disk, no raw pages',
  },
]

interface Outcome {
  readonly cpuMs: number
  readonly wallMs: number
  readonly rssMb: number
  readonly checks: SiteTruth
}

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
})
const pages = Number(values.pages)
const folder = mkdtempSync(path.join(tmpdir(), 'qingshao-crawl-bench-'))
const truth = makeSite(path.join(folder, 'site'), pages)
const server = await serve(path.join(folder, 'site'))
const results = new Map<Client, Outcome[]>()
try {
  const clients = CLIENTS.filter(({ name }) => name.includes(values.only))
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const client of clients)
      results.set(client, [...(results.get(client) ?? []), await run(client, round)])
} finally {
  server.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
print()

async function run(client: Client, round: number): Promise<Outcome> {
  const own = path.join(folder, `${CLIENTS.indexOf(client)}-${round}`)
  mkdirSync(own)
  const [program = '', ...given] = client.command
  const storage = /^(?:memory|persist)$/.test(given.at(-1) ?? '') ? given.splice(-1) : []
  const args = [...given, `http://127.0.0.1:${PORT}`, String(CONCURRENCY), own, ...storage]
  const start = performance.now()
  await promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024, cwd: import.meta.dirname })
  const wallMs = performance.now() - start
  const { items, cpuMs, rssMb } = JSON.parse(readFileSync(path.join(own, 'result.json'), 'utf8')) as {
    items: [number, string, number][]
    cpuMs: number
    rssMb: number
  }
  rmSync(own, { recursive: true, force: true })
  // A page may be seen twice; it counts once.
  const byNumber = new Map(items.map((item) => [item[0], item]))
  const checks = {
    pages: byNumber.size,
    cleanTitles: [...byNumber.values()].filter(([number, title]) => title?.trim() === titleOf(number)).length,
    priceSum: [...byNumber.values()].reduce((sum, [, , price]) => sum + price, 0),
  }
  process.stderr.write(`${client.name}: ${Math.round(cpuMs)} ms CPU, ${Math.round(wallMs)} ms\n`)
  return { cpuMs, wallMs, rssMb, checks }
}

async function serve(root: string) {
  const conf = path.join(folder, 'nginx.conf')
  writeFileSync(
    conf,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http { access_log off; sendfile on; types { text/html html; text/plain txt; } charset off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${PORT}; root ${root}; } }`,
  )
  const nginx = spawn('nginx', ['-c', conf, '-e', `${folder}/error.log`], { stdio: 'ignore' })
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/robots.txt`).catch(() => undefined)
    if (answer?.ok) return nginx
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('nginx did not start: apt-get install nginx-light')
}

function print(): void {
  const best = (outcomes: readonly Outcome[]) => Math.min(...outcomes.map(({ cpuMs }) => cpuMs))
  const ours = best(results.get(CLIENTS[0] as Client) ?? [])
  console.log(
    `${pages} pages, ${CONCURRENCY} at once, ${availableParallelism()} cores (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)}`,
  )
  console.log(
    '| client | pages a CPU second (all rounds) | pages a second, best | peak memory | times ours | right | on |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const [{ name, on }, outcomes] of results) {
    const rates = outcomes.map(({ cpuMs }) => Math.round((pages / cpuMs) * 1000))
    const wall = Math.round((pages / Math.min(...outcomes.map(({ wallMs }) => wallMs))) * 1000)
    const rss = Math.round(Math.max(...outcomes.map(({ rssMb }) => rssMb)))
    const right = outcomes.every(({ checks }) => JSON.stringify(checks) === JSON.stringify(truth))
    const found = right ? 'yes' : JSON.stringify(outcomes[0]?.checks)
    console.log(
      `| ${name} | ${Math.max(...rates)} (${rates.join(', ')}) | ${wall} | ${rss} MB | ${(best(outcomes) / ours).toFixed(2)} | ${found} | ${on} |`,
    )
  }
}
