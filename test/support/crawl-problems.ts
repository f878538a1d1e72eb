import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import { WARCParser } from 'warcio'

interface FetchRow {
  url: string
  outcome: string
  warc_file: string
  warc_offset: number
  warc_length: number
  body_sha256: string
}

/** What is wrong with a finished crawl of a site that serves `urls` pages, each without a redirect. Reads with readers that are not ours. */
export async function crawlProblems(crawl: {
  home: string
  runId: string
  urls: number
  listings: number
}): Promise<string[]> {
  const { home, runId, urls: expected } = crawl
  const problems: string[] = []
  const db = new Sqlite(path.join(home, 'frontier.db'), { readonly: true })
  const cases = new Sqlite(path.join(home, 'case.db'), { readonly: true })
  const count = (of: Sqlite.Database, sql: string) => (of.prepare(sql).get() as { n: number }).n
  const check = (name: string, found: number, wanted = expected) => {
    if (found !== wanted) problems.push(`${name}: ${found} instead of ${wanted}`)
  }
  check('URLs', count(db, 'SELECT count(*) AS n FROM url'))
  check('fetched URLs', count(db, "SELECT count(*) AS n FROM url WHERE outcome = 'fetched'"))
  check('recorded results', count(db, "SELECT count(*) AS n FROM fetch WHERE outcome <> 'retry'"))
  check(
    'URLs with a result',
    count(db, "SELECT count(DISTINCT url) AS n FROM fetch WHERE outcome = 'fetched'"),
  )
  check('sum of tallies', count(db, 'SELECT sum(urls) AS n FROM tally'))
  check('listings', count(cases, 'SELECT count(*) AS n FROM sighting'), crawl.listings)

  const rows = db.prepare('SELECT * FROM fetch ORDER BY warc_file, warc_offset').all() as FetchRow[]
  for (const row of rows) problems.push(...placeProblems(home, row))
  problems.push(...(await fileProblems(path.join(home, 'pages'), runId, rows)))
  db.close()
  cases.close()
  return problems
}

/** The bytes at the recorded place are the recorded page. */
function placeProblems(home: string, row: FetchRow): string[] {
  const file = readFileSync(path.join(home, 'pages', row.warc_file))
  const text = gunzipSync(file.subarray(row.warc_offset, row.warc_offset + row.warc_length))
  if (!text.includes(`WARC-Target-URI: ${row.url}\r\n`)) return [`${row.url}: another page at its place`]
  const blockAt = text.indexOf('\r\n\r\n') + 4
  const length = Number(/Content-Length: (\d+)\r\n/.exec(text.toString('latin1', 0, blockAt))?.[1])
  const block = text.subarray(blockAt, blockAt + length)
  const body = block.subarray(block.indexOf('\r\n\r\n') + 4)
  const hash = createHash('sha256').update(body).digest('hex')
  return hash === row.body_sha256 ? [] : [`${row.url}: the body at its place has another hash`]
}

/** Every file reads to its last byte, and holds what is recorded and nothing else. */
async function fileProblems(folder: string, runId: string, rows: readonly FetchRow[]): Promise<string[]> {
  const problems: string[] = []
  for (const name of readdirSync(path.join(folder, runId)).toSorted()) {
    const file = path.join(folder, runId, name)
    const recorded = rows.filter(({ warc_file }) => warc_file === `${runId}/${name}`)
    const end = recorded.reduce((most, row) => Math.max(most, row.warc_offset + row.warc_length), 0)
    if (recorded.length > 0 && end !== statSync(file).size)
      problems.push(`${name}: bytes beyond the last page`)
    let responses = 0
    const parser = new WARCParser(createReadStream(file), { throwOnExpectedRecord: true } as object)
    for await (const record of parser) {
      await record.readFully(false)
      if (record.warcType === 'response') responses += 1
    }
    if (responses !== recorded.length)
      problems.push(`${name}: ${responses} pages in the file, ${recorded.length} recorded`)
  }
  return problems
}
