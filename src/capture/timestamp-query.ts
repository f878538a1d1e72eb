import { Integer, OctetString } from 'asn1js'
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs'

export type ImprintAlgorithm = 'sha256' | 'sm3'

export const IMPRINT_OID: Record<ImprintAlgorithm, string> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sm3: '1.2.156.10197.1.401',
}

export interface TimestampQuery {
  readonly algorithm: ImprintAlgorithm
  /** Hex. */
  readonly imprint: string
  /** Keeps an old answer from being played back. */
  readonly nonce: Uint8Array
}

/** TimeStampReq of RFC 3161 in DER; asks for the certificates to come along. */
export function timestampQuery({ algorithm, imprint, nonce }: TimestampQuery): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: IMPRINT_OID[algorithm] }),
      hashedMessage: new OctetString({ valueHex: hexBytes(imprint) }),
    }),
    nonce: new Integer({ valueHex: positive(nonce) }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER())
}

/** An INTEGER's first bit is its sign; DER wants no leading zero that is not needed. */
export function positive(nonce: Uint8Array): ArrayBuffer {
  const bytes = Uint8Array.from(nonce)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.buffer
}

export function hexBytes(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)).buffer
}

export function bytesHex(bytes: Uint8Array | ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
