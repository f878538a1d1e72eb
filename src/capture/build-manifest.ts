import { MANIFEST_FORMAT, Manifest, type ManifestFile } from '../domain/evidence.ts'
import { sha256Hex, sm3Hex } from './hashing.ts'
import { merkleRoot } from './merkle.ts'

/** A file on its way into a bundle. */
export interface BundleFile {
  readonly path: string
  readonly mediaType: string
  /** How the file came to be, in Chinese. */
  readonly madeBy: string
  readonly bytes: Uint8Array
}

export type ManifestHead = Omit<Manifest, 'format' | 'files' | 'merkleRoot'>

export function buildManifest(head: ManifestHead, files: readonly BundleFile[]): Manifest {
  const listed = files.map(describeFile).sort((a, b) => (a.path < b.path ? -1 : 1))
  return Manifest.parse({ format: MANIFEST_FORMAT, ...head, merkleRoot: merkleRoot(listed), files: listed })
}

function describeFile({ path, mediaType, madeBy, bytes }: BundleFile): ManifestFile {
  return { path, bytes: bytes.length, mediaType, sha256: sha256Hex(bytes), sm3: sm3Hex(bytes), madeBy }
}
