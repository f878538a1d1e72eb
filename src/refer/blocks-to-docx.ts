import { Packer, type Paragraph, type Table } from 'docx'
import type { BlockCell, DocumentBlock } from './document-blocks.ts'
import {
  type CellContent,
  hashLines,
  heading,
  note,
  paragraph,
  signature,
  statementBox,
  table,
  title,
} from './document-parts.ts'
import { normaliseDocx } from './normalise-docx.ts'
import { layOutDocument } from './packet-document.ts'

/** The same blocks and time give the same bytes. */
export async function blocksToDocx(
  name: string,
  blocks: readonly DocumentBlock[],
  createdAt: string,
): Promise<Buffer> {
  const docx = await Packer.toBuffer(layOutDocument(name, blocks.flatMap(partsOf)))
  return normaliseDocx(docx, { createdAt, picture: undefined })
}

function partsOf(block: DocumentBlock): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'title':
      return [title(block.text)]
    case 'statement':
      return [statementBox(block.text)]
    case 'heading':
      return [heading(block.text)]
    case 'note':
      return [note(block.text)]
    case 'paragraph':
      return [paragraph(block.text, { flushLeft: block.flushLeft ?? false })]
    case 'hashes':
      return hashLines(block.lines)
    case 'signature':
      return signature(block.lines)
    case 'table':
      return [
        table(
          block.rows.map((cells) => cells.map(cellOf)),
          block,
        ),
      ]
  }
}

function cellOf(cell: BlockCell): CellContent {
  return typeof cell === 'string' ? cell : hashLines(cell.hashes)
}
