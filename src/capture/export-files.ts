import type { Manifest } from '../domain/evidence.ts'
import { buildWacz } from './build-wacz.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'
import { isTokenPath, SEAL_PATHS } from './seal-ports.ts'
import type { ZipFiles } from './stored-zip.ts'
import { verifyInstructions } from './verify-instructions.ts'

export const INSTRUCTIONS_NAME = 'VERIFY.txt'

export interface ExportInput {
  readonly manifest: Manifest
  readonly manifestSha256: string
  readonly manifestSm3: string
  /** Every file of the bundle, manifest.json and custody.jsonl included. */
  readonly files: ZipFiles
  /** ISO 8601 UTC. */
  readonly createdAt: string
  /** Documents that go along, by name. */
  readonly documents: ZipFiles
}

/**
 * What an export folder holds: the WACZ, tokens and signature as files of their own, documents, VERIFY.txt, and two lists
 * of hashes over all of these.
 *
 * @throws {RangeError} when the bundle has no WARC.
 */
export function exportFiles(input: ExportInput): Map<string, Uint8Array> {
  const { manifest, files, createdAt, documents } = input
  const archive = `${manifest.evidenceId}.wacz`
  const copies = sidecarCopies(files)
  const beside = [...copies.keys(), ...documents.keys(), INSTRUCTIONS_NAME, ...sumNames(archive)]
  const wacz = buildWacz({ manifest, files, createdAt, sidecars: beside })
  const all = new Map<string, Uint8Array>([[archive, wacz], ...copies, ...documents])
  const instructions = verifyInstructions({ ...input, archive, sidecars: [...copies.keys()] })
  all.set(INSTRUCTIONS_NAME, new TextEncoder().encode(instructions))
  return new Map([...all, ...sumFiles(archive, all)])
}

/** Tokens, chains, signature and key as they lie in the bundle, under names that cannot meet. */
export function sidecarCopies(files: ZipFiles): Map<string, Uint8Array> {
  const wanted = (path: string) =>
    isTokenPath(path) ||
    /^timestamps\/[\w-]+\.(?:pem|ocsp)$/.test(path) ||
    Object.values(SEAL_PATHS).some((each) => each === path)
  const nameOf = (path: string) => path.replace(/^timestamps\//, 'tsa-').replace(/^signatures\//, '')
  return new Map([...files].filter(([path]) => wanted(path)).map(([path, bytes]) => [nameOf(path), bytes]))
}

export function sumNames(archive: string): [string, string] {
  return [`${archive}.sha256`, `${archive}.sm3`]
}

/** The lists of hashes over the files given, as `sha256sum -c` reads them, byte for byte. */
export function sumFiles(archive: string, files: ZipFiles): [string, Uint8Array][] {
  const [sha256Name, sm3Name] = sumNames(archive)
  const list = (hash: (bytes: Uint8Array) => string) => {
    const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
    return new TextEncoder().encode(sorted.map(([name, bytes]) => `${hash(bytes)}  ${name}\n`).join(''))
  }
  return [
    [sha256Name, list(sha256Hex)],
    [sm3Name, list(sm3Hex)],
  ]
}
