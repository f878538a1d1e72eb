import { createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readPem } from '../../capture/read-pem.ts'
import type { UnitSigner } from '../../capture/seal-ports.ts'
import { DefinitionError } from '../../domain/errors.ts'
import { readSm2Key, sm2Signer } from './sm2-key.ts'

export interface SignerFiles {
  /** Private key, PEM, not encrypted. */
  readonly key: string
  /** Certificate of that key, PEM; without it the bare public key is kept in the bundle. */
  readonly certificate?: string | undefined
}

/** @throws {DefinitionError} when a file cannot be read, is no key we can sign with, or key and certificate do not belong together. */
export function loadUnitSigner({ key, certificate }: SignerFiles): UnitSigner {
  const keyPem = readText(key)
  const certificatePem = certificate === undefined ? undefined : readText(certificate)
  try {
    const sm2 = readSm2Key(readPem(keyPem))
    return sm2 ? sm2Signer(sm2, keyPem, certificatePem) : x509Signer(createPrivateKey(keyPem), certificatePem)
  } catch (cause) {
    if (cause instanceof DefinitionError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DefinitionError(`${key}: signature.key: 不是可用的签名私钥（${reason}）`, { cause })
  }
}

function x509Signer(key: KeyObject, certificatePem: string | undefined): UnitSigner {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  const usable =
    type === 'rsa' || (type === 'ec' && /^(prime256v1|secp384r1)$/.test(details?.namedCurve ?? ''))
  if (!usable) throw new DefinitionError('signature.key: 只支持 SM2、RSA 和 ECDSA（P-256、P-384）私钥')
  if (certificatePem !== undefined && !new X509Certificate(certificatePem).checkPrivateKey(key))
    throw new DefinitionError('signature.certificate: 证书与私钥不是一对')
  const publicPem = certificatePem ?? createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  return { publicPem, sign: (bytes) => Uint8Array.from(sign('sha256', bytes, key)) }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new DefinitionError(`${file}: 签名用的文件读不到`, { cause })
  }
}
