import { fromBER, OctetString } from 'asn1js'
import {
  type Attribute,
  Certificate,
  ContentInfo,
  getCrypto,
  SignedData,
  type SignerInfo,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import type { TokenReport } from '../domain/evidence.ts'
import { type ChainCheck, checkChain, type TrustMaterial } from './check-chain.ts'
import { bytesHex, IMPRINT_OID, type ImprintAlgorithm } from './timestamp-query.ts'

export interface TokenCheck extends Omit<TokenReport, 'path' | 'secondsAfterCapture'> {
  /** Hex; absent when the token has none or could not be read. */
  readonly nonce: string | undefined
  /** The signing certificate and its issuer, once the chain holds. */
  readonly signing?: { readonly leaf: Certificate; readonly issuer: Certificate }
  /** In Chinese; empty when the token holds. */
  readonly problems: readonly string[]
}

export interface TokenInput {
  /** A TimeStampResp in DER, as the authority sent it. */
  readonly response: Uint8Array
  /** Of the stamped file, hex. */
  readonly hashes: Record<ImprintAlgorithm, string>
  readonly trust: TrustMaterial
  /** What lies beside the token. */
  readonly ocsp?: Uint8Array | undefined
}

/** Tokens are a few kilobytes, with a chain some more. */
const MAX_RESPONSE_BYTES = 256 * 1024
const OID = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const

/** The same in Node and in a browser. */
const { subtle } = globalThis.crypto

/** A reason in Chinese why a token does not hold. Never leaves this file. */
class TokenFault extends Error {}

/** Reads a time-stamp response and checks imprint, signature, signing certificate and chain. A bad one is an answer, not an error. */
export async function checkToken(input: TokenInput): Promise<TokenCheck> {
  const nothing = { nonce: undefined, roots: 'none', revocation: 'not-checked' } as const
  try {
    return await readToken(input)
  } catch (error) {
    // The ASN.1 reader throws errors of many kinds on crafted bytes: all of them say that this is no token.
    const reason = error instanceof TokenFault ? error.message : `无法解析（${String(error).slice(0, 120)}）`
    return { ...nothing, problems: [`时间戳${reason}`] }
  }
}

async function readToken({ response, hashes, trust, ocsp }: TokenInput): Promise<TokenCheck> {
  const { signed, info, content } = openResponse(response)
  const problems: string[] = []
  const algorithm = imprintAlgorithm(info)
  const imprint = bytesHex(info.messageImprint.hashedMessage.valueBlock.valueHexView)
  if (!algorithm) problems.push('时间戳的摘要算法不是 SHA-256 或 SM3')
  else if (imprint !== hashes[algorithm]) problems.push('时间戳所盖的摘要与证据清单不符')

  const [signer] = signed.signerInfos
  if (!signer || signed.signerInfos.length !== 1) throw new TokenFault('不是恰好一个签名')
  const carried = (signed.certificates ?? []).filter((each) => each instanceof Certificate)
  const certificate = [...carried, ...trust.others, ...trust.roots].find((each) => isSigner(each, signer))
  if (!certificate) throw new TokenFault('中没有签名证书')
  if (!(await isSignedBy(signer, certificate, content))) problems.push('时间戳的签名不符')
  if (!(await namesCertificate(signer, certificate)))
    problems.push('时间戳没有指明签名证书，或指明的是另一张')

  const chain = await checkChain({ leaf: certificate, carried, trust, at: info.genTime, ocsp })
  return {
    ...describe(info, certificate, algorithm),
    ...chainReport(chain),
    ...(chain.issuer ? { signing: { leaf: certificate, issuer: chain.issuer } } : {}),
    problems: [...problems, ...chain.problems],
  }
}

function describe(info: TSTInfo, certificate: Certificate, algorithm: ImprintAlgorithm | undefined) {
  return {
    nonce: info.nonce ? bytesHex(info.nonce.valueBlock.valueHexView) : undefined,
    authority: nameOf(certificate),
    genTime: info.genTime.toISOString(),
    ...(algorithm ? { imprint: algorithm } : {}),
  }
}

function chainReport({ roots, rootSha256, revocation }: ChainCheck) {
  return { roots, revocation, ...(rootSha256 ? { rootSha256 } : {}) }
}

function openResponse(response: Uint8Array): {
  signed: SignedData
  info: TSTInfo
  content: Uint8Array<ArrayBuffer>
} {
  if (response.length > MAX_RESPONSE_BYTES) throw new TokenFault('文件过大')
  const { status, timeStampToken } = new TimeStampResp({ schema: parse(response) })
  // 0 granted, 1 granted with changes.
  if (status.status > 1) throw new TokenFault(`服务拒绝了请求（状态 ${status.status}）`)
  if (!timeStampToken || timeStampToken.contentType !== OID.signedData) throw new TokenFault('中没有令牌')
  const signed = new SignedData({ schema: new ContentInfo({ schema: timeStampToken.toSchema() }).content })
  const { eContentType, eContent } = signed.encapContentInfo
  if (eContentType !== OID.tstInfo || !eContent) throw new TokenFault('的内容不是时间信息')
  const content = Uint8Array.from(new Uint8Array(eContent.getValue()))
  return { signed, content, info: new TSTInfo({ schema: parse(content) }) }
}

/** One value and nothing behind it. */
function parse(der: Uint8Array) {
  const { result, offset } = fromBER(Uint8Array.from(der).buffer)
  if (offset !== der.length) throw new TokenFault('有多余字节或不完整')
  return result
}

function imprintAlgorithm({ messageImprint }: TSTInfo): ImprintAlgorithm | undefined {
  const { algorithmId } = messageImprint.hashAlgorithm
  return (['sha256', 'sm3'] as const).find((name) => IMPRINT_OID[name] === algorithmId)
}

function isSigner(certificate: Certificate, { sid }: SignerInfo): boolean {
  return Boolean(
    sid?.issuer?.isEqual?.(certificate.issuer) && sid.serialNumber?.isEqual?.(certificate.serialNumber),
  )
}

async function isSignedBy(
  signer: SignerInfo,
  certificate: Certificate,
  content: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const crypto = getCrypto(true)
  const { name } = crypto.getAlgorithmByOID<{ name: string }>(
    signer.digestAlgorithm.algorithmId,
    true,
    'digest',
  )
  if (!signer.signedAttrs) return false
  const digest = attributeOf(signer, OID.messageDigest)
  const contentType = attributeOf(signer, OID.contentType)
  if (!(digest instanceof OctetString) || contentType?.valueBlock.toString() !== OID.tstInfo) return false
  const actual = await subtle.digest(name, content)
  if (bytesHex(digest.valueBlock.valueHexView) !== bytesHex(actual)) return false
  return crypto.verifyWithPublicKey(
    signer.signedAttrs.encodedValue,
    signer.signature,
    certificate.subjectPublicKeyInfo,
    signer.signatureAlgorithm,
    name,
  )
}

// biome-ignore lint/suspicious/noExplicitAny: pkijs types the values of attributes so
function attributeOf({ signedAttrs }: SignerInfo, type: string): any {
  const found = (signedAttrs?.attributes ?? []).filter((each: Attribute) => each.type === type)
  return found.length === 1 && found[0]?.values.length === 1 ? found[0].values[0] : undefined
}

/** RFC 3161 wants the hash of the signing certificate among the signed attributes: another of the same key is no good. */
async function namesCertificate(signer: SignerInfo, certificate: Certificate): Promise<boolean> {
  const der = new Uint8Array(certificate.toSchema(true).toBER())
  // SigningCertificate(V2) ::= SEQUENCE { certs SEQUENCE OF ESSCertID, … }; the hash is the first OCTET STRING of the first.
  const v2 = firstIdentifier(attributeOf(signer, OID.signingCertificateV2))
  if (v2) {
    const name = v2.length > 1 && !(v2[0] instanceof OctetString) ? algorithmName(v2[0]) : 'SHA-256'
    const hash = v2.find((each) => each instanceof OctetString)
    return hash !== undefined && bytesHex(hash.valueBlock.valueHexView) === (await digestHex(name, der))
  }
  const hash = firstIdentifier(attributeOf(signer, OID.signingCertificate))?.[0]
  return (
    hash instanceof OctetString && bytesHex(hash.valueBlock.valueHexView) === (await digestHex('SHA-1', der))
  )
}

// biome-ignore lint/suspicious/noExplicitAny: an ASN.1 value of unknown kind
function firstIdentifier(value: any): any[] | undefined {
  const first = value?.valueBlock?.value?.[0]?.valueBlock?.value?.[0]?.valueBlock?.value
  return Array.isArray(first) ? first : undefined
}

// biome-ignore lint/suspicious/noExplicitAny: an ASN.1 value of unknown kind
function algorithmName(identifier: any): string {
  const oid = String(identifier?.valueBlock?.value?.[0]?.valueBlock ?? '')
  return getCrypto(true).getAlgorithmByOID<{ name: string }>(oid, true, 'digest').name
}

async function digestHex(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesHex(await subtle.digest(name, bytes))
}

function nameOf({ subject }: Certificate): string {
  return subject.typesAndValues.map(({ value }) => value.valueBlock.value).join('，')
}
