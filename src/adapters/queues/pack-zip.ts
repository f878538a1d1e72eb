import type { PacketDraft } from '../../refer/packet-ports.ts'
import { writeZip } from '../../refer/write-zip.ts'
import { SEAL_PLACEHOLDER, sealZip } from '../evidence/packet-seal.ts'

/** One packet as the bytes of its zip, sealed. The same draft gives the same bytes. */
export async function packZip({
  createdAt,
  files,
}: Pick<PacketDraft, 'createdAt' | 'files'>): Promise<Buffer> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  const zip = await writeZip(sorted, { at: createdAt, comment: SEAL_PLACEHOLDER })
  sealZip(zip)
  return zip
}
