/** Bytes of every typed array that can be reached through properties, arrays, maps and sets. */
export function countTableBytes(root: unknown): number {
  const seen = new Set<unknown>()
  const open: unknown[] = [root]
  let bytes = 0
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (ArrayBuffer.isView(value)) bytes += value.byteLength
    else for (const child of childrenOf(value)) open.push(child)
  }
  return bytes
}

function childrenOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set || Array.isArray(value)) return value
  return Object.values(value)
}
