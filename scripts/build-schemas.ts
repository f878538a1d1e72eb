import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packetSchemaJson } from '../src/refer/packet-schema.ts'

/** Writes data/schemas/packet.schema.json from the zod type. A test fails while the file is behind. */
const target = fileURLToPath(new URL('../data/schemas/packet.schema.json', import.meta.url))
mkdirSync(dirname(target), { recursive: true })
writeFileSync(target, packetSchemaJson())
