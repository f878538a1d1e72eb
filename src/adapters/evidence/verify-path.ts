import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FileTree } from '../../capture/file-tree.ts'
import { type BundleCheck, verifyBundle } from '../../capture/verify-bundle.ts'
import { verifyPacket } from '../../capture/verify-packet.ts'
import { InputError } from '../../domain/errors.ts'
import type { VerifyReport } from '../../domain/evidence.ts'
import { FolderTree } from './folder-tree.ts'
import { ZipTree } from './zip-tree.ts'

const MAX_PACKET_BYTES = 1024 * 1024 * 1024

/**
 * Checks a bundle folder or a packet zip, offline. A bad one is an answer, not an error.
 *
 * @throws {InputError} when there is nothing to read at `path`.
 */
export async function verifyPath(path: string): Promise<VerifyReport> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new InputError(`找不到要核验的文件或文件夹：${path}`, { cause })
  })
  if (found.isDirectory()) return report(path, 'bundle', await verifyBundle(new FolderTree(path)))
  if (!found.isFile() || found.size > MAX_PACKET_BYTES)
    throw new InputError(`不是证据文件夹，也不是材料包：${path}`)
  return report(path, 'packet', await verifyPacket(await openZip(path)))
}

async function openZip(path: string): Promise<FileTree> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new InputError(`材料包读不到：${path}`, { cause })
  })
  return ZipTree.open(bytes, basename(path))
}

function report(path: string, kind: VerifyReport['kind'], check: BundleCheck): VerifyReport {
  return {
    path,
    kind,
    ok: check.problems.length === 0,
    evidenceIds: check.manifest ? [check.manifest.evidenceId] : [],
    filesChecked: check.filesChecked,
    custodyEntries: check.custody.length,
    problems: [...check.problems],
  }
}
