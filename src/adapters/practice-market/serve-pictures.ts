import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawPicture } from './draw-picture.ts'
import type { PracticeCatalogue } from './practice-catalogue.ts'
import type { PracticeOffer } from './practice-listing.ts'
import type { PracticeSite, SiteReply } from './practice-site.ts'

/** PNG files by `<site>-<key>`. */
export type PictureShelf = ReadonlyMap<string, Uint8Array>

const PLACEHOLDER = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

export function loadPictures(folder: string): PictureShelf {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder).filter((name) => name.endsWith('.png'))
  return new Map(names.map((name) => [name.slice(0, -'.png'.length), readFileSync(join(folder, name))]))
}

/** Where a listing's picture is on its site: a photograph-like PNG if text stands in it, a drawing otherwise. */
export function picturePath({ key, picture }: Pick<PracticeOffer, 'key' | 'picture'>): string {
  return `/img/${key}.${picture === undefined ? 'svg' : 'png'}`
}

export function withPictures(
  site: PracticeSite,
  catalogue: PracticeCatalogue,
  shelf: PictureShelf,
): PracticeSite {
  return {
    ...site,
    answer(request) {
      if (request.path === '/favicon.ico')
        return { status: 200, type: 'image/svg+xml', body: drawPicture(site.name) }
      if (request.path === '/static/none.gif') return { status: 200, type: 'image/gif', body: PLACEHOLDER }
      const [, key, kind] = /^\/img\/(\d{1,12})\.(svg|png)$/.exec(request.path) ?? []
      return (key && kind && pictureReply(catalogue, shelf, key, kind)) || site.answer(request)
    },
  }
}

function pictureReply(
  catalogue: PracticeCatalogue,
  shelf: PictureShelf,
  key: string,
  kind: string,
): SiteReply | undefined {
  const offer = catalogue.find(key)
  if (!offer || !picturePath(offer).endsWith(kind)) return undefined
  const id = `${catalogue.site}-${key}`
  const photo = kind === 'png' ? shelf.get(id) : undefined
  if (photo) return { status: 200, type: 'image/png', body: photo }
  const drawing: SiteReply = { status: 200, type: 'image/svg+xml', body: drawPicture(id) }
  return kind === 'svg' ? drawing : { ...drawing, headers: { 'x-practice-picture': 'missing' } }
}
