import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FolderBundleStore } from '../../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../../src/adapters/evidence/folder-evidence-vault.ts'
import { isSealIntact, sealZip } from '../../../src/adapters/evidence/packet-seal.ts'
import { verifyPath } from '../../../src/adapters/evidence/verify-path.ts'
import { FolderPacketQueue } from '../../../src/adapters/queues/folder-packet-queue.ts'
import { packZip } from '../../../src/adapters/queues/pack-zip.ts'
import { checkWarc } from '../../../src/capture/check-warc.ts'
import { chainEntry, custodyLine, custodyLog, readCustody } from '../../../src/capture/custody.ts'
import { sha256Hex, sm3Hex } from '../../../src/capture/hashing.ts'
import { merkleRoot } from '../../../src/capture/merkle.ts'
import { InputError } from '../../../src/domain/errors.ts'
import { Manifest } from '../../../src/domain/evidence.ts'
import { buildPackets } from '../../../src/refer/build-packets.ts'
import type { PacketFile } from '../../../src/refer/packet-ports.ts'
import { aBundle, aLead, aPng, aRendering, fixedClock, tempFolder } from '../../support/evidence-builders.ts'

const FILES = [
  'archive/exchange.warc.gz',
  'assessment.json',
  'custody.jsonl',
  'indexes/index.cdxj',
  'manifest.json',
  'pages/pages.jsonl',
  'rendered/page.html',
  'rendered/screenshot.png',
  'text/listing.json',
  'text/listing.txt',
  'text/page.txt',
]

async function named(path: string): Promise<string[]> {
  const { ok, problems } = await verifyPath(path)
  expect(ok).toBe(problems.length === 0)
  return problems.map((found) => found.path)
}

async function smallBundle(): Promise<string> {
  const { path } = await aBundle(await tempFolder(), {
    rendered: aRendering({ screenshotPng: aPng(8, 8) }),
  })
  return path
}

async function edit(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  await chmod(path, 0o644)
  await writeFile(path, change(await readFile(path)))
}

function flip(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes)
  flipped[at] = (flipped[at] ?? 0) ^ 0x01
  return flipped
}

describe('verifyPath on a bundle', () => {
  it.each(FILES)('names %s when a byte of it is flipped: first, middle or last', async (file) => {
    const path = await smallBundle()
    const bytes = await readFile(join(path, file))
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      await edit(join(path, file), () => flip(bytes, at))
      expect(await named(path)).toContain(file)
    }
    await edit(join(path, file), () => bytes)
    expect(await named(path)).toEqual([])
  })

  it('finds every single flipped byte of the custody log and the manifest', async () => {
    const path = await smallBundle()
    for (const file of ['custody.jsonl', 'manifest.json']) {
      const bytes = await readFile(join(path, file))
      for (let at = 0; at < bytes.length; at += 7) {
        await edit(join(path, file), () => flip(bytes, at))
        expect(await named(path), `${file} byte ${at}`).not.toEqual([])
      }
      await edit(join(path, file), () => bytes)
    }
  })

  it.each(FILES)('names %s when it is missing', async (file) => {
    const path = await smallBundle()
    await rm(join(path, file))
    expect(await named(path)).toContain(file)
  })

  it('names a file that was added, renamed, or is a link', async () => {
    const path = await smallBundle()
    await mkdir(join(path, 'extra'))
    await writeFile(join(path, 'extra/note.txt'), '')
    expect(await named(path)).toEqual(['extra/note.txt'])
    await rm(join(path, 'extra'), { recursive: true })
    await rename(join(path, 'text/page.txt'), join(path, 'text/page2.txt'))
    expect((await named(path)).sort()).toEqual(['text/page.txt', 'text/page2.txt'])
    await symlink(join(path, 'text/page2.txt'), join(path, 'text/page.txt'))
    expect(await named(path)).toContain('text/page.txt')
  })

  it('names the custody log when lines are swapped, dropped from the front or repeated', async () => {
    const path = await smallBundle()
    const log = join(path, 'custody.jsonl')
    const [first = '', second = '', head = ''] = (await readFile(log, 'utf8')).trim().split('\n')
    const whole = [first, second, head]
    const wrong = [
      [second, first, head],
      [second, head],
      [first, head],
      [first, second],
      [...whole, head],
      [],
      [head],
    ]
    for (const lines of [...wrong, [first, second, second, head], [head, first, second], [first]]) {
      await edit(log, () => Buffer.from(lines.map((line) => `${line}\n`).join('')))
      expect(await named(path), lines.length.toString()).toContain('custody.jsonl')
    }
  })

  it('finds a manifest rewritten to fit a changed file', async () => {
    const path = await smallBundle()
    const page = Buffer.from('altered')
    await edit(join(path, 'text/page.txt'), () => page)
    await edit(join(path, 'manifest.json'), (bytes) => {
      const manifest = Manifest.parse(JSON.parse(bytes.toString()))
      const entry = manifest.files.find((file) => file.path === 'text/page.txt')
      Object.assign(entry ?? {}, { bytes: page.length, sha256: sha256Hex(page), sm3: sm3Hex(page) })
      return Buffer.from(JSON.stringify({ ...manifest, merkleRoot: merkleRoot(manifest.files) }))
    })
    expect(await verifyPath(path)).toMatchObject({
      problems: [{ path: 'manifest.json', problem: '证据清单与保管链封存的散列值不符' }],
    })
  })

  it('accepts a chain grown by the store, and refuses one line that does not follow', async () => {
    const path = await smallBundle()
    const store = new FolderBundleStore(join(path, '..'))
    const at = '2026-11-23T00:00:00.000Z'
    const act = { at, actor: 'demo', action: 'verified' as const, detail: '' }
    await Promise.all([1, 2, 3].map(() => store.appendAct(path, act)))
    expect(await verifyPath(path)).toMatchObject({ ok: true, custodyEntries: 5 })
    const { entries } = readCustody(await readFile(join(path, 'custody.jsonl'), 'utf8'))
    const orphan = chainEntry(entries[1], entries[0]?.evidenceId ?? '', act)
    await edit(join(path, 'custody.jsonl'), (bytes) =>
      Buffer.concat([bytes, Buffer.from(custodyLine(orphan))]),
    )
    expect(await named(path)).toContain('custody.jsonl')
  })

  it('asks for something to read', async () => {
    await expect(verifyPath(join(await tempFolder(), 'nothing'))).rejects.toThrow(InputError)
  })
})

describe('checkWarc', () => {
  it('reads to the last byte and recomputes the digests', async () => {
    const path = await smallBundle()
    const warc = await readFile(join(path, 'archive/exchange.warc.gz'))
    const plain = gunzipSync(warc).toString('latin1')
    const problems = (bytes: Uint8Array) => checkWarc(bytes).problems
    // One gzip member a record: what is changed is packed the way it lay.
    const starts = [...plain.matchAll(/WARC\/1\.1\r\n/g)].map(({ index }) => index)
    const records = starts.map((at, index) => plain.slice(at, starts[index + 1]))
    const repack = (change: (record: string) => string) =>
      Buffer.concat(records.map((record) => gzipSync(Buffer.from(change(record), 'latin1'))))
    expect(problems(warc)).toEqual([])
    expect(problems(repack((record) => record))).toEqual([])
    expect(problems(warc.subarray(0, -3))).not.toEqual([])
    expect(problems(Buffer.concat([warc, Buffer.alloc(5)]))).not.toEqual([])
    expect(problems(flip(warc, warc.length - 6))).not.toEqual([])
    expect(problems(repack((record) => record.replace('an empty', 'no empty')))).not.toEqual([])
    const payload = sha256Hex(Buffer.from('<html>\r\n\r\nbody with an empty line</html>'))
    expect(plain).toContain(payload)
    expect(problems(repack((record) => record.replace(payload, '0'.repeat(64)))).join()).toContain(
      '载荷散列值不符',
    )
    expect(problems(repack((record) => `${record}junk`)).join()).toContain('结尾不符')
    expect(problems(Buffer.concat([warc, gzipSync('junk')])).join()).toContain('头部不完整')
    expect(problems(gzipSync(plain))).not.toEqual([])
    expect(problems(Buffer.from('no gzip'))).not.toEqual([])
  })
})

async function aPacketZip() {
  const root = await tempFolder()
  const evidence = await aBundle(join(root, 'evidence'), {
    rendered: aRendering({ screenshotPng: aPng(8, 8) }),
  })
  const vault = new FolderEvidenceVault(new FolderBundleStore(join(root, 'evidence')))
  const files: PacketFile[] = []
  const inner = new FolderPacketQueue(join(root, 'queues'))
  const [packet] = await buildPackets(
    { lead: aLead({ evidence }), bundlePath: evidence.path },
    {
      evidence: vault,
      queue: {
        put(draft) {
          files.push(...draft.files)
          return inner.put(draft)
        },
        withdraw: (agency, id) => inner.withdraw(agency, id),
      },
      clock: fixedClock(),
      actor: 'qingshao/0.1.0',
    },
  )
  const path = packet?.path ?? ''
  return { root, path, zip: await readFile(path), files: files.slice(0, files.length / 2) }
}

async function repacked(root: string, files: readonly PacketFile[]): Promise<string> {
  const path = join(root, 'again.zip')
  await writeFile(path, await packZip({ createdAt: '2026-11-22T02:00:05.000Z', files }))
  return path
}

describe('verifyPath on a packet', () => {
  it('fails on a flipped byte anywhere in the zip', async () => {
    const { root, zip } = await aPacketZip()
    const path = join(root, 'flipped.zip')
    const positions = Array.from({ length: 150 }, (_, index) => Math.floor((index * zip.length) / 150))
    for (const at of [...positions, zip.length - 1]) {
      await writeFile(path, flip(zip, at))
      expect((await verifyPath(path)).ok, `byte ${at}`).toBe(false)
    }
  })

  it('fails on a zip cut short, empty, or no zip at all', async () => {
    const { root, zip } = await aPacketZip()
    const path = join(root, 'cut.zip')
    for (const bytes of [zip.subarray(0, -1), zip.subarray(0, 200), Buffer.alloc(0), Buffer.from('text')]) {
      await writeFile(path, bytes)
      expect(await named(path)).toContain('cut.zip')
    }
  })

  it('names the file whose content is damaged', async () => {
    const { root, zip } = await aPacketZip()
    const path = join(root, 'damaged.zip')
    // Screenshots are stored, so their bytes lie in the zip as they are.
    await writeFile(path, flip(zip, zip.indexOf(Buffer.from('IDAT')) + 6))
    expect(await named(path)).toContain('evidence/rendered/screenshot.png')
  })

  it('catches a custody log cut back to an earlier entry', async () => {
    const { root, files } = await aPacketZip()
    const cut = files.map((file) => {
      if (file.path !== 'evidence/custody.jsonl') return file
      const lines = Buffer.from(file.bytes).toString().trimEnd().split('\n').slice(0, -1)
      return { ...file, bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) }
    })
    expect(await named(await repacked(root, files))).toEqual([])
    expect(await named(await repacked(root, cut))).toEqual(['evidence/custody.jsonl'])
    // Even with a last line that fits the shorter log, the packet knows where the log ended.
    const refitted = cut.map((file) => {
      if (file.path !== 'evidence/custody.jsonl') return file
      const { entries } = readCustody(Buffer.from(file.bytes).toString())
      return { ...file, bytes: Buffer.from(custodyLog(entries.slice(0, -1), { withHead: true })) }
    })
    expect(await named(await repacked(root, refitted))).toEqual(['packet.json'])
  })

  it('names what is missing, extra, or does not agree with the evidence', async () => {
    const { root, files } = await aPacketZip()
    const without = (path: string) => files.filter((file) => file.path !== path)
    expect(await named(await repacked(root, without('线索移送材料.docx')))).toEqual(['线索移送材料.docx'])
    expect(await named(await repacked(root, without('evidence/text/page.txt')))).toEqual([
      'evidence/text/page.txt',
    ])
    expect(await named(await repacked(root, without('packet.json')))).toContain('packet.json')
    const extra = { path: 'setup.exe', bytes: Buffer.from('x'), compress: false }
    expect(await named(await repacked(root, [...files, extra]))).toEqual(['setup.exe'])
    const other = files.map((file) =>
      file.path === 'packet.json'
        ? {
            ...file,
            bytes: Buffer.from(
              Buffer.from(file.bytes).toString().replace('"demo-shop:77"', '"demo-shop:78"'),
            ),
          }
        : file,
    )
    expect(await named(await repacked(root, other))).toEqual(['packet.json'])
  })

  it('refuses paths that leave the folder, repeated names and two readings of one entry', async () => {
    const { root, zip, files } = await aPacketZip()
    const path = join(root, 'crafted.zip')
    const rename = (from: string, to: string, all: boolean) => {
      const crafted = Buffer.from(zip)
      const first = crafted.indexOf(from)
      for (let at = first; at >= 0; at = all ? crafted.indexOf(from, at + 1) : -1) crafted.write(to, at)
      sealZip(crafted)
      expect(isSealIntact(crafted)).toBe(true)
      return crafted
    }
    await writeFile(path, rename('evidence/text/page.txt', '../../../../text/x.txt', true))
    expect((await verifyPath(path)).problems.map(({ problem }) => problem).join()).toContain(
      '../../../../text/x.txt',
    )
    await writeFile(path, rename('evidence/text/page.txt', 'evidence/text/PAGE.txt', false))
    expect(await named(path)).toContain('evidence/text/page.txt')
    expect(await named(await repacked(root, [...files, ...files.slice(0, 1)]))).toContain('线索移送材料.docx')
  })

  it('stops at a zip bomb without unpacking it', async () => {
    const { root, files } = await aPacketZip()
    const bomb = { path: 'evidence/bomb', bytes: Buffer.alloc(64 * 1024 * 1024), compress: true }
    const zip = await packZip({ createdAt: '2026-11-22T02:00:05.000Z', files: [...files, bomb] })
    // Claims one byte, holds 64 MB.
    const directory = zip.lastIndexOf('evidence/bomb') - 46
    const local = zip.indexOf('evidence/bomb') - 30
    zip.writeUInt32LE(1, directory + 24)
    zip.writeUInt32LE(1, local + 22)
    sealZip(zip)
    const path = join(root, 'bomb.zip')
    await writeFile(path, zip)
    const before = process.memoryUsage().arrayBuffers
    expect(await named(path)).toContain('evidence/bomb')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
  })
})

describe('a bundle copied elsewhere', () => {
  it('verifies there as well', async () => {
    const path = await smallBundle()
    const copy = join(await tempFolder(), 'copy')
    await cp(path, copy, { recursive: true })
    expect(await named(copy)).toEqual([])
    expect(await readdir(copy)).toContain('custody.jsonl')
  })
})
