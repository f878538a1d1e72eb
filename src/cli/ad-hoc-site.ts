import { InputError } from '../domain/errors.ts'
import { Site } from '../domain/site.ts'
import { platformOfHost } from '../extract/platform-of-host.ts'

/** A site for one page that is in no catalogue: default politeness, nothing followed. */
export function adHocSite(url: string): Site {
  if (!URL.canParse(url)) throw new InputError(`${url} 不是网址`)
  const { origin, hostname, protocol } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') throw new InputError(`只支持 http 与 https 网址：${url}`)
  return Site.parse({
    id: hostname.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-'),
    name: hostname,
    status: 'untested-live',
    platform: platformOfHost(hostname),
    origin,
    lane: 'http',
    pages: [],
    itemKey: '(.+)',
  })
}
