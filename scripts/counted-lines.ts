/**
 * True for every other line, by a hash of the line. The everyday words are counted on these; false alarms are measured
 * on the others too, which had no say in the table.
 */
export function isCounted(line: string): boolean {
  let hash = 0
  for (let at = 0; at < line.length; at += 1) hash = (Math.imul(hash, 31) + line.charCodeAt(at)) | 0
  return ((hash >>> 7) & 1) === 0
}
