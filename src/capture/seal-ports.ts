import type { ImprintAlgorithm } from './timestamp-query.ts'

/** One time-stamping authority (RFC 3161). Implemented in adapters/timestamp. */
export interface TimestampAuthority {
  /** Names its files in the bundle: `timestamps/<name>.tsr`, `timestamps/<name>.pem`. */
  readonly name: string
  readonly imprint: ImprintAlgorithm
  /** Its chain up to the root, and revocation lists if any; PEM. Kept in the bundle. */
  readonly certificatesPem: string
  /** Sends a TimeStampReq, gives the TimeStampResp as it came. @throws {TimestampError} */
  stamp(query: Uint8Array): Promise<Uint8Array>
  /** Asks the responder that its certificate names (RFC 6960). @throws {TimestampError} */
  askStatus?(responder: string, request: Uint8Array): Promise<Uint8Array>
}

/** The unit's own key. Implemented in adapters/signing. */
export interface UnitSigner {
  /** The certificate, or the bare public key; PEM. Kept in the bundle. */
  readonly publicPem: string
  /** SM2 with SM3, or RSA or ECDSA with SHA-256; ECDSA and SM2 in DER. */
  sign(bytes: Uint8Array): Uint8Array
}

/** Files of a bundle that come to it when, or after, its manifest is sealed. */
export const SEAL_PATHS = {
  signature: 'signatures/manifest.sig',
  signer: 'signatures/signer.pem',
} as const

export function tokenPath(authority: string): string {
  return `timestamps/${authority}.tsr`
}

export function chainPath(authority: string): string {
  return `timestamps/${authority}.pem`
}

/** What the responder said of the signing certificate when the token was made. */
export function statusPath(authority: string): string {
  return `timestamps/${authority}.ocsp`
}

export function isTokenPath(path: string): boolean {
  return /^timestamps\/[\w-]+\.tsr$/.test(path)
}
