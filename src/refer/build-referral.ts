import { createHash } from 'node:crypto'
import { REFERRAL_FILES, ReferralDocument, type ReferralManifest } from '../domain/referral-letter.ts'
import type { LaidOutDocument } from './document-blocks.ts'
import type { DocumentPrinter } from './document-printer.ts'
import { normalisePdf } from './normalise-pdf.ts'
import type { PacketFile } from './packet-ports.ts'
import type { LetterInput } from './referral-input.ts'
import { referralEvidenceList, referralLetter, referralRegister } from './referral-letter.ts'

/**
 * All files of a referral, manifest last; documents as PDF too where there is a printer. The same input gives the same bytes on
 * one browser version.
 */
export async function buildReferral(input: LetterInput, printer?: DocumentPrinter): Promise<PacketFile[]> {
  const packets = input.leads.map(({ packetFile: { name, bytes } }) => ({
    path: REFERRAL_FILES.packets + name,
    bytes,
    compress: false,
  }))
  const documents = [
    await referralLetter(input),
    await referralRegister(input),
    await referralEvidenceList(input),
  ]
  const files: PacketFile[] = [
    ...(await documentFiles(documents, printer, input.approvedAt)),
    { path: REFERRAL_FILES.note, bytes: Buffer.from(`\ufeff${noteOf(input)}`), compress: true },
    { path: REFERRAL_FILES.json, bytes: json(documentOf(input)), compress: true },
    ...packets,
  ]
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  const manifest: ReferralManifest = {
    format: 'qingshao-referral-manifest/1',
    files: files.map(({ path, bytes }) => ({
      path,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sm3: createHash('sm3').update(bytes).digest('hex'),
    })),
  }
  return [...files, { path: REFERRAL_FILES.manifest, bytes: json(manifest), compress: true }]
}

async function documentFiles(
  documents: readonly LaidOutDocument[],
  printer: DocumentPrinter | undefined,
  at: string,
): Promise<PacketFile[]> {
  const files: PacketFile[] = []
  for (const { name, docx, html } of documents) {
    files.push({ path: `${name}.docx`, bytes: docx, compress: false })
    if (printer)
      files.push({ path: `${name}.pdf`, bytes: normalisePdf(await printer.print(html), at), compress: true })
  }
  return files
}

function documentOf({
  referral,
  number,
  recipient,
  sender,
  approvedAt,
  leads,
}: LetterInput): ReferralDocument {
  const { name, contact, phone } = sender
  return ReferralDocument.parse({
    format: 'qingshao-referral/1',
    number,
    recipient,
    sender: { name, contact, phone },
    approvedAt,
    referral,
    leads: leads.map(({ lead, packet, packetFile }) => ({
      leadId: lead.id,
      title: packet.listing.title,
      url: packet.listing.url,
      packet: {
        file: REFERRAL_FILES.packets + packetFile.name,
        sha256: packetFile.sha256,
        sm3: packetFile.sm3,
      },
      evidenceId: packet.evidence.evidenceId,
      manifestSha256: packet.evidence.manifestSha256,
    })),
  })
}

function noteOf({ number, leads }: LetterInput): string {
  return `核验说明

移送文号：${number}
线索材料包：${leads.length} 件，在“${REFERRAL_FILES.packets}”文件夹内，每件都可单独核验，方法见其中的“核验说明.txt”。

一、用通用工具核验
解压后，对每个文件运行下列两条命令，结果应与 ${REFERRAL_FILES.manifest} 中该文件的 sha256、sm3 一致：
   sha256sum 文件名
   openssl dgst -sm3 文件名

二、用本程序核验（不需要联网）
   qingshao verify 本压缩包文件名.zip

核验通过，说明文件自制作以后没有改动，不说明页面所述属实。
`
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}
