import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { SqliteCaseRepository } from '../../src/adapters/sqlite/sqlite-case-repository.ts'
import type { EvidenceRef } from '../../src/domain/evidence.ts'

/** What every capture of a page that was drawn has. */
const WANTED = [
  'archive/exchange.warc.gz',
  'environment.json',
  'pictures/1.png',
  'rendered/page.html',
  'rendered/page.mhtml',
  'rendered/page.pdf',
  'rendered/screenshot.png',
  'seller/screenshot.png',
  'text/listing.json',
  'text/page.txt',
]

interface StoredLead {
  readonly id: string
  readonly evidence: EvidenceRef | undefined
  readonly seconds: readonly EvidenceRef[]
  /** Where its packets lie. */
  readonly referred: readonly string[]
}

/** Looks at a home folder whose program is dead: what lies there must be whole, whenever it died. */
export class CaptureChecker {
  readonly #home: string
  /** By path, as it was when it last verified: what has not changed since is not read again. */
  readonly #sound = new Map<string, string>()
  readonly problems: string[] = []
  bundles = 0
  packets = 0
  orphans = 0

  constructor(home: string) {
    this.#home = home
  }

  async check(when: string): Promise<void> {
    const bundles = this.#entries('evidence')
    const packets = this.#entries('queues').filter((file) => file.endsWith('.zip'))
    for (const file of [...bundles, ...packets]) await this.#verify(file, when)
    this.bundles = bundles.length
    this.packets = packets.length
    const known = new Set<string>()
    await this.#eachLead(async (lead) => {
      const { evidence, seconds, referred } = lead
      for (const each of [evidence, ...seconds]) if (each) known.add(each.path)
      if (referred.length > 0 && !evidence) this.#note(when, `${lead.id} is referred without evidence`)
      for (const file of referred.filter((packet) => !packets.includes(packet)))
        this.#note(when, `${lead.id}: no packet at ${file}`)
    })
    for (const file of known) if (!bundles.includes(file)) this.#note(when, `no bundle at ${file}`)
    this.orphans = bundles.filter((file) => !known.has(file)).length
  }

  /** Every lead has all of its evidence, twice, with a time stamp, and its packets; nothing half-written is left. */
  async checkFinished(leads: number): Promise<void> {
    const when = 'at the end'
    let count = 0
    await this.#eachLead(async ({ id, evidence, seconds, referred }) => {
      count += 1
      if (seconds.length !== 1) this.#note(when, `${id}: ${seconds.length} second captures`)
      if (referred.length === 0) this.#note(when, `${id} has no packet`)
      this.#checkEvidence(id, evidence)
      for (const second of seconds) this.#checkEvidence(id, second)
    })
    if (count !== leads) this.#note(when, `${count} leads instead of ${leads}`)
    for (const folder of ['evidence', 'queues'])
      for (const left of readdirSync(path.join(this.#home, folder), { recursive: true, encoding: 'utf8' }))
        if (path.basename(left).startsWith('.') && left !== '.blobs') this.#note(when, `left behind: ${left}`)
  }

  #checkEvidence(leadId: string, evidence: EvidenceRef | undefined): void {
    if (evidence?.timestampState !== 'timestamped')
      this.#note('at the end', `${leadId}: ${evidence?.timestampState ?? 'no evidence'}`)
    if (evidence) this.#checkFiles(evidence.path)
  }

  #checkFiles(bundle: string): void {
    const { files } = JSON.parse(readFileSync(path.join(bundle, 'manifest.json'), 'utf8'))
    const paths = files.map(({ path: file }: { path: string }) => file)
    for (const wanted of WANTED)
      if (!paths.includes(wanted)) this.#note('at the end', `${path.basename(bundle)} has no ${wanted}`)
  }

  /** Folders of bundles, or all files under the queues. */
  #entries(folder: 'evidence' | 'queues'): string[] {
    const root = path.join(this.#home, folder)
    const recursive = folder === 'queues'
    try {
      const names = readdirSync(root, { recursive, encoding: 'utf8' })
      return names.filter((name) => !path.basename(name).startsWith('.')).map((name) => path.join(root, name))
    } catch {
      return []
    }
  }

  async #verify(file: string, when: string): Promise<void> {
    const state = stateOf(file)
    if (this.#sound.get(file) === state) return
    const { ok, problems } = await verifyPath(file)
    if (ok) this.#sound.set(file, state)
    else this.#note(when, `${path.basename(file)}: ${JSON.stringify(problems)}`)
  }

  async #eachLead(look: (lead: StoredLead) => Promise<void>): Promise<void> {
    const cases = new SqliteCaseRepository(path.join(this.#home, 'case.db'))
    try {
      for (const { id, evidence } of await cases.listLeads()) {
        const seconds = (await cases.secondCaptures(id)).flatMap((each) => each.evidence ?? [])
        const referred = (await cases.packetsOf(id)).map((packet) => packet.path)
        await look({ id, evidence, seconds, referred })
      }
    } finally {
      await cases.close()
    }
  }

  #note(when: string, problem: string): void {
    this.problems.push(`${when}: ${problem}`)
  }
}

/** Names, sizes and times of everything below: what a write anywhere changes. */
function stateOf(file: string): string {
  if (!statSync(file).isDirectory()) return String(statSync(file).mtimeMs)
  const inside = readdirSync(file, { recursive: true, encoding: 'utf8' }).toSorted()
  return inside.map((name) => `${name} ${statSync(path.join(file, name)).mtimeMs}`).join('\n')
}
