/** One thing that must stay whole: near-duplicates, or all listings of one kind of goods. */
interface Block {
  readonly key: string
  readonly hash: number
  flagged: number
  size: number
}

/**
 * A fold for each example; those with one key share it. Blocks are dealt out in turn, those with mostly unlawful
 * listings and the others apart, in an order that hangs on their keys only: no chance, and no order of a file.
 */
export function assignFolds(
  examples: readonly { readonly key: string; readonly flagged: boolean }[],
  folds: number,
): number[] {
  const blocks = new Map<string, Block>()
  for (const { key, flagged } of examples) {
    const block = blocks.get(key) ?? { key, hash: hashOf(key), flagged: 0, size: 0 }
    blocks.set(key, block)
    block.size += 1
    if (flagged) block.flagged += 1
  }
  const dealt = [...blocks.values()].sort(byClassThenHash)
  const foldOf = new Map(dealt.map(({ key }, index) => [key, index % folds]))
  return examples.map(({ key }) => foldOf.get(key) ?? 0)
}

function byClassThenHash(a: Block, b: Block): number {
  const apart = Number(b.flagged * 2 > b.size) - Number(a.flagged * 2 > a.size)
  return apart || a.hash - b.hash || (a.key < b.key ? -1 : 1)
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
