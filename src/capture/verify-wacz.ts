import type { VerifyProblem } from '../domain/evidence.ts'
import { ARCHIVE_PATHS } from './archive-paths.ts'
import { archiveOf } from './build-wacz.ts'
import { DataPackage, PACKAGE_DIGEST_PATH, PACKAGE_PATH, packageDigest, resourceOf } from './data-package.ts'
import type { FileTree } from './file-tree.ts'
import { MapTree } from './map-tree.ts'
import { readStoredZip, writeStoredZip, type ZipFiles } from './stored-zip.ts'
import { type BundleCheck, type VerifyOptions, verifyBundle } from './verify-bundle.ts'

export interface WaczCheck extends BundleCheck {
  /** What datapackage.json says was exported beside the archive; empty when it cannot be read. */
  readonly sidecars: readonly string[]
  /** Files of the archive, by path; empty when it cannot be read. */
  readonly files: ZipFiles
}

/** Checks a WACZ byte for byte: container, data package, index, and the bundle in it. `name` is the archive's own. */
export async function verifyWacz(
  zip: Uint8Array,
  name: string,
  options: VerifyOptions = {},
): Promise<WaczCheck> {
  const problems: VerifyProblem[] = []
  const files = openZip(zip, name, problems)
  const dataPackage = checkPackage(files, problems)
  if (dataPackage && !isRewritten(files, dataPackage.created, zip))
    problems.push({
      path: name,
      problem: '压缩包的字节与导出时不同（文件头、次序或时间被改动，或有多余字节）',
    })

  const check = await verifyBundle(bundleTree(files), options)
  const { manifest } = check
  if (manifest?.format === 'qingshao-evidence/1') problems.push(...derivedProblems(manifest, files))
  return {
    ...check,
    filesChecked: files.size,
    problems: [...problems, ...check.problems],
    sidecars: dataPackage?.sidecars ?? [],
    files,
  }
}

function openZip(zip: Uint8Array, name: string, problems: VerifyProblem[]): ZipFiles {
  try {
    return readStoredZip(zip)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    problems.push({ path: name, problem: error.message })
    return new Map()
  }
}

function isRewritten(files: ZipFiles, created: string, zip: Uint8Array): boolean {
  const again = writeStoredZip(files, created)
  return again.length === zip.length && again.every((byte, index) => byte === zip[index])
}

function checkPackage(files: ZipFiles, problems: VerifyProblem[]): DataPackage | undefined {
  const bytes = files.get(PACKAGE_PATH)
  const digest = files.get(PACKAGE_DIGEST_PATH)
  if (!digest) problems.push({ path: PACKAGE_DIGEST_PATH, problem: '缺少数据包的散列值' })
  if (!bytes) {
    problems.push({ path: PACKAGE_PATH, problem: '缺少数据包说明' })
    return undefined
  }
  if (digest && new TextDecoder().decode(digest) !== packageDigest(bytes))
    for (const path of [PACKAGE_PATH, PACKAGE_DIGEST_PATH])
      problems.push({ path, problem: '数据包说明与其散列值不符' })
  const dataPackage = readPackage(bytes)
  if (!dataPackage) problems.push({ path: PACKAGE_PATH, problem: '数据包说明无法读取或格式不符' })
  else problems.push(...resourceProblems(dataPackage, files))
  return dataPackage
}

function readPackage(bytes: Uint8Array): DataPackage | undefined {
  try {
    return DataPackage.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return undefined
  }
}

function resourceProblems({ resources }: DataPackage, files: ZipFiles): VerifyProblem[] {
  const problems: VerifyProblem[] = []
  const listed = new Set([PACKAGE_PATH, PACKAGE_DIGEST_PATH])
  for (const resource of resources) {
    const { path } = resource
    const bytes = files.get(path)
    if (listed.has(path)) problems.push({ path, problem: '数据包说明中重复登记' })
    listed.add(path)
    if (!bytes) problems.push({ path, problem: '数据包说明所列的文件缺失' })
    else if (JSON.stringify(resource) !== JSON.stringify(resourceOf(path, bytes)))
      problems.push({ path, problem: '与数据包说明所列的散列值不符' })
  }
  for (const path of files.keys())
    if (!listed.has(path)) problems.push({ path, problem: '数据包说明中没有登记的文件' })
  return problems
}

/** The bundle without what the format adds; of format 1 the copies of its WARC are checked by themselves. */
function bundleTree(files: ZipFiles): FileTree {
  const manifest = new TextDecoder().decode(files.get('manifest.json'))
  const added = new Set([PACKAGE_PATH, PACKAGE_DIGEST_PATH])
  if (manifest.includes('"qingshao-evidence/1"'))
    for (const path of Object.values(ARCHIVE_PATHS)) added.add(path)
  return new MapTree(new Map([...files].filter(([path]) => !added.has(path))))
}

function derivedProblems(manifest: Parameters<typeof archiveOf>[0], files: ZipFiles): VerifyProblem[] {
  const own = new Map(files)
  own.delete(ARCHIVE_PATHS.warc)
  try {
    return archiveOf(manifest, own).flatMap(([path, bytes]) => {
      const found = files.get(path)
      const same = found?.length === bytes.length && bytes.every((byte, index) => byte === found[index])
      return same ? [] : [{ path, problem: '与证据中的原始记录不符' }]
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [{ path: ARCHIVE_PATHS.warc, problem: error.message }]
  }
}
