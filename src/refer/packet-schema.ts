import { z } from 'zod'
import { Packet } from '../domain/referral.ts'

/** packet.json as JSON Schema 2020-12, for bodies that read packets by program. */
export function packetSchemaJson(): string {
  const { $schema, ...schema } = z.toJSONSchema(Packet, { target: 'draft-2020-12' })
  const head = {
    $schema,
    $id: 'urn:qingshao:schema:packet:2',
    title: 'qingshao-packet/2',
    description: '线索移送材料包中的 packet.json。联系方式已遮蔽，全文只在封存的证据中。',
  }
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`
}
