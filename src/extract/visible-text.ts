import { LIMITS } from './limits.ts'

/** The smallest part of a parsed document that reading text needs; shared by all node kinds. */
export interface TextNode {
  readonly type: string
  readonly data?: string
  readonly name?: string
  readonly attribs?: Readonly<Record<string, string>>
  readonly children?: readonly unknown[]
}

const HIDDEN = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'title',
  'iframe',
  'object',
  'svg',
  'select',
  'textarea',
])
const BLOCK = new Set(
  'address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tr td th ul'.split(
    ' ',
  ),
)

/** Text as a reader sees it: a line a block, blanks collapsed, scripts and hidden parts left out. */
export function visibleText(
  nodes: readonly unknown[],
  maxChars: number = LIMITS.textChars,
  without: ReadonlySet<unknown> = NOTHING,
): string {
  const sink: Sink = { parts: [], left: maxChars, without }
  for (const node of nodes) visit(node as TextNode, sink)
  return finishText(sink.parts, maxChars)
}

/** Blanks collapsed, a line a block. */
export function finishText(parts: readonly string[], maxChars: number): string {
  return parts
    .join('')
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
    .slice(0, maxChars)
}

const NOTHING: ReadonlySet<unknown> = new Set()

interface Sink {
  readonly without: ReadonlySet<unknown>
  readonly parts: string[]
  left: number
}

function visit(node: TextNode, sink: Sink): void {
  if (sink.left <= 0 || isHidden(node) || sink.without.has(node)) return
  if (node.type === 'text') {
    const text = (node.data ?? '').slice(0, sink.left + 200).replace(/\s+/g, ' ')
    sink.parts.push(text)
    sink.left -= text.length
    return
  }
  const edge = isBlock(node.name ?? '') ? '\n' : ''
  sink.parts.push(edge)
  for (const child of node.children ?? []) visit(child as TextNode, sink)
  sink.parts.push(edge)
}

export function isBlock(name: string): boolean {
  return BLOCK.has(name)
}

function isHidden(node: TextNode): boolean {
  return (
    node.type === 'comment' ||
    node.type === 'directive' ||
    isHiddenElement(node.name ?? '', node.attribs ?? {})
  )
}

export function isHiddenElement(name: string, { style, hidden }: Readonly<Record<string, string>>): boolean {
  if (HIDDEN.has(name)) return true
  // A body is hidden only until its script has run.
  if (name === 'body') return false
  return hidden !== undefined || (style !== undefined && /display\s?:\s?none/i.test(style))
}
