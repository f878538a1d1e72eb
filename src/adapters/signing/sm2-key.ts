import { createPublicKey } from 'node:crypto'
import { fromBER, Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import { sm2 } from 'sm-crypto'
import { readCertificate } from '../../capture/check-chain.ts'
import { type PemBlock, readPem } from '../../capture/read-pem.ts'
import type { UnitSigner } from '../../capture/seal-ports.ts'
import { bytesHex, hexBytes } from '../../capture/timestamp-query.ts'
import { DefinitionError } from '../../domain/errors.ts'

const SM2_CURVE = '1.2.156.10197.1.301'
const SCALAR_BYTES = 32
/** An uncompressed point, at the end of a public key. */
const POINT_BYTES = 65

/**
 * The private scalar in hex, of a PKCS #8 or SEC 1 file of an SM2 key; undefined when the key is of another kind.
 *
 * Read here because node:crypto takes the key and then makes signatures with it that are not SM2's.
 */
export function readSm2Key(blocks: readonly PemBlock[]): string | undefined {
  const block = blocks.find(({ label }) => label === 'PRIVATE KEY' || label === 'EC PRIVATE KEY')
  if (!block) return undefined
  const { result } = fromBER(block.der.buffer)
  if (!(result instanceof Sequence) || !names(result, SM2_CURVE)) return undefined
  const inner = block.label === 'PRIVATE KEY' ? unwrap(result) : result
  const [version, scalar] = inner?.valueBlock.value ?? []
  if (!(version instanceof Integer) || !(scalar instanceof OctetString)) return undefined
  return bytesHex(scalar.valueBlock.valueHexView).padStart(2 * SCALAR_BYTES, '0')
}

/** @throws {DefinitionError} when the certificate is of another key. */
export function sm2Signer(scalar: string, keyPem: string, certificatePem: string | undefined): UnitSigner {
  const spki = createPublicKey(keyPem)
  const point = spki.export({ type: 'spki', format: 'der' }).subarray(-POINT_BYTES).toString('hex')
  if (certificatePem !== undefined && pointOf(certificatePem) !== point)
    throw new DefinitionError('signature.certificate: 证书与私钥不是一对')
  const options = { der: true, hash: true, publicKey: point }
  return {
    publicPem: certificatePem ?? spki.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => new Uint8Array(hexBytes(sm2.doSignature(Array.from(bytes), scalar, options))),
  }
}

function pointOf(certificatePem: string): string | undefined {
  const block = readPem(certificatePem).find(({ label }) => label === 'CERTIFICATE')
  if (!block) return undefined
  const { subjectPublicKeyInfo } = readCertificate(block.der)
  return bytesHex(subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView)
}

function unwrap({ valueBlock }: Sequence): Sequence | undefined {
  const [, , wrapped] = valueBlock.value
  if (!(wrapped instanceof OctetString)) return undefined
  const { result } = fromBER(Uint8Array.from(wrapped.valueBlock.valueHexView).buffer)
  return result instanceof Sequence ? result : undefined
}

/** Whether an object identifier stands anywhere in the value. */
function names(value: unknown, oid: string): boolean {
  if (value instanceof ObjectIdentifier) return value.valueBlock.toString() === oid
  const inner = (value as { valueBlock?: { value?: unknown } }).valueBlock?.value
  return Array.isArray(inner) && inner.some((each) => names(each, oid))
}
