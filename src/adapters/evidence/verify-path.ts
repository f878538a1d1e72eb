import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { type VerifyOptions, verifyBundle } from '../../capture/verify-bundle.ts'
import { exportedArchive, verifyExport } from '../../capture/verify-export.ts'
import { verifyPacket } from '../../capture/verify-packet.ts'
import { type CheckPacket, isReferral, verifyReferral } from '../../capture/verify-referral.ts'
import { verifyReport } from '../../capture/verify-report.ts'
import { verifyTombstone } from '../../capture/verify-tombstone.ts'
import { verifyWacz } from '../../capture/verify-wacz.ts'
import { InputError } from '../../domain/errors.ts'
import type { VerifyReport } from '../../domain/evidence.ts'
import { FolderTree } from './folder-tree.ts'
import { ZipTree } from './zip-tree.ts'

const MAX_ARCHIVE_BYTES = 1024 * 1024 * 1024

/**
 * Checks a bundle folder, an export folder, a WACZ, a packet zip or a referral zip, offline. A bad one is an answer, not an error.
 *
 * @throws {InputError} when there is nothing to read at `path`.
 */
export async function verifyPath(path: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new InputError(`找不到要核验的文件或文件夹：${path}`, { cause })
  })
  if (found.isDirectory()) return verifyFolder(path, options)
  if (!found.isFile() || found.size > MAX_ARCHIVE_BYTES)
    throw new InputError(`不是证据文件夹，也不是材料包或 WACZ：${path}`)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new InputError(`文件读不到：${path}`, { cause })
  })
  const name = basename(path)
  if (name.endsWith('.wacz')) return verifyReport(path, 'wacz', await verifyWacz(bytes, name, options))
  const tree = await ZipTree.open(bytes, name)
  if (!isReferral((await tree.list()).paths)) return await verifyPacketTree(path, tree, options)
  const checkPacket: CheckPacket = async (packet, at) =>
    await verifyPacketTree(at, await ZipTree.open(Buffer.from(packet), at), options)
  return await verifyReferral(path, tree, checkPacket)
}

/** A packet that is open already. */
export async function verifyPacketTree(
  path: string,
  tree: ZipTree,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  return verifyReport(path, 'packet', await verifyPacket(tree, options))
}

async function verifyFolder(path: string, options: VerifyOptions): Promise<VerifyReport> {
  const tree = new FolderTree(path)
  const tombstone = await verifyTombstone(path, tree)
  if (tombstone) return tombstone
  const archive = exportedArchive((await tree.list()).paths)
  return archive === undefined
    ? verifyReport(path, 'bundle', await verifyBundle(tree, options))
    : verifyReport(path, 'export', await verifyExport(tree, archive, options))
}
