// What sealing, exporting and verifying one bundle of some 5 MB cost. Mean processor time; best, median and 95th percentile of the wall time; ms.
// `npm run speed [-- --runs N]`; the tables in README.md are from here.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { TimeCheck } from '../../src/adapters/machine/check-clock.ts'
import { MachineReader } from '../../src/adapters/machine/machine-record.ts'
import { loadUnitSigner } from '../../src/adapters/signing/load-unit-signer.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import type { CaptureInput } from '../../src/capture/capture-input.ts'
import type { UnitSigner } from '../../src/capture/seal-ports.ts'
import type { HttpExchange } from '../../src/domain/page.ts'
import { exportEvidence } from '../../src/jobs/export-evidence.ts'

const MEGABYTE = 1024 * 1024
const given = process.argv.indexOf('--runs')
const runs = given > 0 ? Number(process.argv[given + 1]) : 40
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs wants a whole number')

const root = mkdtempSync(path.join(tmpdir(), 'qingshao-bench-evidence-'))
const clock = { now: () => new Date().toISOString() }
const tool = { name: 'bench', version: '0' }
const machine = new MachineReader({
  tool,
  root: path.join(import.meta.dirname, '../..'),
  config: {},
  clock: new TimeCheck({ servers: [] }),
})

/** A 2 MB picture, 2 MB of pictures over the wire, 0.7 MB of page and its text: what a long listing page comes to. */
function anInput(): CaptureInput {
  const now = clock.now()
  const exchange = (body: Uint8Array, type: string): HttpExchange => ({
    url: `https://shop.example/${randomBytes(4).toString('hex')}`,
    method: 'GET',
    requestHeaders: [['Host', 'shop.example']],
    status: 200,
    statusText: 'OK',
    httpVersion: '1.1',
    responseHeaders: [['Content-Type', type]],
    body,
    bodyDecoded: false,
    truncated: false,
    remoteAddress: '192.0.2.7',
    startedAt: now,
    durationMs: 40,
  })
  const page = Buffer.from('<p>象牙手串 祖传老料 顺丰包邮</p>'.repeat(8_000))
  const screenshotPng = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    randomBytes(2 * MEGABYTE),
  ])
  const listing = { id: 'bench:1', platform: 'shop', title: '手串', body: '', images: [], contacts: [] }
  return {
    listing: { ...listing, url: 'https://shop.example/1' } as CaptureInput['listing'],
    assessment: {} as CaptureInput['assessment'],
    page: undefined,
    occasion: { kind: 'scan' },
    rendered: {
      url: 'https://shop.example/1',
      finalUrl: 'https://shop.example/1',
      title: '手串',
      text: page.toString().slice(0, 100_000),
      html: page.toString(),
      screenshotPng,
      cutAtHeightPx: undefined,
      exchanges: [
        exchange(page, 'text/html'),
        ...Array.from({ length: 10 }, () => exchange(randomBytes(MEGABYTE / 5), 'image/jpeg')),
      ],
      browserVersion: 'bench',
      renderedAt: now,
    },
  }
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  for (let warm = 0; warm < 3; warm++) await work()
  const times: number[] = []
  const before = process.cpuUsage()
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(before)
  times.sort((a, b) => a - b)
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1)
  console.log(
    `| ${name} | ${((user + system) / 1000 / runs).toFixed(1)} | ${at(0)} | ${at(0.5)} | ${at(0.95)} |`,
  )
}

function seal(
  input: CaptureInput,
  store: FolderBundleStore | { put: () => Promise<string> },
  signer?: UnitSigner,
) {
  const ports = {
    store: store as FolderBundleStore,
    clock,
    tool,
    actor: 'bench',
    authorities: [],
    signer,
    machine: () => machine.read(),
  }
  return captureEvidence(input, ports)
}

try {
  const input = anInput()
  const store = new FolderBundleStore(path.join(root, 'evidence'))
  const memory = { put: async () => '' }
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: root, stdio: 'pipe' })
  openssl('genpkey', '-algorithm', 'SM2', '-out', 'sm2.key')
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'ec.key')
  const sm2 = loadUnitSigner({ key: path.join(root, 'sm2.key') })
  const ec = loadUnitSigner({ key: path.join(root, 'ec.key') })

  const { path: bundle } = await seal(input, store)
  const bytes = Number(execFileSync('du', ['-sb', bundle], { encoding: 'utf8' }).split('\t')[0])
  console.log(`bundle: ${(bytes / MEGABYTE).toFixed(2)} MB, ${runs} runs each\n`)
  console.log('| | CPU ms | best ms | median ms | 95 % ms |\n| --- | ---: | ---: | ---: | ---: |')
  await measure('seal: pack, hash twice, index, chain', () => seal(input, memory))
  await measure('the same, signed with ECDSA', () => seal(input, memory, ec))
  await measure('the same, signed with SM2', () => seal(input, memory, sm2))
  await measure('seal and write, every file and folder synced', () => seal(input, store))
  const signed = await seal(input, store, sm2)
  await measure('verify the folder', () => verifyPath(bundle))
  await measure('verify the folder, SM2 signature', () => verifyPath(signed.path))
  let exports = 0
  const vault = new FolderEvidenceVault(store)
  await measure('export as WACZ with documents, synced', () => {
    exports += 1
    const out = new FolderBundleStore(path.join(root, `out-${exports}`))
    const writeFolder = (name: string, files: ReadonlyMap<string, Uint8Array>) =>
      out.put({ evidenceId: name, files })
    return exportEvidence(bundle, { evidence: vault, clock, actor: 'bench', writeFolder })
  })
} finally {
  rmSync(root, { recursive: true, force: true })
}
