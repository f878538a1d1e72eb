import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { packetSchemaJson, referralSchemaJson } from '../src/refer/packet-schema.ts'

/** Writes data/schemas/*.json from the zod types. A test fails while a file is behind. */
const folder = fileURLToPath(new URL('../data/schemas/', import.meta.url))
mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}packet.schema.json`, packetSchemaJson())
writeFileSync(`${folder}referral.schema.json`, referralSchemaJson())
