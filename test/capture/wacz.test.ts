import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { CDXIndexer, getSurt, WARCParser } from 'warcio'
import { fromBufferPromise } from 'yauzl'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { archiveFiles } from '../../src/capture/bundle-archive.ts'
import { chainEntry, custodyLog } from '../../src/capture/custody.ts'
import { sha256Hex, sm3Hex } from '../../src/capture/hashing.ts'
import { surtOf } from '../../src/capture/index-warc.ts'
import { readStoredZip, writeStoredZip } from '../../src/capture/stored-zip.ts'
import { InputError } from '../../src/domain/errors.ts'
import { aBundle, anExchange, aPage, aRendering, tempFolder } from '../support/evidence-builders.ts'
import { aSealedExport, exportBundle, filesOf } from '../support/sealed-bundle.ts'

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()

/** Every entry as another zip reader sees it, with how it is stored. */
async function entriesOf(wacz: Uint8Array) {
  const zip = await fromBufferPromise(Buffer.from(wacz), { strictFileNames: true })
  const entries = new Map<string, { method: number; bytes: Buffer }>()
  for await (const entry of zip.eachEntry()) {
    const bytes = await buffer(await zip.openReadStreamPromise(entry))
    entries.set(entry.fileName, { method: entry.compressionMethod, bytes })
  }
  return entries
}

/** The index that warcio makes of the WARC, in the words of ours. */
async function warcioIndex(warc: Uint8Array): Promise<string[]> {
  const indexer = new CDXIndexer({ format: 'cdxj' })
  const lines: string[] = []
  const files = [{ filename: 'exchange.warc.gz', reader: [warc] as unknown as AsyncIterable<Uint8Array> }]
  for await (const entry of indexer.iterIndex(files)) {
    const { urlkey, timestamp, digest, ...fields } = entry
    const { url, mime, status, length, offset, filename } = fields
    const line = {
      url,
      mime,
      status: `${status}`,
      digest: `sha256:${digest}`,
      length: `${length}`,
      offset: `${offset}`,
      filename,
    }
    lines.push(`${urlkey} ${timestamp} ${JSON.stringify(line)}`)
  }
  return lines.sort()
}

describe('the WACZ of an export', () => {
  it('is what WACZ 1.1.1 asks for, in the eyes of another zip reader', async () => {
    const { folder, archive } = await aSealedExport(await tempFolder())
    const wacz = await readFile(join(folder, archive))
    const entries = await entriesOf(wacz)
    const dataPackage = JSON.parse(text(entries.get('datapackage.json')?.bytes))
    expect(dataPackage).toMatchObject({ profile: 'data-package', wacz_version: '1.1.1' })
    // Every file but the two that describe the package is a resource, with its true size and hash, and none is packed again.
    const listed = dataPackage.resources.map((each: { path: string }) => each.path)
    expect([...listed, 'datapackage.json', 'datapackage-digest.json'].sort()).toEqual(
      [...entries.keys()].sort(),
    )
    for (const { name, path, hash, bytes } of dataPackage.resources) {
      const stored = entries.get(path) ?? expect.fail(path)
      expect({ name, hash, bytes }).toEqual({
        name: path.split('/').at(-1),
        hash: `sha256:${sha256Hex(stored.bytes)}`,
        bytes: stored.bytes.length,
      })
    }
    expect([...entries.values()].every(({ method }) => method === 0)).toBe(true)
    const digest = JSON.parse(text(entries.get('datapackage-digest.json')?.bytes))
    const packageHash = sha256Hex(entries.get('datapackage.json')?.bytes ?? '')
    expect(digest).toEqual({ path: 'datapackage.json', hash: `sha256:${packageHash}` })
    // The three folders of the format hold only what belongs there.
    expect([...entries.keys()].filter((path) => /^(archive|indexes|pages)\//.test(path))).toEqual([
      'archive/exchange.warc.gz',
      'indexes/index.cdxj',
      'pages/pages.jsonl',
    ])
    const [header, ...pages] = text(entries.get('pages/pages.jsonl')?.bytes)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(header).toMatchObject({ format: 'json-pages-1.0', id: 'pages' })
    expect(pages.length).toBeGreaterThan(0)
    for (const page of pages) expect(page.ts).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(dataPackage.mainPageUrl).toBe(pages[0].url)
    // What a replay program does: find the page by its key, cut the record out, read it.
    const index = text(entries.get('indexes/index.cdxj')?.bytes).trimEnd().split('\n')
    for (const { url, ts } of pages) {
      const key = `${getSurt(url)} ${ts.replaceAll(/\D/g, '').slice(0, 14)} `
      const line = index.find((each) => each.startsWith(key)) ?? expect.fail(key)
      const { offset, length } = JSON.parse(line.slice(key.length))
      const cut =
        entries.get('archive/exchange.warc.gz')?.bytes.subarray(+offset, +offset + +length) ?? Buffer.alloc(0)
      const record = (await new WARCParser([cut] as never).parse()) ?? expect.fail('no record')
      expect([record.warcType, record.warcTargetURI]).toEqual(['response', url])
    }
  })

  it('has the index that warcio makes of its WARC, which warcio reads to the last byte', async () => {
    const post = anExchange({
      method: 'POST',
      url: 'https://shop.example/api?b=2&a=1',
      responseHeaders: [['content-type', 'application/json']],
    })
    const other = anExchange({
      url: 'https://www.shop.example:8443/Path/%E8%B1%A1?q=Z&a=%E7%89%99#x',
      status: 404,
      statusText: 'Not Found',
    })
    const page = aPage({
      exchanges: [
        anExchange({ status: 302, responseHeaders: [['location', '/x']] }),
        other,
        post,
        anExchange(),
      ],
    })
    const { path } = await aBundle(await tempFolder(), { page })
    const warc = await readFile(join(path, 'archive/exchange.warc.gz'))
    const ours = text(await readFile(join(path, 'indexes/index.cdxj')))
      .trimEnd()
      .split('\n')
    const theirs = (await warcioIndex(warc)).filter((line) => !line.includes('__wb_method=post'))
    // A response to POST is theirs under another key; ours leaves it out. Where there is no type, theirs leaves that out.
    expect(ours).toEqual([...ours].sort())
    expect(ours.map((line) => line.replace('"mime":"",', '')).sort()).toEqual(theirs)
    expect(ours.some((line) => line.includes('/api'))).toBe(false)
    let end = 0
    const parser = new WARCParser([warc] as never)
    for await (const record of parser) {
      await record.readFully(true)
      end = parser.offset + parser.recordLength
    }
    expect(end).toBe(warc.length)
  })

  it.each([
    'https://WWW2.Shop.example/A?b=1&a=2',
    'http://shop.example:8080/',
    'https://例子.中国/路径?查=询',
    'urn:x',
    'http://[',
  ])('keys %s as warcio does', (url) => expect(surtOf(url)).toBe(getSurt(url)))

  it('is the same bytes for the same bundle', async () => {
    const { folder, archive } = await aSealedExport(await tempFolder())
    const wacz = await readFile(join(folder, archive))
    const files = readStoredZip(wacz)
    const { created } = JSON.parse(text(files.get('datapackage.json')))
    expect(Buffer.from(writeStoredZip(new Map([...files].reverse()), created)).equals(wacz)).toBe(true)
  })

  it('holds for a listing from a feed a WARC that says there was no exchange', async () => {
    const root = await tempFolder()
    const { path } = await aBundle(join(root, 'e'), { page: undefined, rendered: undefined })
    const folder = await exportBundle(path, join(root, 'out'))
    expect(await verifyPath(folder)).toMatchObject({
      kind: 'export',
      ok: true,
      timestampState: 'not-configured',
    })
  })
})

describe('an export, by plain tools', () => {
  it('is checked as VERIFY.txt says, with openssl, unzip and sha256sum', async () => {
    const { folder, archive, ref } = await aSealedExport(await tempFolder())
    const sh = (command: string) =>
      execFileSync('sh', ['-ec', command], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
    const instructions = await readFile(join(folder, 'VERIFY.txt'), 'utf8')
    // Every command in it is run as it stands.
    const commands = [...instructions.matchAll(/^ {3}((?:openssl|unzip|sha256sum) [^\n(]*)/gm)].map(
      ([, command = '']) => command.trim(),
    )
    const wanted = commands.filter(
      (each) => !each.startsWith('openssl x509') && !each.startsWith('openssl dgst -sha256 -verify'),
    )
    expect(wanted.length).toBeGreaterThanOrEqual(12)
    await writeFile(join(folder, 'signer.pub'), await readFile(join(folder, 'signer.pem')))
    const said = new Map(wanted.map((command) => [command, sh(command)]))
    expect(said.get(`sha256sum -c ${archive}.sha256`)).not.toContain('FAILED')
    expect([...said.values()].filter((output) => output.includes('Verification: OK'))).toHaveLength(2)
    expect([...said.values()].join()).toContain('Signature Verified Successfully')
    expect(said.get('openssl dgst -sha256 evidence/manifest.json')).toContain(ref.manifestSha256)
    expect(said.get('openssl dgst -sm3 evidence/manifest.json')).toContain(ref.manifestSm3)
    const sm3 = await readFile(join(folder, `${archive}.sm3`), 'utf8')
    for (const line of sm3.trimEnd().split('\n')) {
      const [hash = '', name = ''] = line.split('  ')
      expect(sh(`openssl dgst -sm3 '${name}'`)).toContain(hash)
    }
    // And every file of the manifest.
    const manifest = JSON.parse(await readFile(join(folder, 'evidence/manifest.json'), 'utf8'))
    for (const { path, sha256, sm3: expected } of manifest.files) {
      expect(sh(`sha256sum evidence/${path}`)).toContain(sha256)
      expect(sh(`openssl dgst -sm3 evidence/${path}`)).toContain(expected)
    }
  })

  it('says what a hash and a time do not prove, and promises no more', async () => {
    const { folder } = await aSealedExport(await tempFolder(), { key: 'ec' })
    const instructions = await readFile(join(folder, 'VERIFY.txt'), 'utf8')
    expect(instructions).toContain('固定后未变')
    expect(instructions).toContain('integrity since capture')
    expect(instructions).toContain('核验通过不说明什么')
    expect(instructions).not.toMatch(/tamper-?proof|不可篡改|防篡改/i)
  })
})

describe('a bundle of format 1', () => {
  async function anEarlierBundle(root: string, withWarc = true): Promise<string> {
    const path = join(root, 'E20260101-000000000000')
    const info = {
      evidenceId: 'E20260101-000000000000',
      software: 'x/0',
      createdAt: '2026-01-01T00:00:00.000Z',
    }
    const [warc] = archiveFiles({ exchanges: [{ exchange: anExchange(), seen: 'crawl' }], info, title: '' })
    const contents = new Map<string, Buffer>([
      ...(withWarc ? [['raw/exchange.warc.gz', Buffer.from(warc?.bytes ?? [])] as const] : []),
      ['text/listing.json', Buffer.from('{}')],
    ])
    const files = [...contents].map(([name, bytes]) => ({
      path: name,
      bytes: bytes.length,
      mediaType: 'text/plain',
      sha256: sha256Hex(bytes),
      sm3: sm3Hex(bytes),
      madeBy: '旧版',
    }))
    const head = {
      format: 'qingshao-evidence/1',
      evidenceId: info.evidenceId,
      listingId: 'demo-shop:77',
      url: 'https://shop.example/',
    }
    const manifest = JSON.stringify({
      ...head,
      capturedAt: info.createdAt,
      tool: { name: 'x', version: '0' },
      caveats: [],
      files,
    })
    const act = { at: info.createdAt, actor: 'x', detail: '' }
    const first = chainEntry(undefined, info.evidenceId, { ...act, action: 'captured' })
    const sealed = chainEntry(first, info.evidenceId, {
      ...act,
      action: 'sealed',
      manifestSha256: sha256Hex(manifest),
    })
    contents.set('manifest.json', Buffer.from(manifest))
    contents.set('custody.jsonl', Buffer.from(custodyLog([first, sealed], { withHead: false })))
    for (const [name, bytes] of contents) {
      await mkdir(join(path, name, '..'), { recursive: true })
      await writeFile(join(path, name), bytes)
    }
    return path
  }

  it('still verifies, can be exported, and the copies that the export made are checked', async () => {
    const root = await tempFolder()
    const path = await anEarlierBundle(root)
    expect(await verifyPath(path)).toMatchObject({
      ok: true,
      custodyEntries: 2,
      timestampState: 'not-configured',
    })
    const folder = await exportBundle(path, join(root, 'out'))
    expect(await verifyPath(folder)).toMatchObject({ ok: true, problems: [], custodyEntries: 3 })
    expect(await verifyPath(path)).toMatchObject({ ok: true, custodyEntries: 3 })

    const [archive = ''] = [...(await filesOf(folder)).keys()].filter((name) => name.endsWith('.wacz'))
    const files = new Map(readStoredZip(await readFile(join(folder, archive))))
    files.set('indexes/index.cdxj', Buffer.from('{}'))
    const changed = join(root, 'changed.wacz')
    await writeFile(changed, writeStoredZip(files, '2026-11-22T02:00:05.000Z'))
    expect((await verifyPath(changed)).problems.map((each) => each.path)).toContain('indexes/index.cdxj')
  })

  it('without a WARC cannot be a WACZ, and says so', async () => {
    const root = await tempFolder()
    const path = await anEarlierBundle(root, false)
    await expect(exportBundle(path, join(root, 'out'))).rejects.toThrow(InputError)
  })
})

describe('a rendering without pictures of its own', () => {
  it('exports as well', async () => {
    const root = await tempFolder()
    const { path } = await aBundle(join(root, 'e'), {
      rendered: aRendering({ screenshotPng: new Uint8Array() }),
    })
    expect(await verifyPath(await exportBundle(path, join(root, 'out')))).toMatchObject({ ok: true })
  })
})
