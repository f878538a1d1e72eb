import type { TextNode } from './visible-text.ts'

/** What is below an element, counted once for the whole document so that comparing groups costs nothing. */
export interface Measured {
  readonly element: unknown
  /** Tag and sorted class names, without those that number or mark single cards. */
  readonly signature: string
  /** Tag and first class name, where there are several. */
  readonly kind: string | undefined
  readonly textChars: number
  readonly links: number
  /** Links whose address holds an item number. */
  readonly itemLinks: number
  readonly images: number
  readonly prices: number
  /** Inside a menu, header or footer. */
  readonly inFrame: boolean
}

export type Measures = ReadonlyMap<unknown, Measured>

interface Count {
  textChars: number
  links: number
  itemLinks: number
  images: number
  prices: number
}

const SKIPPED = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe'])
const FRAME =
  /^(?:nav|header|footer)$|(?:^|[\s_-])(?:nav|menu|footer|header|topbar|toolbar|breadcrumb|pagination|pager)(?:$|[\s_-])/i
export const PRICE_NAME = /price|jiage|money|(?:^|[\s_-])(?:sum|cost|yen|rmb)(?:$|[\s_-])/i
export const PRICE_TEXT = /[¥￥$€£]\s{0,3}\d|\d(?:\.\d{1,2})?\s?(?:元|円)(?!素|旦|宵|件)/
/**
 * An address that leads to one item of many: a number of five or more digits, also between single letters, a long
 * hexadecimal one, the paths and parameters that shop and forum software gives to one item.
 */
export const ITEM_LINK =
  /[/=_.-](?:[a-z]{0,2}\d{5,20}[a-z]?|[0-9a-f]{16,32}|\d{3,}-\d{1,2}-\d{1,2})(?:$|[./?&#_-])|\/p\/\d+|[?&](?:tid|goods_?id|product_?id|item_?id|info_?id)=\d+|\/(?:products?|itm|dp|listings?)\/[^/?#]{3,}|\/video\/\w{6,}|\/\/t\.me\/(?:s\/)?\w+\/\d+|mp\.weixin\.qq\.com\/s[/?]/i

export function measureElements(root: unknown): Measures {
  const measures = new Map<unknown, Measured>()
  measureNode(root as TextNode, false, measures)
  return measures
}

function measureNode(node: TextNode, inFrame: boolean, measures: Map<unknown, Measured>): Count {
  if (node.type === 'text') return measureText(node.data ?? '')
  const total: Count = { textChars: 0, links: 0, itemLinks: 0, images: 0, prices: 0 }
  if (SKIPPED.has(node.name ?? '')) return total
  const framed = inFrame || isFrame(node)
  for (const child of node.children ?? []) add(total, measureNode(child as TextNode, framed, measures))
  if (node.name === undefined) return total
  countSelf(node, total)
  measures.set(node, {
    element: node,
    signature: signatureOf(node),
    kind: kindOf(node),
    inFrame: framed,
    ...total,
  })
  return total
}

function isFrame(node: TextNode): boolean {
  return FRAME.test(node.name ?? '') || FRAME.test(node.attribs?.class ?? '')
}

function measureText(text: string): Count {
  const trimmed = text.trim()
  // A sign whose number stands in an element of its own counts as well.
  const prices = trimmed.length < 200 && (PRICE_TEXT.test(trimmed) || /^.{0,8}[¥￥]$/.test(trimmed)) ? 1 : 0
  return { textChars: trimmed.length, links: 0, itemLinks: 0, images: 0, prices }
}

function add(total: Count, part: Count): void {
  total.textChars += part.textChars
  total.links += part.links
  total.itemLinks += part.itemLinks
  total.images += part.images
  total.prices += part.prices
}

function countSelf(node: TextNode, total: Count): void {
  const href = node.attribs?.href
  if (node.name === 'a' && href !== undefined) {
    total.links += 1
    if (ITEM_LINK.test(href.slice(0, 1000))) total.itemLinks += 1
  }
  if (node.name === 'img') total.images += 1
  // The sign, the whole part and the cents often stand in elements of their own: one price all the same.
  if (PRICE_NAME.test(node.attribs?.class ?? '') && total.textChars > 0 && total.textChars < 60) {
    total.prices = 1
  }
}

function kindOf(node: TextNode): string | undefined {
  const [first, second] = (node.attribs?.class ?? '').trim().split(/\s+/)
  return second === undefined ? undefined : `${node.name}.${first}`
}

function signatureOf(node: TextNode): string {
  const classes = (node.attribs?.class ?? '')
    .split(/\s+/)
    .filter(
      (name) =>
        name !== '' &&
        !/\d|^(?:first|last|odd|even|active|on|cur|current|selected|hover|no)$|first|last/i.test(name),
    )
    .sort()
  return `${node.name}.${classes.join('.')}`
}
