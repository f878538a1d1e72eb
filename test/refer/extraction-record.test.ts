import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { captureEvidence } from '../../src/capture/capture-evidence.ts'
import { HostRecord, MachineRecord } from '../../src/domain/environment.ts'
import { BrowserUnavailableError } from '../../src/domain/errors.ts'
import { exportEvidence } from '../../src/jobs/export-evidence.ts'
import { extractionDocuments } from '../../src/jobs/extraction-documents.ts'
import { EXTRACTION_DOCUMENTS } from '../../src/refer/extraction-record.ts'
import {
  aBundle,
  aCapture,
  aMachine,
  aRendering,
  capturePorts,
  fixedClock,
  tempFolder,
} from '../support/evidence-builders.ts'
import { aSealedExport } from '../support/sealed-bundle.ts'

async function documentXml(docx: Uint8Array): Promise<string> {
  const zip = await fromBufferPromise(Buffer.from(docx))
  for await (const entry of zip.eachEntry())
    if (entry.fileName === 'word/document.xml')
      return (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8')
  return expect.fail('no document')
}

const plain = (xml: string) =>
  xml
    .replaceAll(/<\/w:(p|tc)>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&')

describe('extractionDocuments', () => {
  it('fill in what was recorded, leave blank what was not, and have lines for two officers', async () => {
    const { ref, folder } = await aSealedExport(await tempFolder(), { key: 'ec' })
    const record = plain(
      await documentXml(await readFile(join(folder, `${EXTRACTION_DOCUMENTS.record}.docx`))),
    )
    for (const element of [
      '案由',
      '提取对象',
      '提取内容',
      '提取时间',
      '提取地点',
      '提取方法',
      '二、提取过程',
      '是否录音录像',
    ])
      expect(record).toContain(element)
    for (const known of [
      ref.evidenceId,
      'https://shop.example/item/77?id=77',
      '2026年11月22日 10时00分03秒（北京时间；UTC 2026-11-22T02:00:03.000Z）',
      '192.0.2.7',
      'qingshao 0.1.0；浏览器 Chromium 140',
      `SHA-256 ${ref.manifestSha256}`,
      `SM3     ${ref.manifestSm3}`,
      '已取得时间戳',
      'sha256 的时间戳，时刻',
    ])
      expect(record).toContain(known)
    expect(record.match(/（由提取人填写）/g)).toHaveLength(3)
    expect(record).toMatch(/执法人员（一）[\s\S]*执法人员（二）[\s\S]*见证人/)
    expect(record).toContain('未经两名执法人员签名，不是提取笔录')
    expect(record).toContain('自固定后未变')
    expect(record).not.toMatch(/不可篡改|防篡改/)
  })

  it('tell device, network and 清洁性检查 as they were recorded, and what was not checked', async () => {
    const root = await tempFolder()
    const tls = {
      checked: true,
      protocol: 'TLS 1.3',
      subject: 'shop.example',
      issuer: '演练 CA',
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: '2027-01-01T00:00:00.000Z',
      chain: { checked: false, why: '未能另行连接取得证书链' },
    } as const
    const host = {
      host: 'shop.example',
      dns: { checked: true, addresses: ['192.0.2.7'], at: '2026-11-22T02:00:00.000Z' },
      serverAddress: '192.0.2.7',
      localAddress: '192.0.2.50',
      tls,
    } as const
    const recordOf = async (machine: MachineRecord) => {
      const rendered = aRendering({ hosts: [HostRecord.parse(host)] })
      const ports = { ...capturePorts(root), machine: async () => machine }
      const { path } = await captureEvidence(aCapture({ rendered }), ports)
      const evidence = await new FolderEvidenceVault(ports.store).openVerified(path)
      const documents = await extractionDocuments(evidence, '2026-11-22T03:00:00.000Z')
      return plain(
        await documentXml(documents.get(`${EXTRACTION_DOCUMENTS.record}.docx`) ?? new Uint8Array()),
      )
    }
    const clock = {
      checked: true,
      server: 'ntp.example',
      offsetMs: -12,
      roundTripMs: 30,
      at: '2026-11-22T02:00:01.000Z',
    }
    const looked = await recordOf(aMachine({ clock: MachineRecord.shape.clock.parse(clock) }))
    for (const known of [
      '按计划运行的扫描；操作人或值守人：演练员甲；运行编号 run-1',
      '主机名 practice-1；机器标识 00112233445566778899aabbccddeeff；Debian GNU/Linux 12',
      '代码提交 0123456789abcdef0123456789abcdef01234567',
      '连接使用的本机地址 192.0.2.50',
      '公网出口未检查（程序不为查询公网出口地址访问第三方）',
      'shop.example：解析为 192.0.2.7，连接到 192.0.2.7，TLS 1.3，证书 shop.example，签发者 演练 CA',
      '证书链未检查（未能另行连接取得证书链）',
      '本机时钟比标准时间快 12 毫秒',
      '没有为所访问的域名指定地址',
      '浏览器使用新建的空白配置',
      '没有使用授权，只读取公开页面；未登录账号',
    ])
      expect(looked).toContain(known)
    expect(await recordOf(aMachine())).toContain('与标准时间的偏差未检查（没有配置时间服务器）')
  })

  it('list every file of the manifest with both check values', async () => {
    const { ref, folder } = await aSealedExport(await tempFolder(), { key: 'ec' })
    const list = plain(await documentXml(await readFile(join(folder, `${EXTRACTION_DOCUMENTS.list}.docx`))))
    const { files } = JSON.parse(await readFile(join(ref.path, 'manifest.json'), 'utf8'))
    for (const { path, sha256, sm3, bytes } of files)
      for (const value of [path, `SHA-256 ${sha256}`, `SM3 ${sm3}`, `${bytes} 字节`])
        expect(list).toContain(value)
    expect(list).toContain(`共 ${files.length} 项`)
  })

  it('say the same as PDF, and are without it when there is no browser', async () => {
    const root = await tempFolder()
    const { path } = await aBundle(root)
    const vault = new FolderEvidenceVault(new FolderBundleStore(root))
    const printed: string[] = []
    const printer = { print: async (html: string) => Buffer.from(printed.push(html) > 0 ? html : '') }
    const documents = await extractionDocuments(
      await vault.openVerified(path),
      '2026-11-22T03:00:00.000Z',
      printer,
    )
    const letters = (text: string) => text.replaceAll(/\s/g, '')
    for (const name of Object.values(EXTRACTION_DOCUMENTS)) {
      const html = Buffer.from(documents.get(`${name}.pdf`) ?? []).toString()
      const body = html.replace(/^[\s\S]*<body>/, '').replaceAll(/<[^>]+>/g, '')
      const docx = plain(await documentXml(documents.get(`${name}.docx`) ?? new Uint8Array()))
      expect(letters(body)).toBe(letters(docx))
      expect(html).toContain('@page { size: A4; margin: 37mm 26mm 35mm 28mm; }')
    }
    const failing = {
      print: async () => {
        throw new BrowserUnavailableError('找不到 Chromium')
      },
    }
    const reasons: string[] = []
    const folder = await exportEvidence(path, {
      evidence: vault,
      clock: fixedClock(),
      actor: '演练员甲',
      printer: failing,
      onNotPrinted: (reason) => reasons.push(reason),
      writeFolder: async (_, files) => [...files.keys()].join(),
    })
    expect(folder).toContain('电子数据提取笔录.docx')
    expect(folder).not.toContain('.pdf')
    expect(reasons).toEqual(['找不到 Chromium'])
  })

  it('have the page of GB/T 9704, and are the same bytes each time', async () => {
    const root = await tempFolder()
    const { path } = await aBundle(root, { page: undefined, rendered: undefined })
    const evidence = await new FolderEvidenceVault(new FolderBundleStore(root)).openVerified(path)
    const at = '2026-11-22T03:00:00.000Z'
    const [one, two] = [await extractionDocuments(evidence, at), await extractionDocuments(evidence, at)]
    for (const [name, bytes] of one) {
      expect(Buffer.from(bytes).equals(Buffer.from(two.get(name) ?? []))).toBe(true)
      const xml = await documentXml(bytes)
      const [, page = ''] = xml.split('<w:pgSz')
      // 210 × 297 mm; 37, 26, 35 and 28 mm; in twentieths of a point.
      expect(page).toContain('w:w="11905" w:h="16837"')
      expect(page).toContain('w:top="2097" w:right="1474" w:bottom="1984" w:left="1587"')
    }
  })
})
