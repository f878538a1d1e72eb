import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../../src/capture/hashing.ts'
import { inclusionProof, isIncluded, merkleRoot } from '../../src/capture/merkle.ts'
import type { ManifestFile } from '../../src/domain/evidence.ts'

const aFile = (path: string, seed = path): ManifestFile => ({
  path,
  bytes: seed.length,
  mediaType: 'text/plain',
  sha256: sha256Hex(seed),
  sm3: sha256Hex(`sm3 ${seed}`),
  madeBy: '测试',
})
const someFiles = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 40 })

describe('merkleRoot', () => {
  it('is the documented construction', () => {
    const files = ['a', 'b', 'c'].map((path) => aFile(path))
    const sha = (...parts: (string | Uint8Array)[]) =>
      sha256Hex(Buffer.concat(parts.map((part) => Buffer.from(part))))
    const hex = (text: string) => Buffer.from(text, 'hex')
    const leaf = ({ bytes, madeBy, mediaType, path, sha256, sm3 }: ManifestFile) =>
      sha(hex('00'), JSON.stringify({ bytes, madeBy, mediaType, path, sha256, sm3 }))
    const [a = '', b = '', c = ''] = files.map(leaf)
    expect(merkleRoot(files)).toBe(sha(hex('01'), hex(sha(hex('01'), hex(a), hex(b))), hex(c)))
    expect(merkleRoot(files.slice(0, 1))).toBe(a)
  })

  it('differs when any file is changed, dropped, doubled or moved', () => {
    fc.assert(
      fc.property(someFiles, fc.nat(), (names, pick) => {
        const files = names.map((name) => aFile(name))
        const at = pick % files.length
        const root = merkleRoot(files)
        const others = [
          files.with(at, aFile(names[at] ?? '', 'other')),
          ...(files.length > 1
            ? [files.toSpliced(at, 1), [...files.slice(1), files[0] as ManifestFile]]
            : []),
          [...files, files.at(-1) as ManifestFile],
        ]
        for (const each of others) expect(merkleRoot(each)).not.toBe(root)
      }),
    )
  })
})

describe('inclusionProof', () => {
  it('shows every file to be under the root, and no other file, with no more hashes than the tree is deep', () => {
    fc.assert(
      fc.property(someFiles, (names) => {
        const files = names.map((name) => aFile(name))
        const root = merkleRoot(files)
        for (const [index, file] of files.entries()) {
          const proof = inclusionProof(files, index)
          expect(isIncluded(file, proof, root)).toBe(true)
          expect(isIncluded(aFile(file.path, 'other'), proof, root)).toBe(false)
          expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(Math.max(2, files.length))))
          for (const at of proof.keys()) expect(isIncluded(file, proof.toSpliced(at, 1), root)).toBe(false)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('asks for a file that is there', () => {
    expect(() => inclusionProof([aFile('a')], 1)).toThrow(RangeError)
  })
})
