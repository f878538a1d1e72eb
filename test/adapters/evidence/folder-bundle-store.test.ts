import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FolderBundleStore } from '../../../src/adapters/evidence/folder-bundle-store.ts'
import { verifyPath } from '../../../src/adapters/evidence/verify-path.ts'
import { BusyError, EvidenceError, StorageError } from '../../../src/domain/errors.ts'
import { aBundle, tempFolder } from '../../support/evidence-builders.ts'

const act = {
  at: '2026-11-23T00:00:00.000Z',
  actor: 'demo',
  action: 'exported' as const,
  detail: '',
}

describe('FolderBundleStore', () => {
  it('turns a folder that cannot be written into a StorageError', async () => {
    const root = join(await tempFolder(), 'occupied')
    await writeFile(root, 'a file stands where the folder should')
    await expect(aBundle(root)).rejects.toThrow(StorageError)
    expect(await readFile(root, 'utf8')).toContain('a file')
  })

  it('leaves nothing behind when the disk takes no more', async () => {
    const root = await tempFolder()
    const store = resolve('src/adapters/evidence/folder-bundle-store.ts')
    const script = `
      const { FolderBundleStore } = await import(${JSON.stringify(store)})
      const files = new Map([['a.txt', Buffer.from('a')], ['deep/er/b.bin', Buffer.alloc(5_000_000)]])
      try {
        await new FolderBundleStore(${JSON.stringify(root)}).put({ evidenceId: 'E1', files })
      } catch (error) {
        console.log(error.name, error.message)
      }`
    // A limit on file size is the full disk that any user can make.
    const limited = 'ulimit -f 64; exec "$0" --input-type=module -e "$1"'
    const { stdout, stderr } = spawnSync('bash', ['-c', limited, process.execPath, script], {
      encoding: 'utf8',
    })
    expect(stdout + stderr).toMatch(/^StorageError 无法写入 .*EFBIG/)
    expect(await readdir(root)).toEqual([])
  })

  it('never replaces a bundle that is there', async () => {
    const root = await tempFolder()
    const store = new FolderBundleStore(root)
    await store.put({ evidenceId: 'E1', files: new Map([['a', Buffer.from('first')]]) })
    const again = store.put({ evidenceId: 'E1', files: new Map([['a', Buffer.from('second')]]) })
    await expect(again).rejects.toThrow(StorageError)
    expect(await readFile(join(root, 'E1/a'), 'utf8')).toBe('first')
    expect(await readdir(root)).toEqual(['E1'])
  })

  it('sweeps what a killed run left, and not what a living one is writing', async () => {
    const root = await tempFolder()
    await mkdir(join(root, `.tmp-${process.pid}-aa/deep`), { recursive: true })
    await mkdir(join(root, '.tmp-4194399-bb/deep'), { recursive: true })
    await writeFile(join(root, '.tmp-4194399-cc'), '')
    const kept = await aBundle(root)
    expect(await new FolderBundleStore(root).sweep()).toBe(2)
    expect((await readdir(root)).sort()).toEqual([`.tmp-${process.pid}-aa`, kept.evidenceId])
    expect(await new FolderBundleStore(join(root, 'not-yet')).sweep()).toBe(0)
  })

  it('chains acts that come at the same time', async () => {
    const root = await tempFolder()
    const { path, custodyHead } = await aBundle(root)
    const stores = [new FolderBundleStore(root), new FolderBundleStore(root)]
    const entries = await Promise.all([0, 1, 0, 1, 0].map((which) => stores[which]?.appendAct(path, act)))
    expect(entries.map((entry) => entry?.seq).sort()).toEqual([2, 3, 4, 5, 6])
    expect(entries.some((entry) => entry?.prev === custodyHead)).toBe(true)
    expect(await verifyPath(path)).toMatchObject({ ok: true, custodyEntries: 7 })
    expect(await readdir(root)).toHaveLength(1)
  })

  it('does not append to a broken or missing chain', async () => {
    const root = await tempFolder()
    const { path } = await aBundle(root)
    const store = new FolderBundleStore(root)
    await expect(store.appendAct(join(root, 'gone'), act)).rejects.toThrow(EvidenceError)
    await expect(store.appendAct(join(root, 'gone/deeper'), act)).rejects.toThrow(EvidenceError)
    await rm(join(path, 'custody.jsonl'))
    await writeFile(join(path, 'custody.jsonl'), '{}\n')
    await expect(store.appendAct(path, act)).rejects.toThrow(/保管链不完整/)
    expect(await readFile(join(path, 'custody.jsonl'), 'utf8')).toBe('{}\n')
  })

  it('waits for a living process, and takes over the lock of a dead one, or of nobody, at once', async () => {
    const root = await tempFolder()
    const { path, evidenceId } = await aBundle(root)
    const lock = join(root, `.lock-${evidenceId}`)
    const append = () => new FolderBundleStore(root, { lockWaitMs: 60 }).appendAct(path, act)
    const living = `${process.ppid}-000000000000`
    await mkdir(join(lock, living), { recursive: true })
    await expect(append()).rejects.toThrow(BusyError)
    const longAgo = new Date(Date.now() - 3600_000)
    await utimes(lock, longAgo, longAgo)
    expect(await append()).toMatchObject({ seq: 2 })

    const dead = spawnSync(process.execPath, ['-e', '']).pid
    for (const [seq, owner] of [`${dead}-000000000000`, `${process.pid}-000000000000`].entries()) {
      await mkdir(join(lock, owner), { recursive: true })
      expect(await append()).toMatchObject({ seq: 3 + seq })
    }
    await mkdir(lock)
    expect(await append()).toMatchObject({ seq: 5 })
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('lets many appends of one process through, one after the other', async () => {
    const root = await tempFolder()
    const { path } = await aBundle(root)
    const store = new FolderBundleStore(root)
    const entries = await Promise.all(Array.from({ length: 12 }, () => store.appendAct(path, act)))
    expect(entries.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 2),
    )
    expect(await verifyPath(path)).toMatchObject({ ok: true })
  })
})
