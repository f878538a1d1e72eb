import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RE2JS } from 're2js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSites } from '../../../src/adapters/files/load-sites.ts'
import { DefinitionError } from '../../../src/domain/errors.ts'

const SHIPPED = join(import.meta.dirname, '../../../data/sites')

const SITE = `id: demo
name: 甲
status: practice
platform: shop
origin: http://127.0.0.1:1
lane: http
pages: [{kind: listing, pattern: '^/item'}]
itemKey: '/item/(\\d+)'
`

describe('loadSites', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sites-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (text: string, name = 'demo.yml'): void => writeFileSync(join(folder, name), text)

  it('reads the shipped sites of the practice market', () => {
    const ids = loadSites([SHIPPED]).map(({ id }) => id)
    expect(ids).toEqual(
      expect.arrayContaining([
        'practice-forum',
        'practice-microblog',
        'practice-secondhand',
        'practice-shop',
      ]),
    )
  })

  it.each([
    ['practice-shop', '/item/100101.html', 'listing', '100101'],
    ['practice-shop', '/category/2?page=3', 'list', undefined],
    ['practice-shop', '/cart?add=1', 'skip', undefined],
    ['practice-secondhand', '/item/200101', 'skip', '200101'],
    ['practice-secondhand', '/detail/200101', 'listing', '200101'],
    ['practice-forum', '/thread-300101-1-1.html', 'listing', '300101'],
    ['practice-forum', '/thread-300101-2-1.html', undefined, '300101'],
    ['practice-forum', '/forum.php?mod=viewthread&tid=300101', 'listing', '300101'],
    ['practice-forum', '/forum.php?fid=2&mod=forumdisplay&page=2', 'list', undefined],
    ['practice-microblog', '/p/400101', 'listing', '400101'],
    ['practice-microblog', '/api/statuses?cursor=20', 'list', undefined],
  ])('%s: %s is a page of kind %s', (id, path, kind, key) => {
    const site = loadSites([SHIPPED]).find((one) => one.id === id)
    expect(
      site?.pages.find(({ pattern }) => RE2JS.compile(RE2JS.translateRegExp(pattern)).matcher(path).find())
        ?.kind,
    ).toBe(kind)
    const matcher = RE2JS.compile(RE2JS.translateRegExp(site?.itemKey ?? '')).matcher(path)
    expect(matcher.find() ? matcher.group(1) : undefined).toBe(key)
  })

  it('lets a later folder override by id, and takes a missing folder for an empty one', () => {
    write(SITE.replace('id: demo', 'id: practice-shop'), 'practice-shop.yml')
    const sites = loadSites([SHIPPED, folder, join(folder, 'none')])
    expect(sites.filter(({ id }) => id === 'practice-shop')).toMatchObject([{ name: '甲' }])
    expect(sites.length).toBe(loadSites([SHIPPED]).length)
  })

  it.each([
    ['a wrong field', SITE.replace('lane: http', 'lane: ftp'), 'demo.yml:6: lane: '],
    ['another name than its file', SITE.replace('id: demo', 'id: other'), 'demo.yml:1: id: must be demo'],
    [
      'a pattern the engine refuses',
      SITE.replace("'^/item'", "'(?=x)'"),
      'demo.yml:7: pages.0.pattern: not a valid pattern',
    ],
    ['an item key without a group', SITE.replace('(\\d+)', '\\d+'), 'demo.yml:8: itemKey: needs a group'],
  ])('names file, line and field for %s', (_, text, sentence) => {
    write(text)
    expect(() => loadSites([folder])).toThrow(DefinitionError)
    expect(() => loadSites([folder])).toThrow(sentence)
  })
})
