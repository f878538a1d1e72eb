import { MapTree } from '../capture/map-tree.ts'
import { verifyBundle } from '../capture/verify-bundle.ts'
import { exportedArchive, verifyExport } from '../capture/verify-export.ts'
import { verifyReport } from '../capture/verify-report.ts'
import { verifyWacz } from '../capture/verify-wacz.ts'
import type { VerifyReport } from '../domain/evidence.ts'

/** What was dropped on the page: one WACZ, the files of an export, or the files of a bundle, by path. */
export async function verifyFiles(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<VerifyReport> {
  const paths = [...files.keys()]
  const [only] = paths
  if (paths.length === 1 && only?.endsWith('.wacz'))
    return verifyReport(only, 'wacz', await verifyWacz(files.get(only) ?? new Uint8Array(), only))
  const archive = exportedArchive(paths)
  return archive === undefined
    ? verifyReport(name, 'bundle', await verifyBundle(new MapTree(files)))
    : verifyReport(name, 'export', await verifyExport(new MapTree(files), archive))
}
