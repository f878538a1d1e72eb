import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { FolderTree } from '../../src/adapters/evidence/folder-tree.ts'
import { loadUnitSigner } from '../../src/adapters/signing/load-unit-signer.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import { exportEvidence } from '../../src/jobs/export-evidence.ts'
import { aCapture, aPng, aRendering, capturePorts, fixedClock } from './evidence-builders.ts'
import { makeTsaFiles, opensslReply } from './test-tsa.ts'

export type Files = ReadonlyMap<string, Uint8Array>

const KEY = {
  sm2: ['-algorithm', 'SM2'],
  ec: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
}

/** A bundle with all that a seal can have, made by openssl: a SHA-256 and an SM3 token, a signature; and its export. */
export async function aSealedExport(root: string, { key = 'sm2' }: { key?: 'sm2' | 'ec' } = {}) {
  const tsa = join(root, 'tsa')
  makeTsaFiles(tsa)
  execFileSync('openssl', ['genpkey', ...KEY[key], '-out', join(root, 'unit.key')], { stdio: 'pipe' })
  const certificatesPem = await readFile(join(tsa, 'ca.pem'), 'utf8')
  const authorities = (['sha256', 'sm3'] as const).map((imprint) => ({
    name: imprint,
    imprint,
    certificatesPem,
    stamp: (query: Uint8Array) => opensslReply(tsa, query, imprint),
  }))
  const evidenceRoot = join(root, 'evidence')
  const rendered = aRendering({
    screenshotPng: aPng(8, 8),
    lowerScreenshots: [aPng(8, 4)],
    thumbnailJpeg: Buffer.from('jpeg'),
    pdf: Buffer.from('%PDF-1.4'),
    mhtml: Buffer.from('From: <Saved by Blink>'),
  })
  const sellerPage = { rendered: aRendering({ screenshotPng: aPng(8, 8), exchanges: [] }) }
  const signer = loadUnitSigner({ key: join(root, 'unit.key') })
  const ref = await captureEvidence(aCapture({ rendered, sellerPage }), {
    ...capturePorts(evidenceRoot),
    authorities,
    signer,
  })
  const folder = await exportBundle(ref.path, join(root, 'out'))
  return { ref, folder, archive: `${ref.evidenceId}.wacz`, caPem: certificatesPem }
}

export async function exportBundle(bundlePath: string, out: string): Promise<string> {
  const to = new FolderBundleStore(out)
  return exportEvidence(bundlePath, {
    evidence: new FolderEvidenceVault(new FolderBundleStore(join(bundlePath, '..'))),
    clock: fixedClock(),
    actor: '演练员甲',
    writeFolder: (name, files) => to.put({ evidenceId: name, files }),
  })
}

export async function filesOf(folder: string): Promise<Files> {
  const tree = new FolderTree(folder)
  const { paths } = await tree.list()
  const files = new Map<string, Uint8Array>()
  for (const path of paths) files.set(path, (await tree.read(path)) ?? expect.fail(path))
  return files
}
