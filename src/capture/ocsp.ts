import { fromBER, GeneralizedTime } from 'asn1js'
import {
  BasicOCSPResponse,
  type Certificate,
  ExtKeyUsage,
  getCrypto,
  InfoAccess,
  OCSPRequest,
  OCSPResponse,
  RelativeDistinguishedNames,
  type SingleResponse,
} from 'pkijs'
import { bytesHex } from './timestamp-query.ts'

const OID = {
  infoAccess: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
  basic: '1.3.6.1.5.5.7.48.1.1',
  extKeyUsage: '2.5.29.37',
  signing: '1.3.6.1.5.5.7.3.9',
} as const
/** GeneralName: uniformResourceIdentifier. */
const URI = 6
const SUCCESSFUL = 0
const MAX_RESPONSE_BYTES = 64 * 1024
/** A responder that names no next answer has a newer one at any time. */
const FRESH_MS = 3_600_000

export interface OcspQuestion {
  readonly response: Uint8Array
  readonly leaf: Certificate
  readonly issuer: Certificate
  /** The certificate must not have been revoked by then. */
  readonly at: Date
}

/** In Chinese; `good` has none. */
export interface OcspAnswer {
  readonly isGood: boolean
  readonly problem: string | undefined
}

/** Where the certificate says that one may ask about it. */
export function responderOf({ extensions }: Certificate): string | undefined {
  const access = extensions?.find(({ extnID }) => extnID === OID.infoAccess)?.parsedValue
  if (!(access instanceof InfoAccess)) return undefined
  const named = access.accessDescriptions.find(
    ({ accessMethod, accessLocation }) => accessMethod === OID.ocsp && accessLocation.type === URI,
  )
  const address = String(named?.accessLocation.value ?? '')
  return /^https?:\/\//.test(address) ? address : undefined
}

/** Without a nonce: the answer is kept, and says by itself when it was made. */
export async function ocspRequest(leaf: Certificate, issuer: Certificate): Promise<Uint8Array> {
  const request = new OCSPRequest()
  await request.createForCertificate(leaf, { hashAlgorithm: 'SHA-1', issuerCertificate: issuer })
  return new Uint8Array(request.toSchema(true).toBER())
}

/** Reads an answer (RFC 6960) and checks who signed it, whom it is about and when it holds. A bad one is an answer, not an error. */
export async function checkOcsp(question: OcspQuestion): Promise<OcspAnswer> {
  try {
    const basic = openAnswer(question.response)
    if (!(await isSigned(basic, question))) return unusable('签名不符，或签名人无权答复')
    const single = await findAnswer(basic, question)
    return single ? judge(single, question.at) : unusable('不是关于这张证书的')
  } catch (error) {
    // The ASN.1 reader throws errors of many kinds on crafted bytes: all of them say that this is no answer.
    return unusable(`无法解析（${String(error).slice(0, 120)}）`)
  }
}

function unusable(reason: string): OcspAnswer {
  return { isGood: false, problem: `证书状态答复（OCSP）${reason}` }
}

function openAnswer(response: Uint8Array): BasicOCSPResponse {
  if (response.length > MAX_RESPONSE_BYTES) throw new RangeError('too long')
  const { responseStatus, responseBytes } = new OCSPResponse({ schema: parse(response) })
  if (responseStatus.valueBlock.valueDec !== SUCCESSFUL || responseBytes?.responseType !== OID.basic)
    throw new RangeError('the responder refused')
  return new BasicOCSPResponse({ schema: parse(responseBytes.response.valueBlock.valueHexView) })
}

function parse(der: Uint8Array) {
  const { result, offset } = fromBER(Uint8Array.from(der).buffer)
  if (offset !== der.length) throw new RangeError('bytes left over')
  return result
}

/** By the issuer itself, or by one whom the issuer certified for this (RFC 6960 §4.2.2.2). */
async function isSigned(basic: BasicOCSPResponse, { issuer }: OcspQuestion): Promise<boolean> {
  const { tbsResponseData, signature, signatureAlgorithm, certs } = basic
  for (const signer of [issuer, ...(certs ?? [])]) {
    if (!(await isNamed(tbsResponseData.responderID, signer))) continue
    if (signer !== issuer && !(isResponder(signer) && (await signer.verify(issuer)))) continue
    const signed = tbsResponseData.tbsView as Uint8Array<ArrayBuffer>
    const key = signer.subjectPublicKeyInfo
    return getCrypto(true).verifyWithPublicKey(signed, signature, key, signatureAlgorithm)
  }
  return false
}

async function isNamed(responder: unknown, { subject, subjectPublicKeyInfo }: Certificate): Promise<boolean> {
  if (responder instanceof RelativeDistinguishedNames) return responder.isEqual(subject)
  const key = Uint8Array.from(subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView)
  const hash = bytesHex(await globalThis.crypto.subtle.digest('SHA-1', key))
  const named = (responder as { valueBlock?: { valueHexView?: Uint8Array } }).valueBlock?.valueHexView
  return named !== undefined && bytesHex(named) === hash
}

function isResponder({ extensions }: Certificate): boolean {
  const usage = extensions?.find(({ extnID }) => extnID === OID.extKeyUsage)?.parsedValue
  return usage instanceof ExtKeyUsage && usage.keyPurposes.includes(OID.signing)
}

async function findAnswer(
  { tbsResponseData }: BasicOCSPResponse,
  { leaf, issuer }: OcspQuestion,
): Promise<SingleResponse | undefined> {
  for (const single of tbsResponseData.responses) {
    const { certID } = single
    const algorithm = getCrypto(true).getAlgorithmByOID<{ name: string }>(
      certID.hashAlgorithm.algorithmId,
      true,
      'certID',
    )
    const expected = await expectedId(leaf, issuer, algorithm.name)
    if (certID.isEqual(expected)) return single
  }
  return undefined
}

async function expectedId(leaf: Certificate, issuer: Certificate, hashAlgorithm: string) {
  const request = new OCSPRequest()
  await request.createForCertificate(leaf, { hashAlgorithm, issuerCertificate: issuer })
  const [asked] = request.tbsRequest.requestList
  if (!asked) throw new RangeError('no request')
  return asked.reqCert
}

function judge({ certStatus, thisUpdate, nextUpdate }: SingleResponse, at: Date): OcspAnswer {
  const status = certStatus.idBlock.tagNumber
  if (status === 1) {
    const when = revokedAt(certStatus)
    if (!when || when <= at) return { isGood: false, problem: '时间戳的证书在时间戳之前已被吊销（OCSP）' }
  } else if (status !== 0) return unusable('不认识这张证书')
  const until = nextUpdate?.getTime() ?? thisUpdate.getTime() + FRESH_MS
  // Later than the token is as good: who is not revoked then was not revoked before.
  return until >= at.getTime() ? { isGood: true, problem: undefined } : unusable('早于时间戳，已过期')
}

function revokedAt(certStatus: { valueBlock: { value?: unknown[] } }): Date | undefined {
  const [time] = certStatus.valueBlock.value ?? []
  return time instanceof GeneralizedTime ? time.toDate() : undefined
}
