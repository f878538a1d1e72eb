import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it, vi } from 'vitest'
import { openPromise } from 'yauzl'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { verifyPath } from '../../src/adapters/evidence/verify-path.ts'
import { FolderPacketQueue } from '../../src/adapters/queues/folder-packet-queue.ts'
import { EvidenceError } from '../../src/domain/errors.ts'
import { Packet } from '../../src/domain/referral.ts'
import { buildPackets, rebuildPackets, withdrawPackets } from '../../src/refer/build-packets.ts'
import type { ReferPorts } from '../../src/refer/packet-ports.ts'
import { aBundle, aLead, anAssessment, fixedClock, tempFolder } from '../support/evidence-builders.ts'

const decision = {
  leadId: 'L0123456789ab',
  revision: 0,
  by: '演练员甲',
  reason: '图文一致',
  at: '2026-11-22T03:00:00.000Z',
}

function referPorts(root: string): ReferPorts & { queues: string } {
  const queues = join(root, 'queues')
  return {
    evidence: new FolderEvidenceVault(new FolderBundleStore(join(root, 'evidence'))),
    queue: new FolderPacketQueue(queues),
    clock: fixedClock('2026-11-22T02:05:00.000Z'),
    actor: 'qingshao/0.1.0',
    queues,
  }
}

async function unpack(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  const zip = await openPromise(path)
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
  return files
}

async function documentText(path: string): Promise<string> {
  const docx = (await unpack(path)).get('线索移送材料.docx')
  const folder = await tempFolder()
  await writeFile(join(folder, 'x.docx'), docx ?? '')
  const parts = await unpack(join(folder, 'x.docx'))
  return (parts.get('word/document.xml')?.toString('utf8') ?? '').replaceAll(/<[^>]+>/g, '')
}

async function packetOf(packet: { path: string } | undefined): Promise<Packet> {
  const json = (await unpack(packet?.path ?? '')).get('packet.json')
  return Packet.parse(JSON.parse(json?.toString() ?? ''))
}

async function setUp() {
  const root = await tempFolder()
  const evidence = await aBundle(join(root, 'evidence'))
  return { root, evidence, ports: referPorts(root), lead: aLead({ evidence }), bundlePath: evidence.path }
}

describe('buildPackets', () => {
  it('puts one packet a body into its queue, each of which verifies', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const packets = await buildPackets({ lead, bundlePath }, ports)
    expect(packets.map(({ packetId }) => packetId)).toEqual([
      '20261122-L0123456789ab-forestry',
      '20261122-L0123456789ab-market-supervision',
    ])
    for (const { path, agency, packetId } of packets) {
      expect(path).toBe(join(ports.queues, agency, `${packetId}.zip`))
      expect(await verifyPath(path)).toMatchObject({
        kind: 'packet',
        ok: true,
        problems: [],
        custodyEntries: 3,
      })
    }
  })

  it('says on top of the document that no person has decided yet', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const [packet] = await buildPackets({ lead, bundlePath }, ports)
    const text = await documentText(packet?.path ?? '')
    const statement = '本件为监测线索，由程序自动研判提出，尚未经人工确认，不是案件材料，不得作为处罚依据。'
    expect(text.startsWith(`线索移送材料${statement}林业和草原主管部门：`)).toBe(true)
    for (const part of ['线索编号L0123456789ab', '2026年11月22日 10时00分04秒', '亚洲象', '国家一级重点保护'])
      expect(text).toContain(part)
    for (const part of [
      '出售象牙制品',
      '第二十八条',
      '陆生野生动物制品',
      '市场监督管理部门',
      '接收单位',
      'SM3',
    ])
      expect(text).toContain(part)
  })

  it('masks contacts everywhere but in the sealed evidence', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const [packet] = await buildPackets({ lead, bundlePath }, ports)
    const files = await unpack(packet?.path ?? '')
    const text =
      (await documentText(packet?.path ?? '')) + files.get('packet.json') + files.get('核验说明.txt')
    expect(text).not.toMatch(/13800001234|demo_ivory_77/)
    expect(text).toContain('138****1234')
    expect(files.get('evidence/text/listing.json')?.toString()).toContain('13800001234')
  })

  it('keeps the hits on their words in the masked packet.json', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const [packet] = await buildPackets({ lead, bundlePath }, ports)
    const json = Packet.parse(
      JSON.parse((await unpack(packet?.path ?? '')).get('packet.json')?.toString() ?? ''),
    )
    for (const { field, start, end, text } of json.assessment.matches)
      expect(json.listing[field].slice(start, end)).toBe(text)
    expect(json).toMatchObject({ state: 'pending', alsoSentTo: ['market-supervision'] })
  })

  it('gives the same bytes for the same evidence, lead and time, whatever the machine zone', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const evidence = await ports.evidence.openVerified(bundlePath)
    const last = evidence.custody.at(-1)
    const frozen: ReferPorts = {
      ...ports,
      evidence: { openVerified: async () => evidence, record: async () => last ?? expect.fail('no custody') },
    }
    const hashes: (string | undefined)[] = []
    for (const zone of ['Asia/Shanghai', 'America/Sao_Paulo']) {
      vi.stubEnv('TZ', zone)
      hashes.push((await buildPackets({ lead, bundlePath }, frozen))[0]?.sha256)
    }
    vi.unstubAllEnvs()
    expect(hashes[0]).toBe(hashes[1])
  })

  it('joins the reasons of one body and takes back packets of bodies no longer concerned', async () => {
    const { ports, lead, bundlePath } = await setUp()
    await buildPackets({ lead, bundlePath }, ports)
    const routes = [
      { agency: 'forestry' as const, why: '理由一', basis: '依据' },
      { agency: 'forestry' as const, why: '理由二', basis: '依据' },
    ]
    const packets = await buildPackets(
      { lead: { ...lead, assessment: anAssessment({ routes }) }, bundlePath },
      ports,
    )
    expect(packets).toHaveLength(1)
    expect(await documentText(packets[0]?.path ?? '')).toContain('理由一；理由二')
    expect(await readdir(join(ports.queues, 'market-supervision'))).toEqual([])
    expect(await readdir(join(ports.queues, 'withdrawn/market-supervision'))).toHaveLength(1)
  })

  it('addresses the body of the directory, says who acts first, and puts the packet into its queue', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const unit = {
      id: 'demo-forest',
      name: '演练市林业局',
      level: 'city' as const,
      territory: '530100',
      queue: 'kunming',
    }
    const routes = [
      { agency: 'forestry' as const, role: 'primary' as const, why: '陆生', basis: '第七条', unit },
      { agency: 'postal' as const, role: 'copy' as const, why: '寄递', basis: '第三十四条' },
    ]
    const unrouted = [{ agency: 'postal' as const, reason: '名录中没有云南省昆明市的邮政管理部门' }]
    const territory = { code: '530100', name: '云南省昆明市', source: 'seller' as const }
    const assessment = anAssessment({ routes, unrouted, territory })
    const [first, second] = await buildPackets({ lead: { ...lead, assessment }, bundlePath }, ports)

    expect(first?.path).toBe(join(ports.queues, 'forestry/kunming', `${first?.packetId}.zip`))
    const text = await documentText(first?.path ?? '')
    for (const part of [
      '演练市林业局：',
      '主办，请先行核查处置',
      '抄送：邮政管理部门',
      '云南省昆明市（530100',
    ])
      expect(text).toContain(part)
    expect(await packetOf(first)).toMatchObject({ format: 'qingshao-packet/2', role: 'primary', unit })

    expect(second?.path).toBe(join(ports.queues, 'postal', `${second?.packetId}.zip`))
    const copy = await documentText(second?.path ?? '')
    for (const part of [
      '抄送，供知悉',
      '主办：林业和草原主管部门',
      '未分派。名录中没有云南省昆明市的邮政管理部门',
    ])
      expect(copy).toContain(part)
    expect(await packetOf(second)).toMatchObject({ role: 'copy', unrouted: unrouted[0]?.reason })
    for (const packet of [first, second])
      expect(await verifyPath(packet?.path ?? '')).toMatchObject({ ok: true })
  })

  it('makes the first body act first where an old assessment has no roles', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const packets = await buildPackets({ lead, bundlePath }, ports)
    expect(await Promise.all(packets.map(packetOf))).toMatchObject([
      { agency: 'forestry', role: 'primary', unrouted: expect.stringContaining('没有查找单位名录') },
      { agency: 'market-supervision', role: 'copy' },
    ])
  })

  it('refuses evidence that does not verify, and packs nothing', async () => {
    const { ports, lead, bundlePath } = await setUp()
    await chmod(join(bundlePath, 'text/page.txt'), 0o644)
    await appendFile(join(bundlePath, 'text/page.txt'), 'x')
    await expect(buildPackets({ lead, bundlePath }, ports)).rejects.toThrow(/text\/page\.txt/)
    await expect(buildPackets({ lead, bundlePath: `${bundlePath}-gone` }, ports)).rejects.toThrow(
      EvidenceError,
    )
    await expect(readdir(ports.queues)).rejects.toThrow('ENOENT')
  })

  it('refuses intact evidence of another listing, and a custody log cut short', async () => {
    const { ports, lead, bundlePath, evidence } = await setUp()
    const other = { ...lead, listing: { ...lead.listing, id: 'demo-shop:78' } }
    await expect(buildPackets({ lead: other, bundlePath }, ports)).rejects.toThrow(/不属于线索/)
    const later = { ...lead, evidence: { ...evidence, custodyHead: 'f'.repeat(64) } }
    await expect(buildPackets({ lead: later, bundlePath }, ports)).rejects.toThrow(/保管链缺少/)
  })

  it('writes text that breaks XML and survives a long post', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const body = `a\u0000\u000b<b>&"\ud83d ${'好'.repeat(9000)}`
    const listing = { ...lead.listing, body }
    const [packet] = await buildPackets({ lead: { ...lead, listing }, bundlePath }, ports)
    const text = await documentText(packet?.path ?? '')
    expect(text).toContain('全文见 evidence/text/listing.txt')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must be gone
    expect(text).not.toMatch(/[\u0000-\u0008\u000b]/)
  })

  it('explains verification with commands that work as printed', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const [packet] = await buildPackets({ lead, bundlePath }, ports)
    const files = await unpack(packet?.path ?? '')
    const note = files.get('核验说明.txt')?.toString() ?? ''
    expect(note).not.toMatch(/防篡改|tamper/i)
    await writeFile(join(bundlePath, '..', 'm.json'), files.get('evidence/manifest.json') ?? '')
    const sm3 = execFileSync('openssl', ['dgst', '-sm3', join(bundlePath, '..', 'm.json')], {
      encoding: 'utf8',
    })
    expect(note).toContain(`SM3：${sm3.trim().split(' ').at(-1)}`)
  })
})

describe('线索移送材料.docx', () => {
  // The command alone opens nothing: Writer is a package of its own.
  const soffice = existsSync('/usr/lib/libreoffice/program/libswlo.so')

  it.skipIf(!soffice)(
    'opens in a word processor (needs LibreOffice)',
    async () => {
      const { root, ports, lead, bundlePath } = await setUp()
      const [packet] = await buildPackets({ lead, bundlePath }, ports)
      const docx = (await unpack(packet?.path ?? '')).get('线索移送材料.docx')
      await writeFile(join(root, 'packet.docx'), docx ?? '')
      const args = [
        '--headless',
        `-env:UserInstallation=file://${root}/profile`,
        '--convert-to',
        'pdf',
        '--outdir',
        root,
      ]
      spawnSync('soffice', [...args, join(root, 'packet.docx')], { timeout: 60_000 })
      expect((await readFile(join(root, 'packet.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')
    },
    90_000,
  )

  it('is a package whose every relation leads to a part, with the screenshot itself inside', async () => {
    const { root, ports, lead, bundlePath } = await setUp()
    const [packet] = await buildPackets({ lead, bundlePath }, ports)
    const files = await unpack(packet?.path ?? '')
    await writeFile(join(root, 'packet.docx'), files.get('线索移送材料.docx') ?? '')
    const parts = await unpack(join(root, 'packet.docx'))
    expect([...parts.keys()][0]).toBe('[Content_Types].xml')
    const relations = parts.get('word/_rels/document.xml.rels')?.toString() ?? ''
    const targets = [...relations.matchAll(/Target="([^"]+)"/g)].map(([, target]) => `word/${target}`)
    expect(targets.length).toBeGreaterThan(5)
    for (const target of targets) expect([...parts.keys()]).toContain(target)
    expect(parts.get('word/media/image1.png')).toEqual(files.get('evidence/rendered/screenshot.png'))
    expect(parts.get('word/document.xml')?.toString()).toContain('w:top="2097" w:right="1474"')
  })
})

describe('rebuildPackets', () => {
  it('keeps the ids and names who confirmed, when and why', async () => {
    const { ports, lead, bundlePath } = await setUp()
    const first = await buildPackets({ lead, bundlePath }, ports)
    const confirmed = aLead({ ...lead, state: 'confirmed', decision: { ...decision, state: 'confirmed' } })
    const second = await rebuildPackets({ lead: confirmed, bundlePath }, ports)
    expect(second.map(({ packetId }) => packetId)).toEqual(first.map(({ packetId }) => packetId))
    const text = await documentText(second[0]?.path ?? '')
    expect(text).toContain(
      '确认人：演练员甲；确认时间：2026年11月22日 11时00分00秒（北京时间）；确认理由：图文一致',
    )
    expect(text).not.toContain('尚未经人工确认')
    expect(await verifyPath(second[0]?.path ?? '')).toMatchObject({ ok: true, custodyEntries: 5 })
  })
})

describe('withdrawPackets', () => {
  const dismissed = { ...decision, state: 'dismissed' as const }

  it('moves the packets out of the queues and records the dismissal', async () => {
    const { ports, lead, bundlePath } = await setUp()
    await buildPackets({ lead, bundlePath }, ports)
    const gone = await withdrawPackets(
      { lead: { ...lead, state: 'dismissed', decision: dismissed }, bundlePath },
      ports,
    )
    expect(gone.map(({ agency }) => agency)).toEqual(['forestry', 'market-supervision'])
    expect(await readdir(join(ports.queues, 'forestry'))).toEqual([])
    expect(await verifyPath(gone[0]?.path ?? '')).toMatchObject({ ok: true })
    expect(await readFile(join(bundlePath, 'custody.jsonl'), 'utf8')).toContain('"action":"dismissed"')
  })

  it('keeps an earlier withdrawn packet beside a later one', async () => {
    const { ports, lead, bundlePath } = await setUp()
    for (let round = 0; round < 2; round++) {
      await buildPackets({ lead, bundlePath }, ports)
      await withdrawPackets({ lead: { ...lead, state: 'dismissed', decision: dismissed }, bundlePath }, ports)
    }
    expect(await readdir(join(ports.queues, 'withdrawn/forestry'))).toHaveLength(2)
  })

  it('withdraws even when the evidence is broken, then says so', async () => {
    const { ports, lead, bundlePath } = await setUp()
    await buildPackets({ lead, bundlePath }, ports)
    await chmod(join(bundlePath, 'custody.jsonl'), 0o644)
    await writeFile(join(bundlePath, 'custody.jsonl'), 'broken\n')
    const request = { lead: { ...lead, state: 'dismissed' as const, decision: dismissed }, bundlePath }
    await expect(withdrawPackets(request, ports)).rejects.toThrow(EvidenceError)
    expect(await readdir(join(ports.queues, 'forestry'))).toEqual([])
  })
})
