import type { VerifyProblem } from '../domain/evidence.ts'
import { sidecarCopies, sumFiles, sumNames } from './export-files.ts'
import type { FileTree } from './file-tree.ts'
import type { ZipFiles } from './stored-zip.ts'
import type { BundleCheck, VerifyOptions } from './verify-bundle.ts'
import { verifyWacz } from './verify-wacz.ts'

/** The archive of an export folder; undefined when the tree is none. */
export function exportedArchive(paths: readonly string[]): string | undefined {
  const archives = paths.filter((path) => /^[^/]+\.wacz$/.test(path))
  return archives.length === 1 && !paths.includes('manifest.json') ? archives[0] : undefined
}

/** Checks an export folder: the WACZ, every file beside it, and that none is missing or added. */
export async function verifyExport(
  tree: FileTree,
  archive: string,
  options: VerifyOptions = {},
): Promise<BundleCheck> {
  const { paths, problems: oddities } = await tree.list()
  const present = new Map<string, Uint8Array>()
  const problems: VerifyProblem[] = [...oddities]
  for (const path of paths) {
    const bytes = await tree.read(path)
    if (bytes) present.set(path, bytes)
    else problems.push({ path, problem: '文件无法读取' })
  }
  const wacz = await verifyWacz(present.get(archive) ?? new Uint8Array(), archive, options)
  problems.push(...wacz.problems)
  // What cannot be opened says nothing of its sidecars.
  if (wacz.sidecars.length > 0) problems.push(...nameProblems(paths, [archive, ...wacz.sidecars]))
  problems.push(...copyProblems(present, wacz.files), ...sumProblems(present, archive))
  return { ...wacz, filesChecked: wacz.filesChecked + present.size - 1, problems }
}

function nameProblems(paths: readonly string[], expected: readonly string[]): VerifyProblem[] {
  return [
    ...expected.filter((path) => !paths.includes(path)).map((path) => ({ path, problem: '导出的文件缺失' })),
    ...paths
      .filter((path) => !expected.includes(path))
      .map((path) => ({ path, problem: '导出时没有的文件' })),
  ]
}

/** Tokens and signature beside the archive are those in it. */
function copyProblems(present: ZipFiles, files: ZipFiles): VerifyProblem[] {
  return [...sidecarCopies(files)].flatMap(([path, bytes]) => {
    const copy = present.get(path)
    const differs = copy && !(copy.length === bytes.length && bytes.every((byte, at) => byte === copy[at]))
    return differs ? [{ path, problem: '与压缩包内的同一文件不符' }] : []
  })
}

function sumProblems(present: ZipFiles, archive: string): VerifyProblem[] {
  const names = new Set<string>(sumNames(archive))
  const summed = new Map([...present].filter(([path]) => !names.has(path)))
  return sumFiles(archive, summed).flatMap(([path, bytes]) => {
    const list = present.get(path)
    return list ? sumListProblems(path, new TextDecoder().decode(list), new TextDecoder().decode(bytes)) : []
  })
}

/** Names the list, and each file whose line in it is not what it should be. */
function sumListProblems(path: string, found: string, expected: string): VerifyProblem[] {
  if (found === expected) return []
  const lines = new Set(found.split('\n'))
  const wrong = expected.split('\n').filter((line) => !lines.has(line))
  return [
    { path, problem: '散列值列表与各文件不符' },
    ...wrong.map((line) => ({
      path: line.slice(line.indexOf('  ') + 2),
      problem: `与 ${path} 所列的散列值不符`,
    })),
  ]
}
