import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { PACKET_FILES, Packet, type QueuedPacket } from '../../domain/referral.ts'
import { REFERRAL_FILES, ReferralDocument } from '../../domain/referral-letter.ts'
import { verifyPacketTree } from '../evidence/verify-path.ts'
import { ZipTree } from '../evidence/zip-tree.ts'

/** The bytes and content of a queued packet, where it lies as it was put there and verifies. */
export async function readPacket({
  path,
  sha256,
}: QueuedPacket): Promise<{ bytes: Buffer; packet: Packet } | undefined> {
  const bytes = await readFile(path).catch(() => undefined)
  if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256) return undefined
  const tree = await ZipTree.open(bytes, path)
  if (!(await verifyPacketTree(path, tree)).ok) return undefined
  const json = await tree.read(PACKET_FILES.json)
  const parsed = Packet.safeParse(JSON.parse(Buffer.from(json ?? new Uint8Array()).toString('utf8')))
  return parsed.success ? { bytes, packet: parsed.data } : undefined
}

/** What a letter's zip says of itself, whether or not it verifies; undefined when it is no letter. */
export async function readReferral(file: string): Promise<ReferralDocument | undefined> {
  const bytes = await readFile(file).catch(() => undefined)
  const json = bytes && (await (await ZipTree.open(bytes, file)).read(REFERRAL_FILES.json))
  if (!json) return undefined
  try {
    return ReferralDocument.safeParse(JSON.parse(Buffer.from(json).toString('utf8'))).data
  } catch {
    return undefined
  }
}
