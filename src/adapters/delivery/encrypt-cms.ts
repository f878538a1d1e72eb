import { Certificate, ContentInfo, EnvelopedData } from 'pkijs'
import { readPem } from '../../capture/read-pem.ts'
import { InputError } from '../../domain/errors.ts'

/**
 * CMS EnvelopedData (RFC 5652) for the holder of an RSA certificate: AES-256-CBC, the key by RSA-OAEP. Opened with
 * `openssl cms -decrypt -inform DER -in FILE -inkey KEY`.
 *
 * @throws {InputError} when the PEM holds no certificate that can be encrypted to.
 */
export async function encryptFor(certificatePem: string, content: Uint8Array): Promise<Buffer> {
  const der = certificateIn(certificatePem)
  const envelope = new EnvelopedData()
  try {
    envelope.addRecipientByCertificate(Certificate.fromBER(der), { oaepHashAlgorithm: 'SHA-256' })
    const key = { name: 'AES-CBC', length: 256 }
    await envelope.encrypt(key as unknown as Algorithm, new Uint8Array(content).buffer)
  } catch (cause) {
    throw new InputError('不能用收件单位的证书加密：须为 RSA 证书', { cause })
  }
  const info = new ContentInfo({ contentType: ContentInfo.ENVELOPED_DATA, content: envelope.toSchema() })
  return Buffer.from(info.toSchema().toBER(false))
}

type Algorithm = Parameters<EnvelopedData['encrypt']>[0]

function certificateIn(pem: string): Uint8Array<ArrayBuffer> {
  try {
    const found = readPem(pem).find(({ label }) => label === 'CERTIFICATE')
    if (found) return found.der
  } catch (cause) {
    throw new InputError('收件单位的证书文件不是 PEM', { cause })
  }
  throw new InputError('收件单位的证书文件中没有证书')
}
