import { readFileSync } from 'node:fs'
import { readTrust } from '../../capture/check-chain.ts'
import { DefinitionError } from '../../domain/errors.ts'

/**
 * A PEM file of certificates and revocation lists that an operator names, as it is.
 *
 * @throws {DefinitionError} when it cannot be read, holds anything else, or has no root: no token could be checked then.
 */
export function loadTrustFile(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8')
    if (readTrust(pem, 'given').roots.length === 0) throw new RangeError('没有自签名的根证书')
    return pem
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DefinitionError(`${file}: 证书文件不可用（${reason}）`, { cause })
  }
}
