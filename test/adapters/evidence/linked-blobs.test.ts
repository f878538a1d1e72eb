import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LinkedBlobs } from '../../../src/adapters/evidence/linked-blobs.ts'
import { verifyPath } from '../../../src/adapters/evidence/verify-path.ts'
import { sha256Hex } from '../../../src/capture/hashing.ts'
import { tempFolder } from '../../support/evidence-builders.ts'
import { anEvidenceHome } from '../../support/evidence-home.ts'

const BYTES = Buffer.from('the same page once more')
const NAME = sha256Hex(BYTES)

async function twoPlaces() {
  const folder = await tempFolder()
  const blobs = new LinkedBlobs(join(folder, 'blobs'))
  return { folder, blobs, blob: join(folder, 'blobs', NAME.slice(0, 2), NAME) }
}

describe('LinkedBlobs', () => {
  it('keeps the second of two equal files as a link, read-only', async () => {
    const { folder, blobs, blob } = await twoPlaces()
    await blobs.place(join(folder, 'a'), BYTES)
    await blobs.place(join(folder, 'b'), BYTES)
    const [a, b, named] = await Promise.all([stat(join(folder, 'a')), stat(join(folder, 'b')), stat(blob)])
    expect([b.ino, named.ino]).toEqual([a.ino, a.ino])
    expect(a.nlink).toBe(3)
    expect(a.mode & 0o222).toBe(0)
  })

  it('never hands on damage: a blob that differs is replaced for those to come', async () => {
    const { folder, blobs, blob } = await twoPlaces()
    await blobs.place(join(folder, 'a'), BYTES)
    await chmod(blob, 0o600)
    await writeFile(blob, Buffer.from('the same page, one byte').subarray(0, BYTES.length))
    await blobs.place(join(folder, 'b'), BYTES)
    await blobs.place(join(folder, 'c'), BYTES)
    expect(await readFile(join(folder, 'a'))).not.toEqual(BYTES)
    expect(await readFile(join(folder, 'b'))).toEqual(BYTES)
    expect((await stat(join(folder, 'c'))).ino).toBe((await stat(join(folder, 'b'))).ino)
    expect(await readdir(join(folder, 'blobs', NAME.slice(0, 2)))).toEqual([NAME])
  })

  it('writes a copy where no link can be made', async () => {
    const { folder, blobs } = await twoPlaces()
    await writeFile(join(folder, 'blobs'), 'a file stands where the folder should')
    await blobs.place(join(folder, 'a'), BYTES)
    await blobs.place(join(folder, 'b'), BYTES)
    expect(await readFile(join(folder, 'b'))).toEqual(BYTES)
    expect((await stat(join(folder, 'b'))).nlink).toBe(1)
  })

  it('takes away only what no bundle has any more', async () => {
    const { folder, blobs, blob } = await twoPlaces()
    await blobs.place(join(folder, 'a'), BYTES)
    await blobs.place(join(folder, 'b'), Buffer.from('another'))
    await rm(join(folder, 'b'))
    expect(await blobs.orphans()).toHaveLength(1)
    expect(await blobs.prune()).toBe(1)
    expect(await readFile(blob)).toEqual(BYTES)
    expect(await blobs.prune()).toBe(0)
  })

  it('serves many bundles that are put at the same time, and each verifies', async () => {
    const { capture, ports } = await anEvidenceHome()
    const refs = await Promise.all([capture(), capture(), capture(), capture()])
    for (const { path } of refs) expect(await verifyPath(path)).toMatchObject({ ok: true })
    // Captured one after the other, the picture of one page is on the disk once.
    const [one, two] = [await capture(), await capture()]
    const picture = (path: string) => stat(join(path, 'rendered/screenshot.png'))
    expect((await picture(one.path)).ino).toBe((await picture(two.path)).ino)
    const { bytes, storedBytes } = await ports.holdings.size()
    expect(storedBytes).toBeLessThan(bytes)
    expect((await ports.holdings.leftovers()).strangers).toEqual([])
  })
})
