import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSealIntact } from '../../../src/adapters/evidence/packet-seal.ts'
import { FolderPacketQueue } from '../../../src/adapters/queues/folder-packet-queue.ts'
import { sha256Hex } from '../../../src/capture/hashing.ts'
import { StorageError } from '../../../src/domain/errors.ts'
import { tempFolder } from '../../support/evidence-builders.ts'

const draft = {
  packetId: '20261122-L0-postal',
  agency: 'postal' as const,
  queue: undefined,
  createdAt: '2026-11-22T02:00:00.000Z',
  files: [{ path: 'packet.json', bytes: Buffer.from('{}'), compress: true }],
}

describe('FolderPacketQueue', () => {
  it('puts a sealed, read-only zip in the agency folder and replaces one of the same id', async () => {
    const root = await tempFolder()
    const queue = new FolderPacketQueue(root)
    await queue.put({ ...draft, files: [] })
    const { path, sha256, bytes } = await queue.put(draft)
    const zip = await readFile(path)
    expect(path).toBe(join(root, 'postal/20261122-L0-postal.zip'))
    expect([sha256, bytes]).toEqual([sha256Hex(zip), zip.length])
    expect(isSealIntact(zip)).toBe(true)
    expect((await stat(path)).mode & 0o777).toBe(0o444)
    expect(await readdir(join(root, 'postal'))).toHaveLength(1)
  })

  it('puts the packet of a body into its own queue, out of the one it lay in before', async () => {
    const root = await tempFolder()
    const queue = new FolderPacketQueue(root)
    await queue.put(draft)
    const { path } = await queue.put({ ...draft, queue: 'yiwu' })
    expect(path).toBe(join(root, 'postal/yiwu/20261122-L0-postal.zip'))
    expect(await readdir(join(root, 'postal'))).toEqual(['yiwu'])
    expect(await queue.withdraw('postal', draft.packetId)).toBe(
      join(root, 'withdrawn/postal/20261122-L0-postal.zip'),
    )
    expect(await readdir(join(root, 'postal/yiwu'))).toEqual([])
  })

  it('withdraws what is there and says so when nothing is', async () => {
    const root = await tempFolder()
    const queue = new FolderPacketQueue(root)
    expect(await queue.withdraw('postal', draft.packetId)).toBeUndefined()
    await queue.put(draft)
    expect(await queue.withdraw('postal', draft.packetId)).toBe(
      join(root, 'withdrawn/postal/20261122-L0-postal.zip'),
    )
    expect(await readdir(join(root, 'postal'))).toEqual([])
  })

  it('turns a queue that cannot be written into a StorageError', async () => {
    const root = await tempFolder()
    await writeFile(join(root, 'postal'), 'a file stands where the folder should')
    await expect(new FolderPacketQueue(root).put(draft)).rejects.toThrow(StorageError)
  })

  it('sweeps what a killed run left', async () => {
    const root = await tempFolder()
    await mkdir(join(root, 'postal'))
    await writeFile(join(root, 'postal/.tmp-4194399-aa'), 'half')
    expect(await new FolderPacketQueue(root).sweep()).toBe(1)
    expect(await readdir(join(root, 'postal'))).toEqual([])
  })
})
