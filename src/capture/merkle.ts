import type { ManifestFile } from '../domain/evidence.ts'
import { canonicalJson } from './custody.ts'
import { sha256Hex } from './hashing.ts'

/** One step from a leaf to the root: the hash beside it, and on which side it stands. */
export interface ProofStep {
  readonly side: 'left' | 'right'
  /** Hex. */
  readonly hash: string
}

/** 0x00 before a leaf and 0x01 before a node: a node can never be passed off as a leaf. */
const LEAF = '00'
const NODE = '01'

/**
 * SHA-256 tree over the entries of a manifest in the manifest's order, shaped as in RFC 6962 §2.1.
 *
 * leaf = SHA-256(0x00 ‖ canonical JSON of the entry), node = SHA-256(0x01 ‖ left ‖ right); of n entries the left
 * half has the largest power of two below n. Hex. An odd entry is never doubled, so no two lists share a root.
 */
export function merkleRoot(files: readonly ManifestFile[]): string {
  return rootOf(files.map(leafOf))
}

/** What shows that `files[index]` is under the root without showing the other files. Leaf first. */
export function inclusionProof(files: readonly ManifestFile[], index: number): ProofStep[] {
  if (!(index in files)) throw new RangeError(`no file ${index} among ${files.length}`)
  return pathTo(files.map(leafOf), index)
}

export function isIncluded(file: ManifestFile, proof: readonly ProofStep[], root: string): boolean {
  const top = proof.reduce(
    (hash, step) => (step.side === 'left' ? nodeOf(step.hash, hash) : nodeOf(hash, step.hash)),
    leafOf(file),
  )
  return top === root
}

function rootOf(leaves: readonly string[]): string {
  const [only] = leaves
  if (only === undefined) throw new RangeError('a tree has at least one leaf')
  if (leaves.length === 1) return only
  const split = splitOf(leaves.length)
  return nodeOf(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

function pathTo(leaves: readonly string[], index: number): ProofStep[] {
  if (leaves.length === 1) return []
  const split = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
  return index < split
    ? [...pathTo(left, index), { side: 'right', hash: rootOf(right) }]
    : [...pathTo(right, index - split), { side: 'left', hash: rootOf(left) }]
}

function splitOf(count: number): number {
  return 2 ** (31 - Math.clz32(count - 1))
}

function leafOf(file: ManifestFile): string {
  return sha256Hex(concat(LEAF, new TextEncoder().encode(canonicalJson(file))))
}

function nodeOf(left: string, right: string): string {
  return sha256Hex(concat(NODE + left + right, new Uint8Array()))
}

function concat(hex: string, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2 + tail.length)
  for (let at = 0; at < hex.length; at += 2) bytes[at / 2] = Number.parseInt(hex.slice(at, at + 2), 16)
  bytes.set(tail, hex.length / 2)
  return bytes
}
