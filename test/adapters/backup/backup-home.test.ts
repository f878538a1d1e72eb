import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { backUpHome } from '../../../src/adapters/backup/back-up-home.ts'
import { checkBackup, restoreHome } from '../../../src/adapters/backup/restore-home.ts'
import { verifyPath } from '../../../src/adapters/evidence/verify-path.ts'
import { SqliteCaseRepository } from '../../../src/adapters/sqlite/sqlite-case-repository.ts'
import { sha256Hex } from '../../../src/capture/hashing.ts'
import { InputError, StorageError } from '../../../src/domain/errors.ts'
import { tempFolder } from '../../support/evidence-builders.ts'
import { anEvidenceHome } from '../../support/evidence-home.ts'

let second = 0

async function aBackup(home: string, out: string, more: { keep?: number; dryRun?: boolean } = {}) {
  second += 1
  const now = new Date(Date.UTC(2026, 10, 23) + second * 1000).toISOString()
  return backUpHome({
    home,
    out,
    clock: { now: () => now },
    version: '0.1.0',
    keep: more.keep,
    dryRun: more.dryRun ?? false,
  })
}

/** A home with leads, a file of each kind, and what must not be in a backup. */
async function aFullHome() {
  const made = await anEvidenceHome()
  await made.raise('1')
  await made.raise('2')
  const { home } = made
  for (const folder of ['queues/forestry', 'pages/R1', 'cache', 'demo', 'keywords'])
    await mkdir(join(home, folder), { recursive: true })
  await writeFile(join(home, 'config.yml'), 'operator: 演练员甲\n')
  await writeFile(join(home, 'unit.key'), 'a key', { mode: 0o600 })
  await writeFile(join(home, 'queues/forestry/P1 移送.zip'), 'a packet')
  await writeFile(join(home, 'pages/R1/pages-00001.warc.gz'), Buffer.alloc(3_000_000, 7))
  await writeFile(join(home, 'cache/lexicon.bin'), 'made again')
  await writeFile(join(home, 'demo/case.db'), 'a home of its own')
  await writeFile(join(home, 'run.lock.db'), '')
  await symlink('/etc/hostname', join(home, 'keywords/link.yml'))
  const out = join(await tempFolder(), 'backup')
  const target = join(await tempFolder(), 'new', 'home')
  return { ...made, out, target }
}

async function listed(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.flatMap((each) =>
    each.isFile() ? join(each.parentPath, each.name).slice(folder.length) : [],
  )
}

describe('backUpHome and restoreHome', () => {
  it('bring back databases, evidence and everything else, and the leads find their evidence in the new place', async () => {
    const { home, out, target } = await aFullHome()
    const made = await aBackup(home, out)
    expect(made.skipped).toEqual(['keywords/link.yml'])
    const restored = await restoreHome({ from: out, snapshot: undefined, home: target })
    expect(restored).toMatchObject({ snapshot: made.snapshot, bundles: 2, problems: [] })

    const files = (await listed(target)).filter((file) => !file.includes('/.blobs/'))
    expect(files).toHaveLength(made.files)
    for (const made of ['/cache/lexicon.bin', '/demo/case.db']) expect(files).not.toContain(made)
    expect(files).not.toContain('/run.lock.db')
    expect(await readFile(join(target, 'queues/forestry/P1 移送.zip'), 'utf8')).toBe('a packet')
    expect((await stat(join(target, 'unit.key'))).mode & 0o777).toBe(0o600)
    expect((await stat(out)).mode & 0o077).toBe(0)

    const cases = new SqliteCaseRepository(join(target, 'case.db'))
    const leads = await cases.listLeads()
    await cases.close()
    expect(leads).toHaveLength(2)
    for (const { evidence } of leads) {
      expect(evidence?.path).toBe(join(target, 'evidence', evidence?.evidenceId ?? ''))
      expect(await verifyPath(evidence?.path ?? '')).toMatchObject({ ok: true })
      expect((await stat(join(evidence?.path ?? '', 'manifest.json'))).mode & 0o222).toBe(0)
    }
    // What was one file in the old home is one in the new.
    const pictures = leads.map(({ evidence }) => join(evidence?.path ?? '', 'rendered/screenshot.png'))
    const [one, two] = await Promise.all(pictures.map((file) => stat(file)))
    expect(one?.ino).toBe(two?.ino)
  })

  it('reads only what changed since the last time, and a second snapshot leaves the first as it was', async () => {
    const { home, out, target, raise } = await aFullHome()
    const first = await aBackup(home, out)
    await raise('3')
    await writeFile(join(home, 'config.yml'), 'operator: 演练员乙\n')
    const planned = await aBackup(home, out, { dryRun: true })
    const next = await aBackup(home, out)
    expect(planned.read).toBe(next.read)
    expect(next.read).toBeLessThan(first.read)
    expect(next.addedBytes).toBeLessThan(first.addedBytes)
    await restoreHome({ from: out, snapshot: first.snapshot, home: target })
    expect(await readdir(join(target, 'evidence'))).toHaveLength(3)
    expect(await readFile(join(target, 'config.yml'), 'utf8')).toContain('演练员甲')
  })

  it('takes old snapshots away only when it is told how many to keep, with what only they had', async () => {
    const { home, out, raise } = await aFullHome()
    const first = await aBackup(home, out)
    await raise('3')
    const planned = await aBackup(home, out, { keep: 1, dryRun: true })
    expect(planned.removedSnapshots).toEqual([first.snapshot])
    const next = await aBackup(home, out, { keep: 1 })
    expect(next.removedSnapshots).toEqual([first.snapshot])
    expect(next.removedObjects).toBeGreaterThan(0)
    expect(await checkBackup({ from: out, snapshot: undefined })).toMatchObject({ snapshot: next.snapshot })
    await expect(checkBackup({ from: out, snapshot: first.snapshot })).rejects.toThrow(InputError)
  })

  it('copies a database to which somebody is writing, as it was at one moment', async () => {
    const { home, out, target } = await aFullHome()
    const open = new Sqlite(join(home, 'case.db'))
    open.exec("BEGIN; UPDATE lead SET state = 'dismissed'")
    await aBackup(home, out)
    open.exec('COMMIT')
    open.close()
    await restoreHome({ from: out, snapshot: undefined, home: target })
    const cases = new SqliteCaseRepository(join(target, 'case.db'))
    expect((await cases.listLeads()).map(({ state }) => state)).toEqual(['pending', 'pending'])
    await cases.close()
  })

  it('never writes over a home, and leaves nothing behind when the backup is damaged', async () => {
    const { home, out, target } = await aFullHome()
    await aBackup(home, out)
    await expect(restoreHome({ from: out, snapshot: undefined, home })).rejects.toThrow(/不是空的/)
    const object = sha256Hex(Buffer.from('a packet'))
    const file = join(out, 'objects', object.slice(0, 2), object)
    await chmod(file, 0o600)
    await writeFile(file, 'a pocket')
    await expect(checkBackup({ from: out, snapshot: undefined })).rejects.toThrow(/移送\.zip/)
    await expect(restoreHome({ from: out, snapshot: undefined, home: target })).rejects.toThrow(/移送\.zip/)
    expect(await readdir(join(target, '..'))).toEqual([])
    await rm(file)
    await expect(restoreHome({ from: out, snapshot: undefined, home: target })).rejects.toThrow(InputError)
  })

  it('refuses a list that was changed, or that leads out of the home', async () => {
    const { home, out, target } = await aFullHome()
    const { snapshot } = await aBackup(home, out)
    const file = join(out, 'snapshots', `${snapshot}.json`)
    const restore = () => restoreHome({ from: out, snapshot, home: target })
    const rewrite = async (text: string, sum = sha256Hex(Buffer.from(text))) => {
      await rm(file)
      await writeFile(file, text)
      await rm(`${file}.sha256`)
      await writeFile(`${file}.sha256`, `${sum}  ${snapshot}.json\n`)
    }
    const sound = await readFile(file, 'utf8')
    await rewrite(sound.replace('config.yml', 'config.yaml'), sha256Hex(Buffer.from(sound)))
    await expect(restore()).rejects.toThrow(/清单已损坏/)
    for (const outside of ['../config.yml', '/etc/config.yml', 'a//b', 'a\\\\b', './config.yml']) {
      await rewrite(sound.replace('"config.yml"', JSON.stringify(outside)))
      await expect(restore(), outside).rejects.toThrow(/不是本程序的备份清单/)
    }
    await rewrite('[]')
    await expect(restore()).rejects.toThrow(InputError)
    await expect(restoreHome({ from: home, snapshot: undefined, home: target })).rejects.toThrow(/没有备份/)
  })

  it('says which bundle was damaged before it was backed up, and which lead has none', async () => {
    const { home, out, target, ports } = await aFullHome()
    const [hurt, gone] = await ports.cases.listLeads()
    const file = join(hurt?.evidence?.path ?? '', 'text/page.txt')
    await rm(file)
    await writeFile(file, 'other words')
    await rm(gone?.evidence?.path ?? '', { recursive: true })
    await aBackup(home, out)
    const { problems } = await restoreHome({ from: out, snapshot: undefined, home: target })
    expect(problems).toHaveLength(2)
    expect(problems.join()).toContain('text/page.txt')
    expect(problems.join()).toContain(gone?.id)
  })

  it('refuses a database that is damaged, a home that is not there, and a folder inside the home', async () => {
    const { home, out } = await aFullHome()
    await expect(aBackup(join(home, 'none'), out)).rejects.toThrow(InputError)
    await expect(aBackup(home, join(home, 'backup'))).rejects.toThrow(/不能互相包含/)
    await writeFile(join(home, 'frontier.db'), Buffer.alloc(8192, 1))
    await expect(aBackup(home, out)).rejects.toThrow(StorageError)
    expect(await readdir(join(out, 'snapshots'))).toEqual([])
  })
})
