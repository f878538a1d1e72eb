import {
  AlignmentType,
  convertMillimetersToTwip,
  Document,
  Footer,
  Packer,
  PageNumber,
  Paragraph,
  type Table,
} from 'docx'
import { BODY_FONT, BODY_SIZE, MARGIN_MM, run } from './document-parts.ts'
import { type DocumentInput, documentSections } from './document-sections.ts'
import { normaliseDocx } from './normalise-docx.ts'
import { screenshotOf } from './screenshot.ts'

/** 线索移送材料.docx, the half of a packet that a person reads. */
export async function packetDocument(input: DocumentInput): Promise<Buffer> {
  const screenshot = screenshotOf(input.evidence.files)
  const docx = await Packer.toBuffer(layOutDocument('线索移送材料', documentSections(input, screenshot)))
  return normaliseDocx(docx, { createdAt: input.packet.createdAt, picture: screenshot })
}

/** A4 with the margins, typefaces and page numbers of GB/T 9704. */
export function layOutDocument(title: string, children: (Paragraph | Table)[]): Document {
  return new Document({
    title,
    creator: '清哨',
    lastModifiedBy: '清哨',
    evenAndOddHeaderAndFooters: true,
    styles: { default: { document: { run: { font: BODY_FONT, size: BODY_SIZE } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
            margin: {
              top: convertMillimetersToTwip(MARGIN_MM.top),
              bottom: convertMillimetersToTwip(MARGIN_MM.bottom),
              left: convertMillimetersToTwip(MARGIN_MM.left),
              right: convertMillimetersToTwip(MARGIN_MM.right),
              footer: convertMillimetersToTwip(MARGIN_MM.bottom - 10),
            },
          },
        },
        footers: { default: pageNumber('odd'), even: pageNumber('even') },
        children,
      },
    ],
  })
}

/** GB/T 9704: 4号, a dash on either side, odd pages on the right and even ones on the left, one character in. */
function pageNumber(pages: 'odd' | 'even'): Footer {
  const odd = pages === 'odd'
  return new Footer({
    children: [
      new Paragraph({
        alignment: odd ? AlignmentType.RIGHT : AlignmentType.LEFT,
        indent: odd ? { right: 280 } : { left: 280 },
        children: [run('', { size: 28, children: ['— ', PageNumber.CURRENT, ' —'] })],
      }),
    ],
  })
}
