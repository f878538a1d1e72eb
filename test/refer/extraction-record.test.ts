import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { FolderBundleStore } from '../../src/adapters/evidence/folder-bundle-store.ts'
import { FolderEvidenceVault } from '../../src/adapters/evidence/folder-evidence-vault.ts'
import { extractionDocuments } from '../../src/jobs/extraction-documents.ts'
import { EXTRACTION_DOCUMENTS } from '../../src/refer/extraction-record.ts'
import { aBundle, tempFolder } from '../support/evidence-builders.ts'
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
    const record = plain(await documentXml(await readFile(join(folder, EXTRACTION_DOCUMENTS.record))))
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
    expect(record.match(/（由提取人填写）/g)).toHaveLength(6)
    expect(record).toMatch(/执法人员（一）[\s\S]*执法人员（二）[\s\S]*见证人/)
    expect(record).toContain('未经两名执法人员签名，不是提取笔录')
    expect(record).toContain('自固定后未变')
    expect(record).not.toMatch(/不可篡改|防篡改/)
  })

  it('list every file of the manifest with both check values', async () => {
    const { ref, folder } = await aSealedExport(await tempFolder(), { key: 'ec' })
    const list = plain(await documentXml(await readFile(join(folder, EXTRACTION_DOCUMENTS.list))))
    const { files } = JSON.parse(await readFile(join(ref.path, 'manifest.json'), 'utf8'))
    for (const { path, sha256, sm3, bytes } of files)
      for (const value of [path, `SHA-256 ${sha256}`, `SM3 ${sm3}`, `${bytes} 字节`])
        expect(list).toContain(value)
    expect(list).toContain(`共 ${files.length} 项`)
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
