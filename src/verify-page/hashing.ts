// Stands in for capture/hashing.ts where there is no node:crypto: a web page.
import type * as ofNode from '../capture/hashing.ts'

/** Both hashes take blocks of 64 bytes, end in the length in bits, and keep eight words of 32 bits. */
const BLOCK_BYTES = 64

export const sha256Hex: typeof ofNode.sha256Hex = (bytes) => digest(bytes, SHA256_START, compressSha256)

/** GB/T 32905. */
export const sm3Hex: typeof ofNode.sm3Hex = (bytes) => digest(bytes, SM3_START, compressSm3)

type Compress = (state: Uint32Array, words: DataView, at: number) => void

function digest(input: Uint8Array | string, start: readonly number[], compress: Compress): string {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const state = Uint32Array.from(start)
  const whole = bytes.length - (bytes.length % BLOCK_BYTES)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < whole; at += BLOCK_BYTES) compress(state, view, at)
  const tail = lastBlocks(bytes.subarray(whole), bytes.length)
  for (let at = 0; at < tail.byteLength; at += BLOCK_BYTES) compress(state, tail, at)
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('')
}

function lastBlocks(rest: Uint8Array, length: number): DataView {
  const blocks = new Uint8Array(rest.length + 9 > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES)
  blocks.set(rest)
  blocks[rest.length] = 0x80
  const view = new DataView(blocks.buffer)
  view.setUint32(blocks.length - 8, Math.floor(length / 2 ** 29))
  view.setUint32(blocks.length - 4, length * 8)
  return view
}

const PRIMES = firstPrimes(64)
const SHA256_START = PRIMES.slice(0, 8).map((prime) => fraction(prime ** (1 / 2)))
const SHA256_ROUND = PRIMES.map((prime) => fraction(prime ** (1 / 3)))

/** FIPS 180-4 takes its constants from the first 32 bits behind the point of roots of primes. */
function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) >>> 0
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}

const schedule = new Uint32Array(68)

function word(index: number): number {
  return schedule[index] ?? 0
}

function compressSha256(state: Uint32Array, block: DataView, at: number): void {
  for (let index = 0; index < 16; index++) schedule[index] = block.getUint32(at + 4 * index)
  for (let index = 16; index < 64; index++) {
    const [before, last] = [word(index - 15), word(index - 2)]
    const small = turnRight(before, 7) ^ turnRight(before, 18) ^ (before >>> 3)
    const large = turnRight(last, 17) ^ turnRight(last, 19) ^ (last >>> 10)
    schedule[index] = word(index - 16) + small + word(index - 7) + large
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index++) {
    const high = turnRight(e, 6) ^ turnRight(e, 11) ^ turnRight(e, 25)
    const first = (h + high + ((e & f) ^ (~e & g)) + (SHA256_ROUND[index] ?? 0) + word(index)) | 0
    const low = turnRight(a, 2) ^ turnRight(a, 13) ^ turnRight(a, 22)
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + value
}

const SM3_START = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
]

function compressSm3(state: Uint32Array, block: DataView, at: number): void {
  for (let index = 0; index < 16; index++) schedule[index] = block.getUint32(at + 4 * index)
  for (let index = 16; index < 68; index++) {
    const mixed = word(index - 16) ^ word(index - 9) ^ turnLeft(word(index - 3), 15)
    const permuted = mixed ^ turnLeft(mixed, 15) ^ turnLeft(mixed, 23)
    schedule[index] = permuted ^ turnLeft(word(index - 13), 7) ^ word(index - 6)
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index++) {
    const early = index < 16
    const constant = turnLeft(early ? 0x79cc4519 : 0x7a879d8a, index % 32)
    const first = turnLeft((turnLeft(a, 12) + e + constant) | 0, 7)
    const choice = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
    const second = (choice + d + (first ^ turnLeft(a, 12)) + (word(index) ^ word(index + 4))) | 0
    const third = ((early ? e ^ f ^ g : (e & f) | (~e & g)) + h + first + word(index)) | 0
    ;[h, g, f, e] = [g, turnLeft(f, 19), e, third ^ turnLeft(third, 9) ^ turnLeft(third, 17)]
    ;[d, c, b, a] = [c, turnLeft(b, 9), a, second]
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) ^ value
}

function turnLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}

function turnRight(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits))
}
