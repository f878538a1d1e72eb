import { fromBER } from 'asn1js'
import {
  BasicConstraints,
  Certificate,
  CertificateChainValidationEngine,
  CertificateRevocationList,
  ExtKeyUsage,
} from 'pkijs'
import { sha256Hex } from './hashing.ts'
import { checkOcsp } from './ocsp.ts'
import { readPem } from './read-pem.ts'

/** Certificates to check against, and lists of revoked ones. */
export interface TrustMaterial {
  /** `given` by who verifies, or `bundled`: whoever made the bundle could have made those as well. */
  readonly source: 'given' | 'bundled'
  readonly roots: readonly Certificate[]
  readonly others: readonly Certificate[]
  readonly revocations: readonly CertificateRevocationList[]
}

export interface ChainCheck {
  readonly roots: 'given' | 'bundled' | 'none'
  readonly rootSha256?: string
  readonly revocation: 'crl' | 'ocsp' | 'not-checked'
  /** Who issued the signing certificate, once the chain holds. */
  readonly issuer?: Certificate
  readonly problems: readonly string[]
}

export interface ChainInput {
  readonly leaf: Certificate
  /** What came with the token. */
  readonly carried: readonly Certificate[]
  readonly trust: TrustMaterial
  /** The chain must have been valid then; expired since is no fault. */
  readonly at: Date
  /** What a responder said of the signing certificate. */
  readonly ocsp?: Uint8Array | undefined
}

const OID = {
  extKeyUsage: '2.5.29.37',
  basicConstraints: '2.5.29.19',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const

export const NO_TRUST: TrustMaterial = { source: 'bundled', roots: [], others: [], revocations: [] }

/** @throws {RangeError} in Chinese when a block is no certificate and no revocation list. */
export function readTrust(pem: string, source: TrustMaterial['source']): TrustMaterial {
  const blocks = readPem(pem)
  const certificates = blocks
    .filter(({ label }) => label.endsWith('CERTIFICATE'))
    .map(({ der }) => readCertificate(der))
  const revocations = blocks
    .filter(({ label }) => label === 'X509 CRL')
    .map(({ der }) => readRevocations(der))
  if (certificates.length + revocations.length < blocks.length)
    throw new RangeError('PEM 中有证书和吊销列表以外的内容')
  return {
    source,
    roots: certificates.filter((each) => each.issuer.isEqual(each.subject)),
    others: certificates.filter((each) => !each.issuer.isEqual(each.subject)),
    revocations,
  }
}

export function readCertificate(der: Uint8Array<ArrayBuffer>): Certificate {
  try {
    return new Certificate({ schema: whole(der) })
  } catch (cause) {
    throw new RangeError('证书无法解析', { cause })
  }
}

function readRevocations(der: Uint8Array<ArrayBuffer>): CertificateRevocationList {
  try {
    return new CertificateRevocationList({ schema: whole(der) })
  } catch (cause) {
    throw new RangeError('吊销列表无法解析', { cause })
  }
}

function whole(der: Uint8Array<ArrayBuffer>) {
  const { result, offset } = fromBER(der.buffer)
  if (offset !== der.length) throw new RangeError('有多余字节')
  return result
}

/** From the signing certificate of a token to a root, as of the token's time; for time-stamping only; not revoked by then. */
export async function checkChain({ leaf, carried, trust, at, ocsp }: ChainInput): Promise<ChainCheck> {
  const problems: string[] = []
  if (!isForTimestamps(leaf)) problems.push('时间戳的签名证书不是专用于时间戳的证书')
  if (trust.roots.length === 0)
    return {
      roots: 'none',
      revocation: 'not-checked',
      problems: [...problems, '没有可用的根证书，证书链未能核验'],
    }
  const chain = await buildChain({ leaf, carried, trust, at })
  if (typeof chain === 'string')
    return { roots: trust.source, revocation: 'not-checked', problems: [...problems, chain] }
  const revocation = await checkRevocation(chain, trust, at)
  const [root, issuer] = [chain.at(-1), chain[1]]
  const status = ocsp && issuer ? await checkOcsp({ response: ocsp, leaf, issuer, at }) : undefined
  return {
    roots: trust.source,
    revocation: revocation.covered ? 'crl' : status?.isGood ? 'ocsp' : 'not-checked',
    problems: [...problems, ...revocation.problems, ...(status?.problem ? [status.problem] : [])],
    ...(issuer ? { issuer } : {}),
    ...(root ? { rootSha256: sha256Hex(new Uint8Array(root.toSchema(true).toBER())) } : {}),
  }
}

async function buildChain({ leaf, carried, trust, at }: ChainInput): Promise<Certificate[] | string> {
  const others = [...carried, ...trust.others].filter(
    (each) => !each.issuer.isEqual(each.subject) && each !== leaf,
  )
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [...trust.roots],
    // The engine takes the last for the one whose chain is asked for.
    certs: [...others, leaf],
    checkDate: at,
  })
  const { result, certificatePath } = await engine.verify()
  if (!result || !certificatePath) return '时间戳的证书链不能通到根证书，或在时间戳的时刻无效'
  const issuers = certificatePath.slice(1)
  return issuers.every(isAuthority) ? certificatePath : '时间戳的证书链中有不能签发证书的证书'
}

function isAuthority(certificate: Certificate): boolean {
  const constraints = certificate.extensions?.find(
    ({ extnID }) => extnID === OID.basicConstraints,
  )?.parsedValue
  return constraints instanceof BasicConstraints && constraints.cA
}

/** RFC 3161 §2.3: the one use, and marked critical. */
function isForTimestamps({ extensions }: Certificate): boolean {
  const usage = extensions?.find(({ extnID }) => extnID === OID.extKeyUsage)
  if (!usage?.critical || !(usage.parsedValue instanceof ExtKeyUsage)) return false
  const { keyPurposes } = usage.parsedValue
  return keyPurposes.length === 1 && keyPurposes[0] === OID.timeStamping
}

async function checkRevocation(
  chain: readonly Certificate[],
  { revocations }: TrustMaterial,
  at: Date,
): Promise<{ covered: boolean; problems: string[] }> {
  const problems: string[] = []
  let covered = chain.length > 1
  for (const [index, certificate] of chain.slice(0, -1).entries()) {
    const issuer = chain[index + 1]
    const list = revocations.find((each) => each.issuer.isEqual(certificate.issuer))
    if (!list || !issuer) covered = false
    else if (!(await list.verify({ issuerCertificate: issuer }))) problems.push('证书吊销列表的签名不符')
    else if (wasRevoked(list, certificate, at)) problems.push('时间戳的证书在时间戳之前已被吊销')
  }
  return { covered, problems }
}

function wasRevoked(list: CertificateRevocationList, { serialNumber }: Certificate, at: Date): boolean {
  return (list.revokedCertificates ?? []).some(
    ({ userCertificate, revocationDate }) =>
      userCertificate.isEqual(serialNumber) && revocationDate.value <= at,
  )
}
