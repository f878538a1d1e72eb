import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { ReadablePacket } from '../../src/domain/referral.ts'
import { buildPackets } from '../../src/refer/build-packets.ts'
import type { PacketDraft } from '../../src/refer/packet-ports.ts'
import { packetSchemaJson, referralSchemaJson } from '../../src/refer/packet-schema.ts'
import { aBundle, aLead, fixedClock, tempFolder } from '../support/evidence-builders.ts'

async function packetJson(): Promise<Record<string, unknown>> {
  const root = await tempFolder()
  const evidence = await aBundle(root)
  const drafts: PacketDraft[] = []
  await buildPackets(
    { lead: aLead({ evidence }), bundlePath: evidence.path },
    {
      evidence: new FolderEvidenceVault(new FolderBundleStore(root)),
      queue: {
        async put(draft) {
          drafts.push(draft)
          return { path: join(root, draft.packetId), sha256: '', bytes: 0 }
        },
        withdraw: async () => undefined,
      },
      clock: fixedClock(),
      actor: 'qingshao/0.1.0',
    },
  )
  const json = drafts[0]?.files.find(({ path }) => path === 'packet.json')
  return JSON.parse(Buffer.from(json?.bytes ?? '').toString())
}

describe('ReadablePacket', () => {
  it('still reads packets of the first format, and no other', async () => {
    const packet = await packetJson()
    const { role: _, unrouted: __, ...earlier } = packet
    const { unrouted: ___, ...assessment } = packet.assessment as Record<string, unknown>
    const first = { ...earlier, assessment, format: 'qingshao-packet/1' }
    expect(ReadablePacket.safeParse(first).success).toBe(true)
    expect(ReadablePacket.safeParse({ ...earlier, format: 'qingshao-packet/2' }).success).toBe(false)
    expect(ReadablePacket.safeParse({ ...first, format: 'qingshao-packet/3' }).success).toBe(false)
  })
})

describe('packet.schema.json', () => {
  it('is what the domain type says today (else run: node scripts/build-schemas.ts)', () => {
    const file = new URL('../../data/schemas/packet.schema.json', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(packetSchemaJson())
    const letter = new URL('../../data/schemas/referral.schema.json', import.meta.url)
    expect(readFileSync(letter, 'utf8')).toBe(referralSchemaJson())
  })

  it('accepts a packet.json that was really built, and refuses a spoilt one', async () => {
    const validate = new Ajv2020({ validateFormats: false }).compile(JSON.parse(packetSchemaJson()))
    const packet = await packetJson()
    validate(packet)
    expect(validate.errors ?? []).toEqual([])
    for (const spoilt of [
      { ...packet, statement: undefined },
      { ...packet, agency: 'nobody' },
      { ...packet, role: undefined },
      { ...packet, format: 'qingshao-packet/1' },
      { ...packet, extra: 1 },
      { ...packet, createdAt: 'yesterday' },
    ])
      expect(validate(JSON.parse(JSON.stringify(spoilt)))).toBe(false)
  })
})
