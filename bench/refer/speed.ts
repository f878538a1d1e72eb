// One letter of many leads, from packets that lie in the queue to a verified zip.
//   npm run --prefix bench/refer speed -- --home ../../var/demo [--leads 20 --agency forestry]
import { cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { BrowserDocumentPrinter } from '../../src/adapters/browser/browser-document-printer.ts'
import { ChromiumBrowser } from '../../src/adapters/browser/chromium-browser.ts'
import { findChromium } from '../../src/adapters/browser/find-chromium.ts'
import { FolderOutbox } from '../../src/adapters/delivery/folder-outbox.ts'
import { readPacket } from '../../src/adapters/delivery/read-packet.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { loadDeadlines } from '../../src/adapters/files/load-deadlines.ts'
import { loadLetters } from '../../src/adapters/files/load-letters.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import { Referral } from '../../src/domain/referral.ts'
import { Agency } from '../../src/domain/vocabulary.ts'
import { letterFiles } from '../../src/jobs/write-letter.ts'

const { values } = parseArgs({
  options: {
    home: { type: 'string', default: '../../var/demo' },
    leads: { type: 'string', default: '20' },
    agency: { type: 'string', default: 'forestry' },
  },
})
const home = path.resolve(values.home)
const agency = Agency.parse(values.agency)
const at = '2026-11-28T01:00:00.000Z'
const cases = new SqliteCaseRepository(path.join(home, 'case.db'))
const leadIds: string[] = []
for (const { id } of await cases.listLeads()) {
  const has = (await cases.packetsOf(id)).some((packet) => packet.agency === agency)
  if (has && leadIds.length < Number(values.leads)) leadIds.push(id)
}
const referral = Referral.parse({
  id: 'R0',
  kind: 'lead-transfer',
  agency,
  createdBy: '甲',
  createdAt: at,
  leadIds,
})
const summary = { referral, state: 'approved', seen: 2, number: { year: 2026, number: 1 } } as const
const data = path.resolve('../../data/referrals')
const browser = new ChromiumBrowser({ executablePath: findChromium(process.env), userAgent: 'bench' })
const printer = new BrowserDocumentPrinter(browser)
const ports = {
  cases,
  sender: { name: '某某市网络监测中心', abbreviation: '青监移', contact: '值班室', phone: '000-00000000' },
  letters: loadLetters(data, data),
  deadlines: loadDeadlines(data, path.join(home, 'referrals')),
  readPacket,
  printer,
}
const outbox = new FolderOutbox(path.join(tmpdir(), 'qingshao-bench-refer'))
const start = performance.now()
const { fileName, files } = await letterFiles(summary, at, ports)
const letter = await outbox.write(fileName, at, files)
const builtMs = performance.now() - start
const report = await verifyPath(letter.path)
const verifiedMs = performance.now() - start - builtMs
await browser.close()
await cases.close()
console.log(
  `${cpus().length} cores (${cpus()[0]?.model}), load ${loadavg()[0]?.toFixed(1)}: ${leadIds.length} leads, ${(letter.bytes / 1e6).toFixed(1)} MB, built in ${(builtMs / 1000).toFixed(1)} s (each packet verified, three PDFs), verified again in ${(verifiedMs / 1000).toFixed(1)} s: ${report.ok ? 'sound' : 'NOT SOUND'}`,
)
