import { chmod, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { sha256Hex } from '../../capture/hashing.ts'
import { BackupManifest } from '../../domain/backup.ts'
import { InputError } from '../../domain/errors.ts'
import { replaceFile, syncFolder, tempName } from '../evidence/durable-write.ts'
import { sweepLeftovers } from '../evidence/sweep-leftovers.ts'
import { copyHashed, type Hashed, readHashed } from './copy-hashed.ts'

const READ_ONLY = 0o400

/**
 * Where snapshots lie: `objects/<first two digits>/<sha256>` for what files held, `snapshots/<time>.json` for which file held
 * what, and `<time>.json.sha256` beside it, as sha256sum reads it. Written in this order: a snapshot that is there is whole.
 */
export class BackupFolder {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** Keys of the unit may be inside: nobody else may read it. */
  async prepare(): Promise<void> {
    await mkdir(this.root, { recursive: true })
    await chmod(this.root, 0o700)
    for (const folder of ['objects', 'snapshots'])
      await mkdir(path.join(this.root, folder), { recursive: true })
    await sweepLeftovers(path.join(this.root, 'objects'))
  }

  objectPath(sha256: string): string {
    return path.join(this.root, 'objects', sha256.slice(0, 2), sha256)
  }

  async has({ sha256, bytes }: Hashed): Promise<boolean> {
    const found = await lstat(this.objectPath(sha256)).catch(() => undefined)
    return found?.isFile() === true && found.size === bytes
  }

  /** Where a file may be prepared that `adopt` will take. */
  tempPath(): string {
    return path.join(this.root, 'objects', tempName())
  }

  /** Copies a file in; says whether its content was new. */
  async add(file: string): Promise<Hashed & { added: boolean }> {
    const temp = this.tempPath()
    try {
      return await this.#name(temp, await copyHashed(file, temp, READ_ONLY))
    } finally {
      await rm(temp, { force: true })
    }
  }

  /** Takes over a file that was prepared at `tempPath` and is on the disk. */
  async adopt(temp: string): Promise<Hashed & { added: boolean }> {
    await chmod(temp, READ_ONLY)
    return this.#name(temp, await readHashed(temp))
  }

  async #name(temp: string, hashed: Hashed): Promise<Hashed & { added: boolean }> {
    if (await this.has(hashed)) return { ...hashed, added: false }
    const object = this.objectPath(hashed.sha256)
    await mkdir(path.dirname(object), { recursive: true })
    await rename(temp, object)
    return { ...hashed, added: true }
  }

  /** The names of all objects are on the disk before the snapshot that lists them. */
  async commit(manifest: BackupManifest): Promise<string> {
    const objects = path.join(this.root, 'objects')
    for (const first of await readdir(objects)) await syncFolder(path.join(objects, first))
    await syncFolder(objects)
    const name = manifest.createdAt.replaceAll(/[-:.]/g, '')
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
    const file = path.join(this.root, 'snapshots', `${name}.json`)
    await replaceFile(`${file}.sha256`, Buffer.from(`${sha256Hex(bytes)}  ${name}.json\n`))
    await replaceFile(file, bytes)
    return name
  }

  /** Oldest first. */
  async snapshots(): Promise<string[]> {
    const names = await readdir(path.join(this.root, 'snapshots')).catch(() => [])
    return names
      .flatMap((name) => (/^\w+\.json$/.test(name) ? name.slice(0, -'.json'.length) : []))
      .toSorted()
  }

  /** @throws {InputError} when it is missing, damaged or no manifest. */
  async read(snapshot: string): Promise<BackupManifest> {
    const file = path.join(this.root, 'snapshots', `${snapshot}.json`)
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw new InputError(`备份中没有 ${snapshot}：${file}`, { cause })
    })
    const told = await readFile(`${file}.sha256`, 'utf8').catch(() => '')
    if (told.slice(0, 64) !== sha256Hex(bytes))
      throw new InputError(`备份清单已损坏（与 ${path.basename(file)}.sha256 不符）：换用另一份备份`)
    const parsed = BackupManifest.safeParse(parseJson(bytes))
    if (!parsed.success)
      throw new InputError(`${file} 不是本程序的备份清单：${parsed.error.issues[0]?.message}`)
    return parsed.data
  }

  /** Whether an object still is what its name says. */
  async isSound({ sha256, bytes }: Hashed): Promise<boolean> {
    const found = await readHashed(this.objectPath(sha256)).catch(() => undefined)
    return found?.sha256 === sha256 && found.bytes === bytes
  }

  async removeSnapshots(names: readonly string[]): Promise<void> {
    const folder = path.join(this.root, 'snapshots')
    for (const name of names) {
      await rm(path.join(folder, `${name}.json`), { force: true })
      await rm(path.join(folder, `${name}.json.sha256`), { force: true })
    }
    await syncFolder(folder)
  }

  /** Takes away what no snapshot names. One that cannot be read names everything. @throws {InputError} */
  async pruneObjects(): Promise<number> {
    const named = new Set<string>()
    for (const name of await this.snapshots())
      for (const { sha256 } of (await this.read(name)).files) named.add(sha256)
    const objects = path.join(this.root, 'objects')
    let removed = 0
    for (const first of await readdir(objects))
      for (const name of await readdir(path.join(objects, first)))
        if (!named.has(name)) {
          await rm(path.join(objects, first, name), { force: true })
          removed += 1
        }
    return removed
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
