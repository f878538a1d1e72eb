import { BitString, fromBER, type Sequence } from 'asn1js'
import { AlgorithmIdentifier, getCrypto, PublicKeyInfo } from 'pkijs'
import { sm2 } from 'sm-crypto'
import type { SignatureReport } from '../domain/evidence.ts'
import { readCertificate } from './check-chain.ts'
import { sha256Hex } from './hashing.ts'
import { readPem } from './read-pem.ts'
import { bytesHex } from './timestamp-query.ts'

export interface SignatureCheck extends Omit<SignatureReport, 'path'> {
  /** In Chinese; empty when the signature holds. */
  readonly problems: readonly string[]
}

const MAX_SIGNATURE_BYTES = 4096
const SM2_CURVE = '1.2.156.10197.1.301'
const ALGORITHMS: Readonly<Record<string, { name: string; signature: string }>> = {
  '1.2.840.113549.1.1.1': { name: 'RSA-SHA256', signature: '1.2.840.113549.1.1.11' },
  '1.2.840.10045.2.1': { name: 'ECDSA-SHA256', signature: '1.2.840.10045.4.3.2' },
}

/** Checks the unit's signature over `signed` with the key that lies beside it. A bad one is an answer, not an error. */
export async function checkSignature(
  signed: Uint8Array,
  signature: Uint8Array,
  signerPem: string,
): Promise<SignatureCheck> {
  try {
    return await verify(signed, signature, signerPem)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { problems: [`签名无法核验（${reason.slice(0, 120)}）`] }
  }
}

async function verify(signed: Uint8Array, signature: Uint8Array, signerPem: string): Promise<SignatureCheck> {
  if (signature.length > MAX_SIGNATURE_BYTES) throw new RangeError('签名过长')
  const { spki, subject } = readSigner(signerPem)
  const holds = isSm2(spki) ? verifySm2(signed, signature, spki) : await verifyX509(signed, signature, spki)
  return {
    algorithm: isSm2(spki) ? 'SM2-SM3' : (ALGORITHMS[spki.algorithm.algorithmId]?.name ?? ''),
    keySha256: sha256Hex(new Uint8Array(spki.toSchema().toBER())),
    ...(subject ? { signer: subject } : {}),
    problems: holds ? [] : ['证据清单的签名不符'],
  }
}

function readSigner(pem: string): { spki: PublicKeyInfo; subject?: string } {
  const [block] = readPem(pem)
  if (block?.label === 'CERTIFICATE') {
    const { subjectPublicKeyInfo: spki, subject } = readCertificate(block.der)
    return { spki, subject: subject.typesAndValues.map(({ value }) => value.valueBlock.value).join('，') }
  }
  if (block?.label !== 'PUBLIC KEY') throw new RangeError('不是证书，也不是公钥')
  const { result, offset } = fromBER(block.der.buffer)
  if (offset !== block.der.length) throw new RangeError('公钥有多余字节')
  return { spki: new PublicKeyInfo({ schema: result as Sequence }) }
}

function isSm2({ algorithm }: PublicKeyInfo): boolean {
  return algorithm.algorithmParams?.valueBlock?.toString() === SM2_CURVE
}

/** With the identity 1234567812345678 that GM/T 0009 gives for where none is agreed. */
function verifySm2(signed: Uint8Array, signature: Uint8Array, { subjectPublicKey }: PublicKeyInfo): boolean {
  const key = bytesHex(subjectPublicKey.valueBlock.valueHexView)
  return sm2.doVerifySignature(Array.from(signed), bytesHex(signature), key, { der: true, hash: true })
}

async function verifyX509(signed: Uint8Array, signature: Uint8Array, spki: PublicKeyInfo): Promise<boolean> {
  const known = ALGORITHMS[spki.algorithm.algorithmId]
  if (!known) throw new RangeError(`不支持的公钥算法 ${spki.algorithm.algorithmId}`)
  return getCrypto(true).verifyWithPublicKey(
    Uint8Array.from(signed),
    new BitString({ valueHex: Uint8Array.from(signature).buffer }),
    spki,
    new AlgorithmIdentifier({ algorithmId: known.signature }),
    'SHA-256',
  )
}
