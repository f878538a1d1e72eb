const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Signature, then the IHDR chunk up to its CRC. */
const HEADER_BYTES = 33

export function isPng(bytes: Uint8Array): boolean {
  return bytes.length > HEADER_BYTES && SIGNATURE.every((value, index) => bytes[index] === value)
}
