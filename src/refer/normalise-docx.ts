import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import type { PacketFile } from './packet-ports.ts'
import { writeZip } from './write-zip.ts'

export interface DocxPicture {
  readonly png: Uint8Array
  /** Share of the picture's height that is shown, from the top; the rest is cropped by the word processor. */
  readonly shownHeight: number
}

/** The library writes the time of the run into the file and packs pictures anew; both are put right here. */
export async function normaliseDocx(
  docx: Buffer,
  { createdAt, picture }: { createdAt: string; picture: DocxPicture | undefined },
): Promise<Buffer> {
  const files: PacketFile[] = []
  const zip = await fromBufferPromise(docx)
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileName
    const bytes = await buffer(await zip.openReadStreamPromise(entry))
    if (path.startsWith('word/media/') && picture) files.push({ path, bytes: picture.png, compress: false })
    else files.push({ path, bytes: rewritePart(path, bytes, createdAt, picture), compress: true })
  }
  // Readers look for the content types first.
  const order = (path: string) => (path === '[Content_Types].xml' ? '' : path)
  files.sort((a, b) => (order(a.path) < order(b.path) ? -1 : 1))
  return writeZip(files, { at: createdAt })
}

function rewritePart(
  path: string,
  bytes: Buffer,
  createdAt: string,
  picture: DocxPicture | undefined,
): Buffer {
  if (path === 'docProps/core.xml')
    return Buffer.from(bytes.toString('utf8').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, createdAt))
  if (path === 'word/fontTable.xml')
    return Buffer.from(bytes.toString('utf8').replace(/(<w:fonts\b[^>]*?)\/>/, `$1>${FONT_TABLE}</w:fonts>`))
  if (path === 'word/document.xml' && picture && picture.shownHeight < 1) {
    const cut = Math.round((1 - picture.shownHeight) * 100_000)
    return Buffer.from(bytes.toString('utf8').replace('<a:srcRect/>', `<a:srcRect b="${cut}"/>`))
  }
  return bytes
}

/** Standard typefaces of official documents are often absent; the alternative is what every system carries. */
const FALLBACKS: readonly (readonly [string, string])[] = [
  ['仿宋_GB2312', 'FangSong'],
  ['方正小标宋简体', 'SimSun'],
  ['黑体', 'SimHei'],
]
const FONT_TABLE = FALLBACKS.map(
  ([name, instead]) =>
    `<w:font w:name="${name}"><w:altName w:val="${instead}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>`,
).join('')
