import { z } from 'zod'
import { sha256Hex, sm3Hex } from './hashing.ts'

export const PACKAGE_PATH = 'datapackage.json'
export const PACKAGE_DIGEST_PATH = 'datapackage-digest.json'
export const WACZ_VERSION = '1.1.1'

/** datapackage.json of WACZ 1.1.1; `sm3` and `sidecars` are ours, which the format allows. */
export const DataPackage = z.strictObject({
  profile: z.literal('data-package'),
  wacz_version: z.literal(WACZ_VERSION),
  title: z.string(),
  description: z.string(),
  created: z.iso.datetime(),
  software: z.string(),
  mainPageUrl: z.string().optional(),
  mainPageDate: z.string().optional(),
  /** Names of the files that were exported beside the archive. */
  sidecars: z.array(z.string()),
  resources: z.array(
    z.strictObject({
      name: z.string(),
      path: z.string(),
      hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
      sm3: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.int().nonnegative(),
    }),
  ),
})
export type DataPackage = z.infer<typeof DataPackage>

export function resourceOf(path: string, bytes: Uint8Array): DataPackage['resources'][number] {
  const name = path.split('/').at(-1) ?? path
  return { name, path, hash: `sha256:${sha256Hex(bytes)}`, sm3: sm3Hex(bytes), bytes: bytes.length }
}

/** datapackage-digest.json, byte for byte. */
export function packageDigest(dataPackage: Uint8Array): string {
  return `${JSON.stringify({ path: PACKAGE_PATH, hash: `sha256:${sha256Hex(dataPackage)}` }, null, 2)}\n`
}
