import type { BlockCell, DocumentBlock, TableBlock } from './document-blocks.ts'
import { MARGIN_MM, printable } from './document-parts.ts'

/**
 * The page of GB/T 9704, as the DOCX has it: A4, margins, 22 lines of 28 pt, page numbers between dashes, odd ones on the
 * right and even ones on the left. The typefaces are asked for by their names and replaced by what the machine has.
 */
const STYLE = `
@page { size: A4; margin: ${MARGIN_MM.top}mm ${MARGIN_MM.right}mm ${MARGIN_MM.bottom}mm ${MARGIN_MM.left}mm; }
@page :right { @bottom-right { content: "— " counter(page) " —"; font: 14pt SimSun, "Noto Serif CJK SC", serif; vertical-align: top; padding: 7mm 14pt 0 0; } }
@page :left { @bottom-left { content: "— " counter(page) " —"; font: 14pt SimSun, "Noto Serif CJK SC", serif; vertical-align: top; padding: 7mm 0 0 14pt; } }
body { margin: 0; color: #000; font: 16pt/28pt "Times New Roman", "仿宋_GB2312", FangSong, STFangsong, "Noto Serif CJK SC", serif; }
p { margin: 0; text-indent: 2em; text-align: justify; overflow-wrap: anywhere; }
p.flush { text-indent: 0; }
p.signature { text-align: right; padding-right: 4em; break-before: avoid; }
p.note { text-indent: 0; font-size: 12pt; line-height: 18pt; margin: 3pt 0; }
p.hash { text-indent: 0; font: 7pt/10pt "Courier New", "Liberation Mono", "DejaVu Sans Mono", "Noto Sans CJK SC", monospace; white-space: pre-wrap; word-break: break-all; text-align: left; }
h1 { margin: 0 0 12pt; text-align: center; font: 22pt/34pt "方正小标宋简体", FZXiaoBiaoSong-B05S, STZhongsong, "Noto Serif CJK SC", serif; }
h2 { margin: 8pt 0 0; text-indent: 2em; font: 16pt/28pt SimHei, STHeiti, "Noto Sans CJK SC", sans-serif; break-after: avoid; }
.statement { border: 2.25pt solid #000; padding: 6pt 8pt; font: 14pt/20pt SimHei, STHeiti, "Noto Sans CJK SC", sans-serif; break-inside: avoid; }
table { width: calc(100% - 1px); border-collapse: collapse; table-layout: fixed; font-size: 12pt; line-height: 17pt; }
td, th { border: 0.75pt solid #000; padding: 2pt 4pt; vertical-align: middle; text-align: left; font-weight: normal; overflow-wrap: anywhere; }
th { background: #f2f2f2; font-weight: bold; print-color-adjust: exact; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
`

/** One document, complete in itself: nothing is loaded for it and nothing in it runs. */
export function blocksToHtml(name: string, blocks: readonly DocumentBlock[]): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(name)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style></head><body>${blocks.map(htmlOf).join('\n')}</body></html>`
}

function htmlOf(block: DocumentBlock): string {
  switch (block.kind) {
    case 'title':
      return `<h1>${escapeHtml(block.text)}</h1>`
    case 'statement':
      return `<div class="statement">${escapeHtml(block.text)}</div>`
    case 'heading':
      return `<h2>${escapeHtml(block.text)}</h2>`
    case 'note':
      return `<p class="note">${escapeHtml(block.text)}</p>`
    case 'paragraph':
      return `<p${block.flushLeft ? ' class="flush"' : ''}>${escapeHtml(block.text)}</p>`
    case 'hashes':
      return hashes(block.lines)
    case 'signature':
      return block.lines.map((line) => `<p class="signature">${escapeHtml(line)}</p>`).join('')
    case 'table':
      return tableHtml(block)
  }
}

function tableHtml({ rows, shares, head, named }: TableBlock): string {
  const columns = shares.map((share) => `<col style="width:${(share * 100).toFixed(2)}%">`).join('')
  const heads = head
    ? `<thead><tr>${head.map((text) => `<th>${escapeHtml(text)}</th>`).join('')}</tr></thead>`
    : ''
  const body = rows.map((cells) => {
    const inside = cells.map((cell, column) => cellHtml(cell, named === true && column === 0 ? 'th' : 'td'))
    return `<tr>${inside.join('')}</tr>`
  })
  return `<table><colgroup>${columns}</colgroup>${heads}<tbody>${body.join('')}</tbody></table>`
}

function cellHtml(cell: BlockCell, tag: 'td' | 'th'): string {
  return `<${tag}>${typeof cell === 'string' ? escapeHtml(cell) : hashes(cell.hashes)}</${tag}>`
}

function hashes(lines: readonly string[]): string {
  return lines.map((line) => `<p class="hash">${escapeHtml(line)}</p>`).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char)
}
