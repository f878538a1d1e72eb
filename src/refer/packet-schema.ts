import { z } from 'zod'
import { Packet } from '../domain/referral.ts'
import { ReferralDocument } from '../domain/referral-letter.ts'

/** packet.json as JSON Schema 2020-12, for bodies that read packets by program. */
export function packetSchemaJson(): string {
  return schemaJson(Packet, {
    $id: 'urn:qingshao:schema:packet:2',
    title: 'qingshao-packet/2',
    description: '线索移送材料包中的 packet.json。联系方式已遮蔽，全文只在封存的证据中。',
  })
}

/** referral.json likewise. */
export function referralSchemaJson(): string {
  return schemaJson(ReferralDocument, {
    $id: 'urn:qingshao:schema:referral:1',
    title: 'qingshao-referral/1',
    description: '移送函压缩包中的 referral.json。各线索的内容在其材料包的 packet.json 中。',
  })
}

function schemaJson(type: z.ZodType, about: Record<'$id' | 'title' | 'description', string>): string {
  const { $schema, ...schema } = z.toJSONSchema(type, { target: 'draft-2020-12', io: 'output' })
  const head = { $schema, ...about }
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`
}
