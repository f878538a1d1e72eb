import type { BundleFile } from './build-manifest.ts'

export function textFile(path: string, mediaType: string, madeBy: string, content: string): BundleFile {
  return { path, mediaType, madeBy, bytes: utf8(content) }
}

export function utf8(content: string): Uint8Array {
  return Buffer.from(content.toWellFormed(), 'utf8')
}
